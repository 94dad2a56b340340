"""The facts of a message about an event, with the names people know things by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.events.agency import DossierMoved
from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementDueSoon,
    SupplementRequested,
    SupplementSubmitted,
)
from contracts.events.course import (
    DossierSuspended,
    DossierWithdrawn,
    SuspensionLifted,
    WithdrawalRefused,
    WithdrawalRequested,
)
from contracts.events.draft import DraftExpiring
from contracts.events.intake import (
    DossierAccepted,
    DossierFinished,
    DossierHandedOver,
    DossierProcessing,
    DossierRefused,
    DossierSettledOnTheSpot,
    DossierSubmitted,
)
from contracts.events.lateness import DossierExtended, DossierOverdue
from contracts.events.posting import PostingFailed, ResultPosted
from contracts.events.reception import DossierCorrected
from contracts.events.result import (
    DossierReopened,
    DraftResultConfirmed,
    DraftResultOffered,
    OfficerWrote,
)
from services.notification.templates.domain.facts import Facts
from services.notification.templates.ports import Names, Published, Wanted

Milestone = (
    DossierSubmitted
    | DossierAccepted
    | DossierRefused
    | SupplementRequested
    | SupplementSubmitted
    | DossierSupplemented
    | DossierStopped
    | DossierWithdrawn
    | WithdrawalRequested
    | WithdrawalRefused
    | DossierSuspended
    | SuspensionLifted
    | DossierPaused
    | DossierResumed
    | DossierReplanned
    | DossierExtended
    | DossierCorrected
    | DossierFinished
    | DossierReopened
    | DraftResultOffered
    | DraftResultConfirmed
    | OfficerWrote
    | ResultPosted
    | PostingFailed
    | DossierHandedOver
    | DossierSettledOnTheSpot
    | DossierProcessing
    | DossierMoved
    | DossierOverdue
    | SupplementDueSoon
)
"""What people are told about."""

_SAME = (
    "filed_at",
    "received_at",
    "answer_by",
    "accepted_at",
    "due_at",
    "due_provisional",
    "refused_at",
    "finished_at",
    "reopened_at",
    "cause",
    "offered_at",
    "confirm_by",
    "confirmed_at",
    "way",
    "written_at",
    "posted_at",
    "failed_at",
    "tracking_number",
    "handed_over_at",
    "outcome",
    "timeliness",
    "method",
    "supplement_by",
    "stopped_at",
    "requested_at",
    "corrected_at",
    "old_due_at",
    "withdrawn_at",
    "suspended_at",
    "lifted_at",
    "clock",
    "old_at",
    "new_at",
    "provisional",
    "ground",
    "extended",
)
# When what a letter tells of happened, where no fact of its own name says so.
_HAPPENED: Mapping[type, str] = {
    DossierProcessing: "at",
    DossierMoved: "moved_at",
    DossierOverdue: "at",
    SupplementDueSoon: "at",
    DossierPaused: "paused_at",
    DossierResumed: "resumed_at",
    DossierSupplemented: "supplemented_at",
    DossierReplanned: "replanned_at",
    DossierExtended: "extended_at",
    WithdrawalRefused: "settled_at",
}
# Which other agencies of an event a letter names, and as what.
_NAMED: Mapping[type, Mapping[str, str]] = {
    DossierProcessing: {"office": "competent_agency"},
    DossierMoved: {"office": "to_agency", "old_office": "from_agency"},
    DossierOverdue: {"office": "competent_agency"},
}


_NOBODY = frozenset({None, "", "system"})
"""What an event says in the place of an account where nobody of an office acted."""


class NameUnknownError(LookupError):
    """The agency or procedure of an event was not heard of yet; it will be."""


def names_in(events: Sequence[Milestone]) -> Wanted:
    """Return whose names letters about the events need."""
    return Wanted(
        agencies={code for event in events for code in _agencies(event)},
        procedures={event.procedure for event in events},
    )


def gather_facts(events: Sequence[Milestone], published: Published) -> Sequence[Facts]:
    """Return what letters tell of the events, in their order; `published` is of `names_in`.

    Raises `NameUnknownError` while an agency or procedure of one is not here yet.
    """
    return [_facts(event, published) for event in events]


def facts_of_draft(event: DraftExpiring, *, names: Names) -> Facts:
    """Return what a letter tells of a draft; raises `NameUnknownError` for its procedure."""
    published = names.published(agencies=(), procedures={event.procedure})
    procedure = published.procedures.get(event.procedure)
    if procedure is None:
        raise NameUnknownError(f"procedure {event.procedure}")
    return Facts(draft=event.id, procedure=procedure, expires_at=event.expires_at)


def _facts(event: Milestone, published: Published) -> Facts:
    agencies = published.agencies
    for code in _agencies(event):
        if code not in agencies:
            raise NameUnknownError(f"agency {code}")
    procedure = published.procedures.get(event.procedure)
    if procedure is None:
        raise NameUnknownError(f"procedure {event.procedure}")
    said = {name: getattr(event, name) for name in _SAME if hasattr(event, name)}
    said |= {fact: agencies[code].name for fact, code in _others(event).items()}
    if type(event) in _HAPPENED:
        said["happened_at"] = getattr(event, _HAPPENED[type(event)])
    officer = getattr(event, "officer", None)
    said["officer"] = None if officer in _NOBODY else officer
    said["in_charge"] = getattr(event, "in_charge", None)
    agency = agencies[event.receiving_agency]
    return Facts(code=event.code, procedure=procedure, agency=agency, **said)


def _agencies(event: Milestone) -> frozenset[str]:
    return frozenset((event.receiving_agency, *_others(event).values()))


def _others(event: Milestone) -> Mapping[str, str]:
    """Return other agencies a letter names, by fact; an older release did not say all of them."""
    named = _NAMED.get(type(event), {})
    codes = {fact: getattr(event, member) for fact, member in named.items()}
    return {fact: code for fact, code in codes.items() if code is not None}
