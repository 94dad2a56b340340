"""A notice reached nobody: the desk is asked to telephone."""

from __future__ import annotations

from datetime import datetime

from contracts.events.notification import Undeliverable
from kernel.schedule import in_vietnam
from services.intake.desk.ports import Calls
from services.intake.registry.domain.morning import next_look
from services.intake.registry.ports.mornings import Mornings


def ask_to_call(event: Undeliverable, *, calls: Calls, mornings: Mornings, now: datetime) -> None:
    """Put a call on the queue of the desk that received the dossier.

    Who has the desk is told of it in the morning, while it waits.
    """
    agency = calls.ask(event.dossier, since=in_vietnam(event.at), template=event.template)
    if agency is not None:
        mornings.look(agency, next_look(now))
