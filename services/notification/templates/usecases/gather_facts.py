"""The facts of a message about an event, with the names people know things by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
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
    DossierRefused,
    DossierSettledOnTheSpot,
    DossierSubmitted,
)
from contracts.events.lateness import DossierExtended
from contracts.events.posting import PostingFailed, ResultPosted
from contracts.events.reception import DossierCorrected
from contracts.events.result import (
    DossierReopened,
    DraftResultConfirmed,
    DraftResultOffered,
    OfficerWrote,
)
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.facts import Facts
from services.notification.templates.ports import Names

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
)


class NameUnknownError(LookupError):
    """The agency or procedure of an event was not heard of yet; it will be."""


def gather_facts(events: Sequence[Milestone], *, names: Names) -> Sequence[Facts]:
    """Return what letters tell of the events, in their order.

    Raises `NameUnknownError` while an agency or procedure of one is not here yet.
    """
    agencies = names.agencies({event.receiving_agency for event in events})
    procedures = names.procedures({event.procedure for event in events})
    return [_facts(event, agencies, procedures) for event in events]


def facts_of_draft(event: DraftExpiring, *, names: Names) -> Facts:
    """Return what a letter tells of a draft; raises `NameUnknownError` for its procedure."""
    procedure = names.procedures({event.procedure}).get(event.procedure)
    if procedure is None:
        raise NameUnknownError(f"procedure {event.procedure}")
    return Facts(draft=event.id, procedure=procedure, expires_at=event.expires_at)


def _facts(
    event: Milestone, agencies: Mapping[str, AgencyWords], procedures: Mapping[str, str]
) -> Facts:
    agency = agencies.get(event.receiving_agency)
    if agency is None:
        raise NameUnknownError(f"agency {event.receiving_agency}")
    procedure = procedures.get(event.procedure)
    if procedure is None:
        raise NameUnknownError(f"procedure {event.procedure}")
    said = {name: getattr(event, name) for name in _SAME if hasattr(event, name)}
    return Facts(code=event.code, procedure=procedure, agency=agency, **said)
