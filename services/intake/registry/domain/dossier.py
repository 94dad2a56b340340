"""A dossier's state and what may happen to it; each transition returns new state and event."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum, unique

from contracts.events.intake import (
    DossierFinished,
    DossierHandedOver,
    DossierProcessing,
    DossierRefused,
)
from kernel.channel import Channel
from kernel.deadline import Interruption
from kernel.errors import StaleVersionError
from kernel.reception import Timeliness, timeliness
from kernel.schedule import in_vietnam
from kernel.status import Status, Trigger, check_transition
from kernel.term import Term
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.resolution import ResolvedLeg
from services.intake.registry.domain.errors import DraftNotConfirmedError
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.refusal import Refusal


@unique
class SubStatus(StrEnum):
    """What a dossier waits for inside its code (4, 5 and 9)."""

    WAITING_CONFIRMATION = "waiting-confirmation"  # the owner checks the draft of the result
    WAITING_RETURN = "waiting-return"  # the result is to be handed over
    WAITING_FEE = "waiting-fee"  # the same, and a fee is taken before it is
    POSTED = "posted"  # the result is with the post, on its way (inside code 9)
    SUSPENDED = "suspended"  # the head holds the work up (inside code 4); the clock goes on
    SUPPLEMENT_RECEIVED = "supplement-received"  # papers came in (inside code 5); the desk looks


@unique
class Outcome(StrEnum):
    """How a dossier was decided."""

    APPROVED = "approved"
    REFUSED = "refused"  # on the merits, after appraisal; a result like any other


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Where a dossier stands. Instants are aware; `term` is written as `5wd`.

    `owner` is the account that filed it, None at a desk and under a `mandate`; `parties` are the
    identities it is about; `area` is the commune the matter lies in, if given.
    `withdrawal_asked_at` is set while the owner's wish waits for routing, `suspended_at` while the
    head holds the work up; `content_version` counts what was filed and corrected, `case_number`
    its cases; `erased_at` is set once nothing that identifies people is left.

    `obligation_asked_at` is set while a tax or land obligation waits to be paid.
    A draft of the result offered at `draft_offered_at` is consented to by silence at `confirm_by`,
    the end of `confirm_term`; `objections` counts those to earlier drafts. The calendar is that of
    the running limit meanwhile, `term_calendar_version` the one `due_at` was computed by.

    `due_at` is None while the clock stands. `next_limit` is what the dossier's timer does next;
    `interruptions` what stopped and restarted the clock; `calendar` is what the dates follow.
    """

    code: str
    version: int = 1
    status: Status
    sub_status: SubStatus | None = None
    procedure: str
    procedure_version: int
    case: str | None
    channel: Channel
    receiving_agency: str
    competent_agency: str
    legs: tuple[ResolvedLeg, ...] = ()
    area: str | None
    owner: str | None
    parties: tuple[str, ...] = field(repr=False)
    language: str
    confidential: bool = False
    filed_at: datetime
    received_at: datetime
    answer_by: datetime
    accepted_at: datetime | None = None
    term: str | None = None
    due_at: datetime | None = None
    due_provisional: bool = False
    refused_at: datetime | None = None
    refusal_reason: str | None = field(default=None, repr=False)
    finished_at: datetime | None = None
    outcome: Outcome | None = None
    result_number: str | None = None
    timeliness: Timeliness | None = None
    handed_over_at: datetime | None = None
    handed_over_by: DeliveryMethod | None = None
    staff_alert_at: datetime | None = None
    head_alert_at: datetime | None = None
    apology_at: datetime | None = None
    next_limit: LimitKind | None = None
    supplement_asked_at: datetime | None = None
    supplement_by: datetime | None = None
    supplemented_at: datetime | None = None
    interruptions: tuple[Interruption, ...] = ()
    calendar: str | None = None
    calendar_version: int | None = None
    withdrawal_asked_at: datetime | None = None
    withdrawn_at: datetime | None = None
    suspended_at: datetime | None = None
    refusal_code: str | None = None
    refusal_ground: str | None = None
    content_version: int = 1
    corrected_at: datetime | None = None
    case_number: int = 1
    erased_at: datetime | None = None
    mandate: str | None = None
    draft_offered_at: datetime | None = None
    confirm_by: datetime | None = None
    confirm_term: str | None = None
    term_calendar_version: int | None = None
    objections: int = 0
    obligation_asked_at: datetime | None = None

    @property
    def was_accepted(self) -> bool:
        """Tell whether the dossier was ever accepted (had a 2)."""
        return self.accepted_at is not None

    @property
    def agencies(self) -> tuple[str, ...]:
        """Return the codes of all agencies concerned, each once."""
        legs = (leg.agency for leg in self.legs)
        return tuple(dict.fromkeys((self.receiving_agency, self.competent_agency, *legs)))


