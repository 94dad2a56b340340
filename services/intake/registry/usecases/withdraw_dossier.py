"""The owner takes the dossier back, or asks for it where an agency is at work already."""

from __future__ import annotations

from contracts.events.course import DossierWithdrawn, WithdrawalRequested
from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.limits import late_answer
from services.intake.registry.domain.reason import Reason, ReasonKind
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.domain.withdrawal import ask_for_withdrawal, withdraw
from services.intake.registry.ports import Changed, Dossiers, Events, Reasons
from services.intake.registry.usecases.claim_dossier import claim_dossier


def withdraw_dossier(
    code: str,
    version: int,
    words: str | None,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    reasons: Reasons,
    events: Events,
) -> Dossier:
    """Take the dossier back as read at `version`; `words` say why, where the owner does.

    Before acceptance it is status 7 at once; after it the wish is recorded and routing settles
    it (Decree 118/2025 art. 21(2)). Raises what `claim_dossier` raises and
    `IllegalTransitionError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.WITHDRAW_DOSSIER, actor=actor, dossiers=dossiers
    )
    at = in_vietnam(clock())
    said: WithdrawalRequested | DossierWithdrawn
    if dossier.was_accepted:
        changed, said = ask_for_withdrawal(dossier, at=at)
        kind = EntryKind.WITHDRAWAL_REQUESTED
    else:
        changed, said = withdraw(dossier, at=at)
        kind = EntryKind.WITHDRAWN
    late = None if dossier.was_accepted else late_answer(dossier, at)
    if late is not None:
        events.add(late)
    by = by_actor(actor)
    dossiers.save(Changed(dossier=changed, timeline=(entry(kind, at=at, by=by),)))
    if words is not None:
        reasons.add(code, Reason(kind=ReasonKind.WITHDRAWAL, at=at, by=by, words=words))
    events.add(said)
    return changed
