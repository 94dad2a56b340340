"""A dossier comes into being: filed online, received at a desk, or settled on the spot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from contracts.events import Event
from contracts.events.intake import DossierSettledOnTheSpot, DossierSubmitted
from kernel.channel import Channel
from kernel.reception import Timeliness
from kernel.rights import Actor
from kernel.status import Status
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.redirection import Redirection
from services.intake.registry.domain.acceptance import accepted_event, accepted_state
from services.intake.registry.domain.basis import Basis
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier, Outcome, timeliness_of
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.ledger import ClockEntry, reception_entry, start_entry
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import answer_late
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry, by_actor, entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A new dossier with all that is written with it; `before` is said ahead of `event`.

    `redirected` is told to who filed it: the agency they named had ended.
    """

    dossier: Dossier
    content: Content
    event: Event
    ledger: tuple[ClockEntry, ...]
    timeline: tuple[TimelineEntry, ...]
    before: tuple[Event, ...] = ()
    redirected: Redirection | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheSpotResult:
    """The result given at once: its number, and a note to the file."""

    number: str
    note: str | None = field(default=None, repr=False)


def submit(filing: Filing, *, basis: Basis, code: str, filed_at: datetime, actor: Actor) -> Opened:
    """File a dossier online (status 1): the answer limit runs, the term does not."""
    found = basis.clock.reception(filed_at, at_desk=False)
    dossier = _filed(filing, basis, code, filed_at, received_at=found.at, owner=actor.subject)
    staff, head = basis.clock.alerts(found.at)
    dossier = replace(
        dossier,
        staff_alert_at=staff,
        head_alert_at=head,
        next_limit=LimitKind.STAFF_ALERT,
    )
    moved = reception_entry(found, at=filed_at)
    return Opened(
        dossier=dossier,
        content=basis.content,
        event=_submitted_event(dossier),
        ledger=(moved,) if moved else (),
        timeline=(_filed_entry(filing, dossier, actor),),
    )


def take_in(
    filing: Filing, *, basis: Basis, code: str, filed_at: datetime, actor: Actor
) -> Opened:
    """Enter a letter that the desk has opened (status 1): it has a day to answer it.

    Nobody filed it with an account: its applicant finds it by their identity.
    """
    received_at = _received_at(filing, basis, filed_at)
    dossier = _filed(filing, basis, code, filed_at, received_at=received_at, owner=None)
    dossier = replace(dossier, next_limit=LimitKind.ANSWER)
    return Opened(
        dossier=dossier,
        content=basis.content,
        event=_submitted_event(dossier),
        ledger=(),
        timeline=(_filed_entry(filing, dossier, actor),),
    )


def receive(
    filing: Filing, *, basis: Basis, code: str, filed_at: datetime, actor: Actor
) -> Opened:
    """Receive and accept a dossier at a desk (status 2): the clock starts as it is handed in.

    A letter is accepted as it is opened; one that lay for too long is answered late.
    """
    dossier, start = _accepted(filing, basis, code, filed_at, actor)
    by = by_actor(actor)
    late = filed_at > dossier.answer_by
    return Opened(
        before=(answer_late(dossier),) if late else (),
        dossier=dossier,
        content=basis.content,
        event=accepted_event(
            dossier,
            at=filed_at,
            officer=actor.subject,
            conditions=basis.agencies.conditions,
        ),
        ledger=(start,),
        timeline=(
            _filed_entry(filing, dossier, actor),
            entry(EntryKind.ACCEPTED, at=filed_at, by=by),
        ),
    )


