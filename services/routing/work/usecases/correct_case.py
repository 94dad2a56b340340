"""Intake put a wrong reception right: the case goes on by the right date, or begins anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from contracts.events.reception import DossierCorrected
from kernel.clock import Clock
from services.routing.process.ports import Procedures, Schedules
from services.routing.work.domain import clocks, opening
from services.routing.work.domain.case import Case
from services.routing.work.domain.moving import give_up
from services.routing.work.domain.occasion import Occasion
from services.routing.work.ports import Cases, Events
from services.routing.work.usecases.open_case import dossier_of, references_of


def correct_case(
    corrected: DossierCorrected,
    *,
    cases: Cases,
    procedures: Procedures,
    schedules: Schedules,
    events: Events,
    clock: Clock,
    new_id: Callable[[], UUID],
) -> Case | None:
    """Return the case that begins in place of the one there was; None where that one goes on.

    Both happen under the lock of the case there was, so a decision that an officer signs at that
    moment is either void with it or refused. A word that comes twice changes nothing. Raises
    `ReferenceMissingError` with everything that has not arrived, and what opening a case raises.
    """
    before = cases.lock_for_dossier(corrected.code)
    if not corrected.moved:
        if before is not None:
            _follow(before, corrected, cases, schedules)
        return None
    if before is not None and before.number >= corrected.case_number:
        return None
    process, found = references_of(corrected, procedures, schedules)
    # Clocks of two hosts may differ a little: nothing begins before it was put right.
    at = max(clock(), corrected.corrected_at)
    if before is not None:
        cases.save(before, give_up(before, at))
    dossier = replace(dossier_of(corrected), case_number=corrected.case_number)
    case, said = opening.open_case(
        dossier,
        process,
        case_id=new_id(),
        occasion=Occasion(at=at, schedules=found, new_id=new_id),
    )
    cases.add(case)
    for event in said:
        events.add(event)
    return case


def _follow(before: Case, corrected: DossierCorrected, cases: Cases, schedules: Schedules) -> None:
    if before.suspended is not None or before.due_at == corrected.due_at:
        return
    found = {code: schedules.of(code) for code in before.agencies}
    after = clocks.follow(replace(before, due_at=corrected.due_at), found)
    if after != before:
        cases.save(before, after)
