"""The papers asked for come in: online from the owner, or on paper into the hands of the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kernel.clock import Clock
from kernel.errors import InvalidFieldsError
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.content import FiledPaper, filed_papers
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.papers_check import check_supplement
from services.intake.registry.domain.readership import owns
from services.intake.registry.domain.supplement import (
    Supplement,
    require_awaited,
    submit_supplement,
)
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events, Reference, Supplements
from services.intake.registry.usecases.accept_dossier import find_complete
from services.intake.registry.usecases.claim_dossier import claim_dossier
from services.intake.registry.usecases.find_clock import find_clock, find_grounds


def send_supplement(
    code: str,
    version: int,
    supplement: Supplement,
    *,
    actor: Actor,
    clock: Clock,
    samples_allowed: bool,
    reference: Reference,
    dossiers: Dossiers,
    supplements: Supplements,
    events: Events,
) -> Dossier:
    """Take the papers in; what an officer takes at the desk is complete at once.

    Raises what `claim_dossier` raises, `IllegalTransitionError`, `SupplementAlreadyInError`,
    `SupplementWindowOverError`, `InvalidFieldsError` for papers not asked for in this case.
    """
    dossier = claim_dossier(
        code, version, action=Action.SUBMIT_SUPPLEMENT, actor=actor, dossiers=dossiers
    )
    at = in_vietnam(clock())
    require_awaited(dossier, at)
    at_desk = not owns(actor, dossier)
    papers = _papers(
        dossier, supplement, at, reference, at_desk=at_desk, samples_allowed=samples_allowed
    )
    if at_desk:
        handed_in = replace(dossier, supplemented_at=at)
        changed, said = find_complete(handed_in, dossiers, at=at, actor=actor, reference=reference)
    else:
        legal = find_clock(dossier, on=at.date(), reference=reference)
        submitted, said = submit_supplement(dossier, at=at, clock=legal)
        changed = Changed(dossier=submitted, timeline=())
    line = entry(EntryKind.SUPPLEMENT_SUBMITTED, at=at, by=by_actor(actor))
    dossiers.save(replace(changed, timeline=(line, *changed.timeline)))
    supplements.answer(code, papers, note=supplement.note, at=at)
    events.add(said)
    return changed.dossier


def _papers(
    dossier: Dossier,
    supplement: Supplement,
    at: datetime,
    reference: Reference,
    *,
    at_desk: bool,
    samples_allowed: bool,
) -> tuple[FiledPaper, ...]:
    known, _ = find_grounds(dossier, on=at.date(), reference=reference)
    asked = known.procedure.papers_for(channel=dossier.channel, case=dossier.case)
    faults = dict(
        check_supplement(
            supplement.papers, asked, at_desk=at_desk, samples_allowed=samples_allowed
        )
    )
    if faults:
        raise InvalidFieldsError(faults)
    return filed_papers(supplement.papers, asked)
