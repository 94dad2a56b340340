"""The head of the agency that received a dossier has it erased, once its time is over."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.erasure import erase
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Erasures, Events
from services.intake.registry.usecases.claim_dossier import claim_dossier


def erase_dossier(
    code: str,
    version: int,
    decision: str,
    *,
    years: int,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    erasures: Erasures,
    events: Events,
) -> Dossier:
    """Erase what identifies people in the dossier as read at `version`; `decision` says by what.

    One that is erased stays as it is. Raises what `claim_dossier` raises, `DossierOpenError`,
    `DossierStillKeptError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.ERASE_DOSSIER, actor=actor, dossiers=dossiers
    )
    if dossier.erased_at is not None:
        return dossier
    at = in_vietnam(clock())
    erased, said = erase(dossier, at=at, years=years, decision=decision, officer=actor.subject)
    line = entry(EntryKind.ERASED, at=at, by=by_actor(actor), data={"decision": decision})
    dossiers.save(Changed(dossier=erased, timeline=(line,)))
    erasures.erase(code)
    events.add(said)
    return erased
