"""The desk received an accepted dossier wrongly and puts it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.judging import judge_conditions
from services.intake.correction.domain.correction import (
    Difference,
    ReceptionCorrection,
    correct,
    corrected_event,
    difference,
    filing_of,
    redated_entry,
    require_correctable,
    require_running,
)
from services.intake.correction.domain.errors import NothingCorrectedError
from services.intake.correction.usecases.examine_correction import (
    Read,
    examine_correction,
    papers_missing,
)
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.basis import Basis
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.content_version import (
    ContentVersion,
    VersionCause,
    earlier_version,
)
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.matter import matter_of
from services.intake.registry.domain.reach import person_to_reach
from services.intake.registry.domain.readership import require_right
from services.intake.registry.domain.timeline import By, EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Contacts, Dossiers, Events, Reference
from services.intake.registry.ports.contents import Contents
from services.intake.registry.ports.filing import FilingMarks
from services.intake.registry.ports.mandates import Mandates
from services.intake.registry.usecases.claim_dossier import claim_dossier
from services.intake.registry.usecases.find_clock import find_grounds
from services.intake.registry.usecases.rely_on_mandate import mandate_over


def correct_reception(
    code: str,
    version: int,
    correction: ReceptionCorrection,
    *,
    actor: Actor,
    clock: Clock,
    samples_allowed: bool,
    reference: Reference,
    dossiers: Dossiers,
    contents: Contents,
    contacts: Contacts,
    mandates: Mandates,
    marks: FilingMarks,
    events: Events,
) -> Dossier:
    """Put the dossier as read at `version` right; what it held is kept with who, when and why.

    What moves case or date takes who signs for the agency. Raises what `claim_dossier`,
    `require_correctable`, `examine_correction` raise, `NothingCorrectedError`, `ClockStandsError`.
    """
    action = Action.CORRECT_RECEPTION
    dossier = claim_dossier(code, version, action=action, actor=actor, dossiers=dossiers)
    at, by = in_vietnam(clock()), by_actor(actor)
    require_correctable(dossier)
    before = contents.get(code)
    filing = replace(filing_of(dossier, before), **correction.changes)
    given, read = frozenset(correction.changes), Read(on=at.date(), reference=reference)
    basis = examine_correction(filing, dossier, given, read, samples_allowed=samples_allowed)
    found = _difference(dossier, before, filing, basis, read)
    _require_movable(dossier, found, actor)
    changed = _changed(dossier, found, filing, basis, at=at, by=by)
    earlier = _earlier(dossier, before, correction, at=at, by=by)
    contents.replace(changed.dossier, basis.content, earlier)
    dossiers.save(changed)
    marks.move(code, matter_of(filing_of(dossier, before)), matter_of(filing))
    ways = _ways(dossier, (before, basis.content), on=read.on, mandates=mandates)
    _reach(changed.dossier, *ways, contents=contents, contacts=contacts, events=events)
    _say(dossier, changed, found, basis, actor=actor, events=events)
    return changed.dossier


def _say(
    dossier: Dossier,
    changed: Changed,
    found: Difference,
    basis: Basis,
    *,
    actor: Actor,
    events: Events,
) -> None:
    (line,) = changed.timeline
    events.add(
        corrected_event(
            dossier,
            changed.dossier,
            found,
            at=line.at,
            agencies=basis.agencies,
            officer=actor.subject,
        )
    )


def _require_movable(dossier: Dossier, found: Difference, actor: Actor) -> None:
    if found.dates:
        require_right(actor, Action.MOVE_RECEPTION, dossier)
        require_running(dossier)


def _earlier(
    dossier: Dossier, before: Content, correction: ReceptionCorrection, *, at: datetime, by: By
) -> ContentVersion:
    return earlier_version(
        dossier, before, at=at, by=by, cause=VersionCause.CORRECTION, reason=correction.reason
    )


def _difference(
    dossier: Dossier,
    before: Content,
    filing: Filing,
    basis: Basis,
    read: Read,
) -> Difference:
    known, _ = find_grounds(dossier, on=read.on, reference=read.reference)
    judged = judge_conditions(
        known.procedure.process, form=before.form, case=dossier.case, channel=dossier.channel
    )
    found = difference(dossier, before, filing, basis, judged)
    if not found.changed:
        raise NothingCorrectedError
    return found


def _changed(
    dossier: Dossier, found: Difference, filing: Filing, basis: Basis, *, at: datetime, by: By
) -> Changed:
    data: dict[str, Any] = {
        "changed": list(found.changed),
        "moved": found.moved,
        "content_version": dossier.content_version + 1,
    }
    if found.dates and (missing := papers_missing(basis, filing)):
        data["missing_papers"] = list(missing)
    line = entry(EntryKind.CORRECTED, at=at, by=by, data=data)
    if not found.dates:
        after = correct(dossier, found, at=at, filing=filing, basis=basis, due=None)
        return Changed(dossier=after, timeline=(line,))
    accepted_at = dossier.accepted_at or at
    deadline = basis.clock.deadline(accepted_at, dossier.interruptions)
    since = max((accepted_at, *(each.at for each in dossier.interruptions)))
    due = basis.clock.due(deadline, since=since)
    after = correct(dossier, found, at=at, filing=filing, basis=basis, due=due)
    row = redated_entry(dossier, deadline, at=at, by=by)
    return Changed(dossier=after, timeline=(line,), ledger=(row,))


def _ways(
    dossier: Dossier, contents: Sequence[Content], *, on: date, mandates: Mandates
) -> Sequence[Person]:
    over = mandate_over(dossier, on=on, mandates=mandates)
    return [person_to_reach(content, mandate_over=over) for content in contents]


def _reach(
    dossier: Dossier,
    before: Person,
    now: Person,
    *,
    contents: Contents,
    contacts: Contacts,
    events: Events,
) -> None:
    """Say anew how the applicant is reached, where that is another way: also when it is none.

    Nothing more must go to an address that was written down wrongly.
    """
    ways = ((one.name, one.phone, one.email) for one in (before, now))
    if len(set(ways)) == 1 or not (before.reachable or now.reachable):
        return
    sealed = contacts.seal(dossier.code, now, dossier.language)
    contents.reach(dossier.code, sealed)
    events.add(sealed.event)
