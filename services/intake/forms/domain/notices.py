"""Forms 02 to 05: what was asked for, refused, put off or closed, as it was done at the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kernel.apology import REASONS as APOLOGY_REASONS
from kernel.apology import ApologyReason
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.forms.domain.errors import (
    NoApologyError,
    NoSupplementRequestError,
    NotRefusedError,
    NotStoppedError,
)
from services.intake.forms.domain.facts import Act, Facts, at, day, first_entry
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.lack import Lack
from services.intake.registry.domain.ledger import ClockEntry, ClockName
from services.intake.registry.domain.reason import Reason, ReasonKind
from services.intake.registry.domain.refusal import REASONS, RefusalCode
from services.intake.registry.domain.supplement import (
    NOT_SUPPLEMENTED_REASON,
    SYSTEM,
    SupplementRequest,
)
from services.intake.registry.domain.timeline import By, EntryKind, TimelineEntry

CLOSINGS = (EntryKind.STOPPED, EntryKind.WITHDRAWN)
"""What ends a dossier without a result, and is told by the stop notice."""

_TIME_OVER = {
    "vi": NOT_SUPPLEMENTED_REASON,
    "en": "The papers asked for did not come in time.",
}


def supplement_act(
    dossier: Dossier,
    request: SupplementRequest | None,
    *,
    procedure: Procedure,
    timeline: Sequence[TimelineEntry],
) -> Act:
    """Return the request for papers; raises `NoSupplementRequestError` where none was made."""
    if request is None:
        raise NoSupplementRequestError
    lines = (one for one in timeline if one.kind is EntryKind.SUPPLEMENT_REQUESTED)
    line = next((one for one in lines if one.at == request.asked_at), None)
    until = dossier.supplement_by or request.answer_by
    facts = {
        "items": [_lack(one, procedure) for one in request.order.items],
        "reason": request.order.reason,
        "answer_by": day(until),
    }
    return _act(request.asked_at, line.by if line else request.asked_by, facts)


def _lack(lack: Lack, procedure: Procedure) -> dict[str, str]:
    """Return what is missing, behind the name of the paper it is about."""
    name = next((paper.name for paper in procedure.papers if paper.id == lack.paper), None)
    if name is None:
        return {"vi": lack.what, "en": lack.what}
    return {"vi": f"{name.vi}: {lack.what}", "en": f"{name.en}: {lack.what}"}


def refusal_act(
    dossier: Dossier, *, timeline: Sequence[TimelineEntry], ledger: Sequence[ClockEntry]
) -> Act:
    """Return the refusal at reception; raises `NotRefusedError` where there was none."""
    if dossier.refused_at is None:
        raise NotRefusedError
    line = first_entry(timeline, EntryKind.REFUSED)
    by = line.by if line else None
    facts = {
        "reason": _TIME_OVER if _by_time(by) else _coded(dossier),
        "ground": _rule(by, ledger) or dossier.refusal_ground,
    }
    return _act(dossier.refused_at, by, facts)


def _coded(dossier: Dossier) -> dict[str, str] | None:
    """Return why the desk refused: the reason of the catalogue, then the desk's own words."""
    words = dossier.refusal_reason
    code = RefusalCode(dossier.refusal_code) if dossier.refusal_code else RefusalCode.OTHER
    if code is RefusalCode.OTHER:
        return {"vi": words, "en": words} if words else None
    name = REASONS[code].name.to_document()
    return {language: f"{said}\n{words}" if words else said for language, said in name.items()}


def apology_act(dossier: Dossier, *, timeline: Sequence[TimelineEntry]) -> Act:
    """Return the apology that was signed; raises `NoApologyError` where there is none.

    The new date is the one the letter named, wherever a calendar moved it since.
    """
    line = first_entry(timeline, EntryKind.APOLOGY_SIGNED)
    if line is None:
        raise NoApologyError
    facts = {
        "received_at": at(dossier.received_at),
        "old_due_at": at(datetime.fromisoformat(line.data["old_due_at"])),
        "due_at": at(datetime.fromisoformat(line.data["due_at"])) if line.data["due_at"] else None,
        "reason": APOLOGY_REASONS[ApologyReason(line.data["reason"])].to_document(),
    }
    return _act(line.at, line.by, facts)


def stop_act(
    dossier: Dossier,
    *,
    timeline: Sequence[TimelineEntry],
    ledger: Sequence[ClockEntry],
    reasons: Sequence[Reason],
) -> Act:
    """Return the closing without a result: papers never came, or the owner took it back.

    Raises `NotStoppedError` where there was none.
    """
    line = first_entry(timeline, *CLOSINGS)
    if line is None:
        raise NotStoppedError
    taken_back = line.kind is EntryKind.WITHDRAWN
    facts = {
        "reason": _wish(reasons) if taken_back else _TIME_OVER,
        "ground": None if taken_back else _rule(line.by, ledger),
        "received_at": at(dossier.received_at),
    }
    return _act(line.at, line.by, facts)


def _wish(reasons: Sequence[Reason]) -> dict[str, str]:
    """Return why the owner took the dossier back, in their words where they gave some."""
    words = [one.words for one in reasons if one.kind is ReasonKind.WITHDRAWAL]
    said = f": {words[-1]}" if words else "."
    return {
        "vi": f"Người nộp hồ sơ đề nghị rút hồ sơ{said}",
        "en": f"The applicant takes the dossier back{said}",
    }


def _rule(by: By | None, ledger: Sequence[ClockEntry]) -> str | None:
    """Return the ground of what ran out, where nobody closed the dossier but its time."""
    if not _by_time(by):
        return None
    limits = [entry.ground for entry in ledger if entry.clock is ClockName.SUPPLEMENT]
    return limits[-1] if limits else None


def _by_time(by: By | None) -> bool:
    return by is not None and by.get("subject") == SYSTEM


def _act(instant: datetime, by: By | None, facts: Facts) -> Act:
    basis = {**facts, "acted_at": at(instant), "by": (by or {}).get("subject")}
    return Act(at=instant, by=by, facts=facts, basis=basis)
