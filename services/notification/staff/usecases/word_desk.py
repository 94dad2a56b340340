"""What the mail of the morning tells of a desk: numbers of each kind, and no dossier."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.events.desk import CallsWaiting, DeskWorkWaiting
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.template import Template

OfDesk = CallsWaiting | DeskWorkWaiting
"""What is said of a desk on a morning on which it is open."""

_CALLS, _ALERTS = (Template.CALLS_WAITING, "desk-queue?kind=call"), "desk-alerts"
_KINDS: Mapping[str, tuple[Template, str]] = {
    "answer-late": (Template.ANSWERS_LATE, _ALERTS),
    "answer": (Template.ANSWERS_WAITING, _ALERTS),
    "message": (Template.MESSAGES_WAITING, "desk-queue?kind=message"),
    "proposal": (Template.PROPOSALS_WAITING, "desk-queue?kind=proposal"),
    "parcel": (Template.PARCELS_WAITING, "desk-queue?kind=parcel"),
}
"""The text of each kind, and the list that has what is counted."""


def text_of_desk(event: OfDesk) -> Template | None:
    """Return which text tells of it; None for a kind of a newer intake, which has none here."""
    found = _found(event)
    return None if found is None else found[0]


def facts_of_desk(event: OfDesk, agency: AgencyWords) -> Facts:
    """Return how many wait, since when the first, and where they are."""
    found = _found(event)
    return Facts(
        place="desk-queue" if found is None else found[1],
        procedure="",
        agency=agency,
        audience="unit",
        count=event.calls if isinstance(event, CallsWaiting) else event.count,
        happened_at=event.oldest_at,
    )


def _found(event: OfDesk) -> tuple[Template, str] | None:
    return _CALLS if isinstance(event, CallsWaiting) else _KINDS.get(event.kind)
