"""The owner agrees to the draft of the result; online, or an officer records it."""

from __future__ import annotations

from datetime import datetime

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.delivery.domain.draft_view import way_of
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.draft_result import RECORDED, RecordedAnswer, confirm
from services.intake.registry.domain.readership import stands_in
from services.intake.registry.domain.reason import Reason, ReasonKind
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.domain.waiting import waits_for
from services.intake.registry.ports import Changed, Dossiers, Events, Reasons
from services.intake.registry.usecases.claim_dossier import claim_dossier


def confirm_draft(
    code: str,
    version: int,
    recorded: RecordedAnswer | None,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    reasons: Reasons,
    events: Events,
) -> Dossier:
    """Take the yes to the draft of the dossier as read at `version`: the result can be had.

    Raises what `claim_dossier` and `way_of` raise, and `DraftNotWaitingError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.ANSWER_DRAFT, actor=actor, dossiers=dossiers
    )
    at, by = in_vietnam(clock()), by_actor(actor)
    way = way_of(recorded, own=stands_in(actor, dossier))
    confirmed, said = confirm(
        dossier,
        at=at,
        way=way,
        waits_for=waits_for(dossiers.fee(code)),
        officer=actor.subject if way in RECORDED else None,
    )
    line = entry(EntryKind.DRAFT_CONFIRMED, at=at, by=by, data={"way": way.value})
    dossiers.save(Changed(dossier=confirmed, timeline=(line,)))
    record_answer(code, recorded, at=at, actor=actor, reasons=reasons)
    events.add(said)
    return confirmed


def record_answer(
    code: str,
    recorded: RecordedAnswer | None,
    *,
    at: datetime,
    actor: Actor,
    reasons: Reasons,
) -> None:
    """Keep who gave the answer that an officer recorded, where one did."""
    if recorded is not None:
        reasons.add(
            code,
            Reason(kind=ReasonKind.DRAFT_ANSWER, at=at, by=by_actor(actor), words=recorded.who),
        )