def settle_at_desk(
    filing: Filing,
    *,
    basis: Basis,
    code: str,
    filed_at: datetime,
    actor: Actor,
    result: OnTheSpotResult,
) -> Opened:
    """Receive, appraise, approve and hand over at once (status 10).

    The dossier and its result are recorded all the same (Decree 61/2018 art. 17(4)).
    """
    accepted, start = _accepted(filing, basis, code, filed_at, actor)
    dossier = replace(
        accepted,
        status=Status.HANDED_OVER,
        next_limit=None,
        finished_at=filed_at,
        outcome=Outcome.APPROVED,
        result_number=result.number,
        timeliness=timeliness_of(accepted, filed_at),
        handed_over_at=filed_at,
        handed_over_by=DeliveryMethod.DESK,
    )
    settled = entry(
        EntryKind.SETTLED_ON_THE_SPOT,
        at=filed_at,
        by=by_actor(actor),
        data={"result_number": result.number},
    )
    return Opened(
        dossier=dossier,
        content=basis.content,
        event=_settled_event(dossier, filed_at, actor.subject),
        ledger=(start,),
        timeline=(_filed_entry(filing, dossier, actor), settled),
    )


def _accepted(
    filing: Filing, basis: Basis, code: str, filed_at: datetime, actor: Actor
) -> tuple[Dossier, ClockEntry]:
    received_at = _received_at(filing, basis, filed_at)
    filed = _filed(filing, basis, code, filed_at, received_at=received_at, owner=None)
    deadline = basis.clock.deadline(filed_at)
    due = basis.clock.due(deadline, since=filed_at)
    dossier = accepted_state(filed, at=filed_at, due=due, agencies=basis.agencies)
    return dossier, start_entry(deadline, at=filed_at, by=by_actor(actor))


def _filed(
    filing: Filing,
    basis: Basis,
    code: str,
    filed_at: datetime,
    *,
    received_at: datetime,
    owner: str | None,
) -> Dossier:
    return Dossier(
        code=code,
        status=Status.FILED,
        procedure=basis.version.code,
        procedure_version=basis.version.version,
        case=filing.case,
        channel=filing.channel,
        receiving_agency=basis.agency.code,
        competent_agency=basis.agencies.competent,
        area=basis.area,
        owner=None if filing.mandate else owner,
        mandate=filing.mandate,
        parties=filing.parties,
        language=filing.language,
        confidential=basis.version.procedure.confidential,
        filed_at=filed_at,
        received_at=received_at,
        answer_by=basis.clock.answer_by(received_at, filing.channel).at,
        calendar=basis.clock.schedule.calendar.id,
        calendar_version=basis.clock.schedule.calendar.version,
    )


def _received_at(filing: Filing, basis: Basis, filed_at: datetime) -> datetime:
    if filing.channel is not Channel.POST or filing.received_on is None:
        return filed_at
    return basis.clock.letter_received(filed_at, filing.received_on)


def _filed_entry(filing: Filing, dossier: Dossier, actor: Actor) -> TimelineEntry:
    data: dict[str, object] = {"channel": dossier.channel.value}
    if filing.redirected is not None:
        data["redirected_from"] = filing.redirected.asked
    if filing.received_on is not None:
        data["received_on"] = filing.received_on.isoformat()
    return entry(EntryKind.FILED, at=dossier.filed_at, by=by_actor(actor), data=data)


def _submitted_event(dossier: Dossier) -> DossierSubmitted:
    return DossierSubmitted(
        code=dossier.code,
        procedure=dossier.procedure,
        procedure_version=dossier.procedure_version,
        case=dossier.case,
        channel=dossier.channel.value,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        filed_at=dossier.filed_at,
        received_at=dossier.received_at,
        answer_by=dossier.answer_by,
        language=dossier.language,
    )


def _settled_event(dossier: Dossier, at: datetime, officer: str) -> DossierSettledOnTheSpot:
    return DossierSettledOnTheSpot(
        code=dossier.code,
        procedure=dossier.procedure,
        procedure_version=dossier.procedure_version,
        case=dossier.case,
        channel=dossier.channel.value,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        filed_at=at,
        received_at=at,
        accepted_at=at,
        due_at=dossier.due_at or at,
        finished_at=at,
        handed_over_at=at,
        outcome=Outcome.APPROVED.value,
        timeliness=(dossier.timeliness or Timeliness.ON_TIME).value,
        officer=officer,
        language=dossier.language,
    )
