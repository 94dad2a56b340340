"""The desk asks the applicant for further papers, once and in time (Form 02)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from contracts.events.clock import SupplementOverridden, SupplementRequested
from kernel.clock import Clock
from kernel.due import is_past
from kernel.errors import InvalidFieldsError
from kernel.limits import Limit
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from kernel.term import TermUnit
from kernel.text import Text
from services.intake.registry.domain.basis import LegalClock
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import SupplementTooLateError
from services.intake.registry.domain.lack import check_lacks
from services.intake.registry.domain.ledger import (
    ClockEntry,
    supplement_limit_entry,
    supplement_stop_entry,
)
from services.intake.registry.domain.limits import late_answer
from services.intake.registry.domain.readership import require_right
from services.intake.registry.domain.supplement import (
    SupplementOrder,
    SupplementRequest,
    request_supplement,
)
from services.intake.registry.domain.timeline import (
    By,
    EntryKind,
    TimelineEntry,
    by_actor,
    entry,
)
from services.intake.registry.ports import Changed, Dossiers, Events, Reference, Supplements
from services.intake.registry.usecases.claim_dossier import claim_dossier
from services.intake.registry.usecases.find_clock import find_clock, find_grounds

LATE = "late"
SECOND = "second"


def ask_for_supplement(
    code: str,
    version: int,
    order: SupplementOrder,
    *,
    actor: Actor,
    clock: Clock,
    reference: Reference,
    dossiers: Dossiers,
    supplements: Supplements,
    events: Events,
) -> Dossier:
    """Ask for what the order lists; the dossier is as read at `version`.

    Raises what `claim_dossier` raises, `InvalidFieldsError` for papers and fields the procedure
    does not have, `IllegalTransitionError`, and `SupplementAlreadyAskedError` and
    `SupplementTooLateError` unless the head of the agency overrides; each is a violation.
    """
    dossier = claim_dossier(
        code, version, action=Action.REQUEST_SUPPLEMENT, actor=actor, dossiers=dossiers
    )
    at = in_vietnam(clock())
    _require_known(dossier, order, at, reference)
    legal = find_clock(dossier, on=at.date(), reference=reference)
    limit = legal.supplement_by(at)
    asked, said = _asked(dossier, order, limit, at, actor)
    overridden = tuple(_overridden(dossier, order, at, legal, actor))
    late = late_answer(dossier, at)
    by = by_actor(actor)
    line = _line(dossier, limit, at, by, overridden=bool(overridden))
    ledger = _ledger(dossier, limit, at, by)
    dossiers.save(Changed(dossier=asked, timeline=(line,), ledger=ledger))
    request = SupplementRequest(order=order, asked_at=at, asked_by=by, answer_by=limit.at)
    supplements.add(code, request)
    for event in (*((late,) if late else ()), said, *overridden):
        events.add(event)
    return asked


def _asked(
    dossier: Dossier, order: SupplementOrder, limit: Limit, at: datetime, actor: Actor
) -> tuple[Dossier, SupplementRequested]:
    return request_supplement(
        dossier,
        at=at,
        supplement_by=limit.at,
        officer=actor.subject,
        again=order.override_reason is not None,
        proposal=order.proposal,
    )


def _line(
    dossier: Dossier, limit: Limit, at: datetime, by: By, *, overridden: bool
) -> TimelineEntry:
    data = {
        "supplement_by": limit.at.isoformat(),
        "overridden": overridden,
        "second": dossier.supplement_asked_at is not None,
    }
    return entry(EntryKind.SUPPLEMENT_REQUESTED, at=at, by=by, data=data)


def _require_known(
    dossier: Dossier, order: SupplementOrder, at: datetime, reference: Reference
) -> None:
    known, _ = find_grounds(dossier, on=at.date(), reference=reference)
    papers = known.procedure.papers_for(channel=dossier.channel, case=dossier.case)
    faults = dict(check_lacks(order.items, papers=papers, form=known.procedure.form))
    if faults:
        raise InvalidFieldsError(faults)


def _ledger(dossier: Dossier, limit: Limit, at: datetime, by: By) -> tuple[ClockEntry, ...]:
    until = supplement_limit_entry(limit, at=at, by=by)
    if not dossier.was_accepted:
        return (until,)
    return (supplement_stop_entry(dossier, at=at, ground=until.ground, by=by), until)


def _overridden(
    dossier: Dossier, order: SupplementOrder, at: datetime, legal: LegalClock, actor: Actor
) -> Iterator[SupplementOverridden]:
    """Yield what the head overrides: that it is late, that it is not the first time."""
    if dossier.supplement_asked_at is not None:
        require_right(actor, Action.OVERRIDE_SUPPLEMENT, dossier)
        yield _violation(dossier, at, dossier.supplement_asked_at, actor, SECOND)
    if dossier.accepted_at is None:
        return
    until = legal.ask_until(dossier.accepted_at)
    if not is_past(at, until, TermUnit.WORKING_DAYS):
        return
    if order.override_reason is None:
        raise SupplementTooLateError(
            Text(
                vi=f"Chỉ được yêu cầu bổ sung đến hết ngày {until:%d/%m/%Y}.",
                en=f"Papers could be asked for until {until.date().isoformat()}.",
            ),
            extra={"allowed_until": until.isoformat()},
        )
    require_right(actor, Action.OVERRIDE_SUPPLEMENT, dossier)
    yield _violation(dossier, at, until, actor, LATE)


def _violation(
    dossier: Dossier, at: datetime, until: datetime, actor: Actor, cause: str
) -> SupplementOverridden:
    return SupplementOverridden(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        requested_at=at,
        allowed_until=until,
        officer=actor.subject,
        cause=cause,
    )
