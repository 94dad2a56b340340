"""An officer telephoned an applicant, or found that there is no need to."""

from __future__ import annotations

from dataclasses import replace

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.desk.domain.call import Call, CallOutcome
from services.intake.desk.domain.errors import NoCallWaitingError
from services.intake.desk.ports import Calls
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.readership import require_right, require_role
from services.intake.registry.domain.timeline import by_actor, entry
from services.intake.registry.ports import Dossiers


def note_call(
    code: str,
    outcome: CallOutcome,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    calls: Calls,
) -> Call:
    """Write down what came of a call; return it with its tries, this one included.

    Raises `ForbiddenError`, `DossierNotFoundError` for unknown and foreign dossiers alike,
    `NoCallWaitingError`.
    """
    require_role(actor, Action.CALL_APPLICANT)
    dossier = dossiers.lock(code)
    if dossier is None:
        raise DossierNotFoundError
    require_right(actor, Action.CALL_APPLICANT, dossier)
    call = calls.waiting(code)
    if call is None:
        raise NoCallWaitingError
    at = in_vietnam(clock())
    dossiers.note(code, entry(outcome.line, at=at, by=by_actor(actor)))
    if outcome.done:
        calls.close(code)
        return call
    calls.tried(code)
    return replace(call, tries=call.tries + 1)
