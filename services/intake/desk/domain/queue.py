"""What waits at a desk, in which order, and how pressing it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from kernel.rights import Action, Actor, Confidentiality, Relation, Standing, allows
from services.intake.desk.domain.proposal import ProposedSupplement

MOST_COUNTED = 99
"""Beyond so many a counter says that there are more, and looks no further."""


@unique
class DeskKind(StrEnum):
    """What the desk is to do."""

    RECEPTION = "reception"  # a dossier filed online, by post or by a partner waits for its answer
    SUPPLEMENT = "supplement"  # papers that were asked for came in and wait to be looked at
    HANDOVER = "handover"  # a result waits to be handed over
    PAYMENT = "payment"  # money is waited for: an obligation, or a fee due at return
    WITHDRAWAL = "withdrawal"  # the owner wants the dossier back, and it is not settled yet
    MESSAGE = "message"  # the citizen wrote, and nobody has answered
    PARCEL = "parcel"  # a result that went out by post did not arrive
    PROPOSAL = "proposal"  # an officer proposes to ask for papers, and nobody has decided
    CALL = "call"  # no channel reached the applicant: somebody has to telephone

    @property
    def legal(self) -> bool:
        """Tell whether law or the receipt says by when; the rest is to be done at once."""
        return self in {DeskKind.RECEPTION, DeskKind.SUPPLEMENT, DeskKind.HANDOVER}


@unique
class Urgency(StrEnum):
    """How pressing something is."""

    ORDINARY = "ordinary"
    PRESSING = "pressing"  # two of the eight working hours are gone, or it is to be done at once
    LATE = "late"  # the time is over: the head knows of it


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPlace:
    """Dossiers of one agency, confidential or not, that somebody may see the desk's work of.

    `payments`: also what waits for money; `desk`: everything else.
    """

    agency: str
    confidential: bool
    desk: bool = True
    payments: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePosition:
    """Where a page ended."""

    act_by: datetime
    kind: DeskKind
    dossier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueQuery:
    """What of the queue is shown; None does not narrow it."""

    kind: DeskKind | None = None
    agency: str | None = None
    after: QueuePosition | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One thing to do about a dossier, by `act_by`.

    That is the limit of the answer, or the day the result was promised for; what has no limit in
    law stands at the instant it came up, because it is to be done at once. `template` and `tries`
    are of a call: what the applicant was to be told, and how often nobody answered. `fee` is what
    is due at return, in đồng; `proposal` what an officer proposes to ask for.
    """

    kind: DeskKind
    dossier: str
    act_by: datetime
    since: datetime | None
    staff_alert_at: datetime | None
    procedure: str
    procedure_version: int
    agency: str
    competent_agency: str
    channel: str
    status: int
    version: int
    applicant: str = field(repr=False)
    template: str | None = None
    tries: int = 0
    fee: int = 0
    proposal: ProposedSupplement | None = None

    def urgency(self, now: datetime) -> Urgency:
        """Return how pressing it is (Decree 45/2020 art. 11: alert at 2, head at 8 hours)."""
        if self.kind is DeskKind.PAYMENT:
            return Urgency.ORDINARY  # it is the citizen who is waited for
        if not self.kind.legal:
            return Urgency.PRESSING
        if now > self.act_by:
            return Urgency.LATE
        answer = self.kind is not DeskKind.HANDOVER
        if answer and self.staff_alert_at is not None and now >= self.staff_alert_at:
            return Urgency.PRESSING
        return Urgency.ORDINARY


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """How many of a kind wait, `MOST_COUNTED` at most; `more` tells that there are others."""

    kind: DeskKind
    count: int
    late: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """A page of the queue with the counters of all of it; `after` is None on the last."""

    counters: tuple[Counter, ...]
    items: tuple[QueueItem, ...]
    after: QueuePosition | None


def desk_places(actor: Actor) -> tuple[DeskPlace, ...]:
    """Return of which agencies the actor sees the desk's work, by the table of rights."""
    return tuple(dict.fromkeys(_places(actor)))


def _places(actor: Actor) -> Iterator[DeskPlace]:
    for standing in actor.stands:
        for kept in Confidentiality:
            desk = _sees(standing, Action.READ_DESK_QUEUE, kept)
            payments = _sees(standing, Action.READ_DESK_PAYMENTS, kept)
            if desk or payments:
                yield DeskPlace(
                    agency=standing.agency,
                    confidential=kept is Confidentiality.CONFIDENTIAL,
                    desk=desk,
                    payments=payments,
                )


def _sees(standing: Standing, action: Action, kept: Confidentiality) -> bool:
    return allows(standing.roles, action, Relation.RECEIVING, standing.ground, kept)
