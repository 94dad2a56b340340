"""The papers asked for come in: online from the owner, or on paper into the hands of the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from contracts.events import Event
from kernel.clock import Clock
from kernel.errors import InvalidFieldsError
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.content import Content, filed_papers
from services.intake.registry.domain.content_version import VersionCause, earlier_version
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.lack import Lack, still_lacking
from services.intake.registry.domain.papers_check import check_supplement
from services.intake.registry.domain.readership import stands_in
from services.intake.registry.domain.supplement import (
    Supplement,
    require_awaited,
    submit_supplement,
)
from services.intake.registry.domain.supplement_form import check_fields, fields_given, merged
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events, Reference, Supplements
from services.intake.registry.ports.contents import Contents
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
    contents: Contents,
    events: Events,
) -> Dossier:
    """Take papers and fields in; what an officer takes at the desk is complete at once.

    What did not come is kept for desk and owner to see. Raises what `claim_dossier` and
    `require_awaited` raise, and `InvalidFieldsError` for papers and fields that do not fit.
    """
    dossier = claim_dossier(
        code, version, action=Action.SUBMIT_SUPPLEMENT, actor=actor, dossiers=dossiers
    )
    at, by = in_vietnam(clock()), by_actor(actor)
    require_awaited(dossier, at)
    at_desk = not stands_in(actor, dossier)
    lacks = _asked(supplements, code)
    before = contents.get(code)
    basis: dict[str, Any] = {"reference": reference, "samples_allowed": samples_allowed}
    content = _content(dossier, before, supplement, lacks, at, at_desk=at_desk, **basis)
    earlier = earlier_version(dossier, before, at=at, by=by, cause=VersionCause.SUPPLEMENT)
    # First what it holds: the fields as they are now choose the legs.
    dossier = replace(dossier, content_version=dossier.content_version + 1)
    contents.replace(dossier, content, earlier)
    changed, said = _taken_in(dossier, dossiers, at, actor, reference, at_desk=at_desk)
    missing = _missing(supplement, lacks)
    line = entry(EntryKind.SUPPLEMENT_SUBMITTED, at=at, by=by, data=_left(missing))
    dossiers.save(replace(changed, timeline=(line, *changed.timeline)))
    supplements.answer(code, missing, note=supplement.note, at=at)
    events.add(said)
    return changed.dossier


def _asked(supplements: Supplements, code: str) -> tuple[Lack, ...]:
    request = supplements.get(code)
    return request.order.items if request else ()


def _taken_in(
    dossier: Dossier,
    dossiers: Dossiers,
    at: datetime,
    actor: Actor,
    reference: Reference,
    *,
    at_desk: bool,
) -> tuple[Changed, Event]:
    if at_desk:
        handed_in = replace(dossier, supplemented_at=at)
        return find_complete(handed_in, dossiers, at=at, actor=actor, reference=reference)
    legal = find_clock(dossier, on=at.date(), reference=reference)
    submitted, said = submit_supplement(dossier, at=at, clock=legal)
    return Changed(dossier=submitted, timeline=()), said


def _missing(supplement: Supplement, lacks: tuple[Lack, ...]) -> tuple[Lack, ...]:
    return still_lacking(
        lacks,
        papers=frozenset(paper.paper for paper in supplement.papers),
        fields=fields_given(lacks, supplement.form),
    )


def _left(missing: tuple[Lack, ...]) -> dict[str, list[str]]:
    return {
        "missing_papers": [lack.paper for lack in missing if lack.paper],
        "missing_fields": [lack.field for lack in missing if lack.field],
    }


def _content(
    dossier: Dossier,
    before: Content,
    supplement: Supplement,
    lacks: tuple[Lack, ...],
    at: datetime,
    *,
    reference: Reference,
    at_desk: bool,
    samples_allowed: bool,
) -> Content:
    known, _ = find_grounds(dossier, on=at.date(), reference=reference)
    asked = known.procedure.papers_for(channel=dossier.channel, case=dossier.case)
    form = merged(before.form, supplement.form)
    faults = dict(
        check_supplement(
            supplement.papers, asked, at_desk=at_desk, samples_allowed=samples_allowed
        )
    )
    if supplement.form:
        given = supplement.form
        faults |= check_fields(given, form, lacks, known.procedure.form, today=at.date())
    if faults:
        raise InvalidFieldsError(faults)
    came = {paper.paper: paper for paper in filed_papers(supplement.papers, asked)}
    kept = tuple(came.pop(paper.paper, paper) for paper in before.papers)
    return replace(
        before,
        form=form,
        sensitive=known.procedure.form.sensitive_pointers(),
        papers=(*kept, *came.values()),
    )
