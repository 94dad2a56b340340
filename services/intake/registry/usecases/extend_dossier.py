"""Routing says that an apology was signed: the due date is moved, once."""

from __future__ import annotations

from contracts.events.lateness import ApologySigned
from kernel.rights import Role
from kernel.schedule import in_vietnam
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.extension import (
    can_be_extended,
    extend,
    extension_to,
    noted,
)
from services.intake.registry.domain.ledger import extension_entry
from services.intake.registry.domain.limits import RUNNING
from services.intake.registry.domain.obligation import in_order
from services.intake.registry.domain.past_case import is_past
from services.intake.registry.domain.timeline import (
    By,
    EntryKind,
    TimelineEntry,
    by_officer,
    entry,
)
from services.intake.registry.ports import Changed, Dossiers, Events, Reference
from services.intake.registry.usecases.find_clock import find_clock


def extend_dossier(
    signed: ApologySigned, *, reference: Reference, dossiers: Dossiers, events: Events
) -> Dossier | None:
    """Move the due date to the day the apology names, and say so.

    None where it changes nothing any more: the dossier has its result, is closed, was extended
    before, or has another case. While papers are waited for there is no date to be moved: the
    apology is noted, and no second one is signed. Raises `DossierNotFoundError`.
    """
    dossier = dossiers.lock(signed.dossier)
    if dossier is None:
        raise DossierNotFoundError
    if is_past(dossier, signed.case_number) or not can_be_extended(dossier):
        return None
    at = in_vietnam(signed.signed_at)
    legal = find_clock(dossier, on=at.date(), reference=reference)
    due_at = dossier.due_at or signed.due_at
    extension = extension_to(signed.new_due_at, at=at, due_at=due_at, schedule=legal.schedule)
    interruptions = in_order(dossier.interruptions, extension)
    by = by_officer(signed.officer, role=Role.HEAD.value, agency=signed.agency)
    if dossier.status not in RUNNING:
        waiting = noted(dossier, interruptions)
        dossiers.save(Changed(dossier=waiting, timeline=(_line(signed, by, None),)))
        return waiting
    deadline = legal.deadline(dossier.accepted_at or at, interruptions)
    extended, said = extend(
        dossier,
        at=at,
        due=legal.due(deadline, since=at),
        interruptions=interruptions,
        cause=signed.cause,
        officer=signed.officer,
    )
    row = extension_entry(deadline, at=at, old=dossier.due_at, by=by)
    line = _line(signed, by, deadline.due_at.isoformat())
    dossiers.save(Changed(dossier=extended, timeline=(line,), ledger=(row,)))
    events.add(said)
    return extended


def _line(signed: ApologySigned, by: By, due_at: str | None) -> TimelineEntry:
    return entry(
        EntryKind.APOLOGY_SIGNED,
        at=in_vietnam(signed.signed_at),
        by=by,
        data={
            "reason": signed.cause,
            "old_due_at": in_vietnam(signed.due_at).isoformat(),
            "due_at": due_at,
        },
    )