def require_version(dossier: Dossier, version: int) -> None:
    """Raise `StaleVersionError` unless the dossier is as the caller read it."""
    if dossier.version != version:
        raise StaleVersionError


def refuse(
    dossier: Dossier,
    *,
    at: datetime,
    refusal: Refusal,
    officer: str,
    in_charge: str | None = None,
) -> tuple[Dossier, DossierRefused]:
    """Refuse to take a dossier in (1 or 5 to 3, final), with Form 03's reason.

    `in_charge` is whose word a timer ends, where nobody refuses. Raises `IllegalTransitionError`.
    """
    check_transition(dossier.status, Status.NOT_ACCEPTED, was_accepted=dossier.was_accepted)
    refused = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.NOT_ACCEPTED,
        sub_status=None,
        next_limit=None,
        refused_at=at,
        refusal_code=refusal.code.value,
        refusal_reason=refusal.words,
        refusal_ground=refusal.named_ground,
    )
    return refused, DossierRefused(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        refused_at=at,
        officer=officer,
        reason=refusal.code.value,
        in_charge=in_charge,
    )


def start_work(dossier: Dossier, *, at: datetime) -> tuple[Dossier, DossierProcessing]:
    """Begin the processing (2 to 4, or anew inside 4). Raises `IllegalTransitionError`."""
    check_transition(dossier.status, Status.IN_PROGRESS, by=(Trigger.START_WORK, Trigger.FORWARD))
    begun = replace(dossier, version=dossier.version + 1, status=Status.IN_PROGRESS)
    return begun, DossierProcessing(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        at=at,
        competent_agency=dossier.competent_agency,
    )


def settle(
    dossier: Dossier,
    *,
    at: datetime,
    outcome: Outcome,
    result_number: str | None,
    officer: str | None,
    waits_for: SubStatus = SubStatus.WAITING_RETURN,
) -> tuple[Dossier, DossierFinished]:
    """End the processing with a result (4 to 9), signed by `officer`: the clock ends here.

    `waits_for` is what the result waits for until it is given; it never spoils the on-time
    figure (rule 7 of the shipped rule set). Raises `IllegalTransitionError`.
    """
    check_transition(dossier.status, Status.SETTLED)
    settled = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.SETTLED,
        sub_status=waits_for,
        suspended_at=None,
        next_limit=None,
        obligation_asked_at=None,
        finished_at=at,
        outcome=outcome,
        result_number=result_number,
        timeliness=timeliness_of(dossier, at),
    )
    return settled, DossierFinished(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        outcome=outcome.value,
        finished_at=at,
        due_at=dossier.due_at,
        timeliness=(settled.timeliness or Timeliness.ON_TIME).value,
        awaits_confirmation=waits_for is SubStatus.WAITING_CONFIRMATION,
        officer=officer,
    )


def require_giveable(dossier: Dossier) -> None:
    """Raise unless there is a result that nobody has to check any more.

    Raises `IllegalTransitionError`, `DraftNotConfirmedError` while the owner checks a draft of it.
    """
    check_transition(dossier.status, Status.HANDED_OVER)
    if dossier.sub_status is SubStatus.WAITING_CONFIRMATION and dossier.confirm_by is not None:
        until = in_vietnam(dossier.confirm_by).isoformat()
        raise DraftNotConfirmedError(extra={"confirm_by": until})


def hand_over(
    dossier: Dossier, *, at: datetime, method: DeliveryMethod, officer: str
) -> tuple[Dossier, DossierHandedOver]:
    """Give the result to the citizen (9 to 10, final).

    Raises `IllegalTransitionError`, `DraftNotConfirmedError` while the owner checks a draft of it.
    """
    require_giveable(dossier)
    handed = replace(
        dossier,
        version=dossier.version + 1,
        status=Status.HANDED_OVER,
        sub_status=None,
        handed_over_at=at,
        handed_over_by=method,
    )
    return handed, DossierHandedOver(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        handed_over_at=at,
        method=method.value,
        officer=officer,
    )


def timeliness_of(dossier: Dossier, finished_at: datetime) -> Timeliness:
    """Compare the finish with the due date; without one the dossier counts as on time."""
    if dossier.due_at is None or dossier.term is None:
        return Timeliness.ON_TIME
    return timeliness(finished_at, dossier.due_at, Term.parse(dossier.term))
