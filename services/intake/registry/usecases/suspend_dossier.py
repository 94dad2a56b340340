"""The head of the competent agency holds the work on a dossier up, or lets it go on."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.reason import Reason, ReasonKind
from services.intake.registry.domain.suspension import lift, suspend
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events, Reasons
from services.intake.registry.usecases.claim_dossier import claim_dossier


def suspend_dossier(
    code: str,
    version: int,
    words: str,
    *,
    resume: bool,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    reasons: Reasons,
    events: Events,
) -> Dossier:
    """Suspend the dossier as read at `version`, or with `resume` end that; `words` say why.

    The clock goes on: only rule sets stop it. Raises what `claim_dossier` raises,
    `SuspendedError`, `NotSuspendedError`, `IllegalTransitionError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.SUSPEND_DOSSIER, actor=actor, dossiers=dossiers
    )
    at = in_vietnam(clock())
    act = lift if resume else suspend
    changed, said = act(dossier, at=at, officer=actor.subject)
    line = EntryKind.SUSPENSION_LIFTED if resume else EntryKind.SUSPENDED
    kind = ReasonKind.RESUMPTION if resume else ReasonKind.SUSPENSION
    by = by_actor(actor)
    dossiers.save(Changed(dossier=changed, timeline=(entry(line, at=at, by=by),)))
    reasons.add(code, Reason(kind=kind, at=at, by=by, words=words))
    events.add(said)
    return changed
