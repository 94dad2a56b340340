"""The owner objects to the draft of the result: it is taken back into work."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.delivery.domain.draft_view import way_of
from services.intake.delivery.ports import Corrections, SettledDossiers
from services.intake.delivery.usecases.confirm_draft import record_answer
from services.intake.delivery.usecases.take_back import take_back
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.draft_result import RecordedAnswer, object_to
from services.intake.registry.domain.readership import stands_in
from services.intake.registry.domain.reopening import Cause, Correction
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Events, Reasons
from services.intake.registry.usecases.claim_dossier import claim_dossier


def object_to_draft(
    code: str,
    version: int,
    words: str,
    recorded: RecordedAnswer | None,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: SettledDossiers,
    corrections: Corrections,
    reasons: Reasons,
    events: Events,
) -> Dossier:
    """Take the no to the draft of the dossier as read at `version`: work goes on (9 to 4).

    The due date stays, as with any result taken back. Raises what `claim_dossier` and `way_of`
    raise, `DraftNotWaitingError` and `DraftTermOverError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.ANSWER_DRAFT, actor=actor, dossiers=dossiers
    )
    at, by = in_vietnam(clock()), by_actor(actor)
    way = way_of(recorded, own=stands_in(actor, dossier))
    objected, said = object_to(dossier, at=at, way=way)
    told = {"way": way.value, "number": said.number}
    dossiers.note(code, entry(EntryKind.DRAFT_OBJECTED, at=at, by=by, data=told))
    events.add(said)
    record_answer(code, recorded, at=at, actor=actor, reasons=reasons)
    correction = Correction(at=at, by=by, cause=Cause.OBJECTION, reason=words)
    return take_back(
        objected, correction, dossiers=dossiers, corrections=corrections, events=events
    )
