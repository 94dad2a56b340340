"""Texts that a provider took in parts, and what it may say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import text

from contracts.events import Event
from services.notification.dispatch.domain.outcome import Outcome, Result
from tests.integration.notification.intake_stub import accepted
from tests.integration.notification.rig import Notification

Names = Mapping[tuple[str, str], Sequence[str]]
"""By dossier and template of a text: the provider's names of its parts."""


def dossiers(count: int) -> Sequence[str]:
    """Return so many codes."""
    return [f"H56.14797-261123-{number:04}" for number in range(1, count + 1)]


def take_texts(
    notification: Notification,
    codes: Sequence[str],
    parts: int,
    *more: Event,
    with_letter: Sequence[str] = (),
) -> Names:
    """Have a text about each dossier, and about `more`, taken; return the names of its parts."""
    contacts = [
        notification.intake.contact(
            code=code,
            email=f"e{place}@example.vn" if code in with_letter else None,
            phone=f"+8491{place:07}",
        )
        for place, code in enumerate(codes)
    ]
    notification.know_names()
    notification.hear_together(*contacts, *map(accepted, codes), *more)
    notification.send_all()
    work, names = notification.texting(), dict[tuple[str, str], Sequence[str]]()
    while claimed := work.claim(25):
        ended = []
        for one in claimed:
            key = (one.message.dossier, one.message.template)
            names[key] = [f"{len(names):06}{part:04}" for part in range(1, parts + 1)]
            outcome = Outcome(result=Result.ACCEPTED, provider="sms", references=tuple(names[key]))
            ended.append((one, outcome))
        work.settle(ended, [])
    return names


def effects_of(notification: Notification) -> Sequence[str]:
    """Return what receipts came to, one a row."""
    with notification.database.read() as tx:
        return list(tx.scalars(text("SELECT effect FROM receipt ORDER BY effect")))


def statuses_of(notification: Notification) -> Sequence[str]:
    """Return how the texts stand, by dossier and template."""
    wanted = text("SELECT status FROM message WHERE channel = 'sms' ORDER BY dossier, template")
    with notification.database.read() as tx:
        return list(tx.scalars(wanted))
