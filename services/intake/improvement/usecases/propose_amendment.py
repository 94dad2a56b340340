"""An officer proposes that a published procedure be changed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.errors import UnknownProcedureError
from services.intake.improvement.domain.amendment import Amendment, Wish, check_wish
from services.intake.improvement.domain.reach import desk_of
from services.intake.improvement.ports import Amendments, ProceduresInForce


def propose_amendment(
    wish: Wish,
    *,
    actor: Actor,
    clock: Clock,
    new_id: Callable[[], UUID],
    procedures: ProceduresInForce,
    amendments: Amendments,
) -> Amendment:
    """Enter an amendment of a procedure in force, for the agency the actor stands at.

    Raises `ForbiddenError`, `UnknownProcedureError`, `PersonalWordsError`.
    """
    agency = desk_of(actor)
    at = in_vietnam(clock())
    version = procedures.version_in_force(wish.procedure, at.date())
    if version is None:
        raise UnknownProcedureError(pointer="/procedure")
    check_wish(wish)
    amendment = Amendment(
        id=new_id(), wish=wish, version=version, agency=agency, by=actor.subject, at=at
    )
    amendments.add(amendment)
    return amendment
