"""The desk finds a dossier complete: its clock starts, or starts again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from contracts.events import Event
from kernel.clock import Clock
from kernel.deadline import Interruption, InterruptionKind, supplement_interruptions
from kernel.rights import Action, Actor
from kernel.rules import Rule
from kernel.schedule import in_vietnam
from kernel.status import Status
from services.intake.catalogue.domain.judging import judge_conditions, reads_form
from services.intake.catalogue.domain.resolution import ResolvedAgencies, resolve_agencies
from services.intake.registry.domain.acceptance import accept
from services.intake.registry.domain.basis import LegalClock
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.ledger import running_entry, start_entry
from services.intake.registry.domain.limits import late_answer
from services.intake.registry.domain.obligation import interrupted
from services.intake.registry.domain.supplement import complete, require_supplemented
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import Changed, Dossiers, Events, Reference
from services.intake.registry.usecases.claim_dossier import claim_dossier
from services.intake.registry.usecases.find_clock import find_clock, find_grounds


def accept_dossier(
    code: str,
    version: int,
    *,
    actor: Actor,
    clock: Clock,
    reference: Reference,
    dossiers: Dossiers,
    events: Events,
) -> Dossier:
    """Accept the dossier as read at `version`; its due date and agencies are found now.

    Papers asked for must be in: before acceptance they lead to it (5 to 2), after it the term
    starts again from zero (5 to 4). Raises what `claim_dossier` raises, `IllegalTransitionError`
    and `SupplementMissingError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.ACCEPT_DOSSIER, actor=actor, dossiers=dossiers
    )
    at = in_vietnam(clock())
    late = late_answer(dossier, at)
    if late is not None:
        events.add(late)
    changed, said = find_complete(dossier, dossiers, at=at, actor=actor, reference=reference)
    dossiers.save(changed)
    events.add(said)
    return changed.dossier


def find_complete(
    dossier: Dossier, dossiers: Dossiers, *, at: datetime, actor: Actor, reference: Reference
) -> tuple[Changed, Event]:
    """Return the dossier found complete at `at`, accepted or running again."""
    legal = find_clock(dossier, on=at.date(), reference=reference)
    if dossier.status is Status.SUPPLEMENT_REQUESTED:
        require_supplemented(dossier)
        if dossier.was_accepted:
            return _run_again(dossier, at, actor, legal)
    agencies = _agencies(dossier, on=at.date(), reference=reference, dossiers=dossiers)
    return _accept(dossier, at, actor, legal, agencies)


def _accept(
    dossier: Dossier, at: datetime, actor: Actor, legal: LegalClock, agencies: ResolvedAgencies
) -> tuple[Changed, Event]:
    deadline = legal.deadline(at)
    due = legal.due(deadline, since=at)
    accepted, said = accept(dossier, at=at, due=due, agencies=agencies, officer=actor.subject)
    by = by_actor(actor)
    return Changed(
        dossier=accepted,
        timeline=(entry(EntryKind.ACCEPTED, at=at, by=by),),
        ledger=(start_entry(deadline, at=at, by=by),),
    ), said


def _agencies(
    dossier: Dossier, *, on: date, reference: Reference, dossiers: Dossiers
) -> ResolvedAgencies:
    """Return who works on the dossier, and what the conditions of its process come to."""
    known, agency = find_grounds(dossier, on=on, reference=reference)
    process = known.procedure.process
    form = dossiers.form(dossier.code) if reads_form(process) else {}
    found = resolve_agencies(
        known.procedure,
        receiving=agency,
        area=dossier.area,
        agencies=reference.agencies(on),
        form=form,
    )
    judged = judge_conditions(process, form=form, case=dossier.case, channel=dossier.channel)
    return replace(found, conditions=judged)


def _run_again(
    dossier: Dossier, at: datetime, actor: Actor, legal: LegalClock
) -> tuple[Changed, Event]:
    since = require_supplemented(dossier)
    asked_at = dossier.supplement_asked_at or since
    interruptions: tuple[Interruption, ...] = dossier.interruptions
    for event in supplement_interruptions(asked_at, since, legal.rules):
        interruptions = interrupted(interruptions, event.kind, event.at)
    deadline = legal.deadline(dossier.accepted_at or at, interruptions)
    running, said = complete(
        dossier,
        due=legal.due(deadline, since=since),
        interruptions=interruptions,
        officer=actor.subject,
    )
    restarted = interruptions[-1].kind is InterruptionKind.RESTART
    by = by_actor(actor)
    rule = Rule.RESTART if restarted else Rule.RESUME
    return Changed(
        dossier=running,
        timeline=(entry(EntryKind.SUPPLEMENTED, at=at, by=by),),
        ledger=(running_entry(deadline, rule, at=at, by=by),),
    ), said
