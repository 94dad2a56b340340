"""Of which milestones the applicants of a procedure must be told (Circular 32/2017 art. 9)."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.events import Event
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
from kernel.process import StepAction, StepKind
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.procedure import Procedure

_ALWAYS: tuple[type[Event], ...] = (
    DossierSubmitted,
    DossierAccepted,
    DossierRefused,
    SupplementRequested,
    SupplementSubmitted,
    DossierSupplemented,
    DossierStopped,
    WithdrawalRequested,
    WithdrawalRefused,
    DossierWithdrawn,
    DossierSuspended,
    SuspensionLifted,
    DossierReplanned,
    DossierExtended,
    DossierCorrected,
    OfficerWrote,
    DossierFinished,
    DossierReopened,
    DossierHandedOver,
)


def milestones_of(procedure: Procedure) -> tuple[str, ...]:
    """Return the types of the events that applicants of the procedure are told of."""
    return tuple(event.TYPE for event in (*_ALWAYS, *_where_it_applies(procedure)))


def _where_it_applies(procedure: Procedure) -> Iterator[type[Event]]:
    if procedure.on_the_spot:
        yield DossierSettledOnTheSpot
    if _asks_for_money(procedure):
        yield from (DossierPaused, DossierResumed)
    if procedure.confirm_draft is not None:
        yield from (DraftResultOffered, DraftResultConfirmed)
    if DeliveryMethod.POST in procedure.result_ways:
        yield from (ResultPosted, PostingFailed)


def _asks_for_money(procedure: Procedure) -> bool:
    """Tell whether the clock may stand for an obligation (code 6)."""
    return any(
        step.kind is StepKind.PAYMENT or StepAction.REQUEST_PAYMENT in step.actions
        for leg in procedure.process.legs
        for step in leg.steps
    )
