"""A notice reached nobody: the desk is asked to telephone."""

from __future__ import annotations

from contracts.events.notification import Undeliverable
from kernel.schedule import in_vietnam
from services.intake.desk.ports import Calls


def ask_to_call(event: Undeliverable, *, calls: Calls) -> None:
    """Put a call on the queue of the desk that received the dossier."""
    calls.ask(event.dossier, since=in_vietnam(event.at), template=event.template)
