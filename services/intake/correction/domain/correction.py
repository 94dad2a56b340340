"""What was received wrongly is put right: the dossier as it should have been received.

Nobody types the competent agency: it follows from procedure and commune, as at reception. The
term runs from the acceptance all the same, for the papers were handed in and the slip was ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from contracts.events.intake import LegAgency
from contracts.events.reception import DossierCorrected
from contracts.events.ways import JudgedCondition
from kernel.deadline import Deadline
from kernel.text import Text
from services.intake.catalogue.domain.resolution import ResolvedAgencies
from services.intake.correction.domain.errors import (
    ClockStandsError,
    ReceptionNotCorrectableError,
)
from services.intake.registry.domain.basis import Basis
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.due_date import DueDate, dated
from services.intake.registry.domain.filing import Filing, OfferedPaper
from services.intake.registry.domain.ledger import ClockEntry, move_document
from services.intake.registry.domain.limit import LimitKind
from services.intake.registry.domain.limits import RUNNING
from services.intake.registry.domain.reopening import GROUND
from services.intake.registry.domain.suspension import require_not_suspended
from services.intake.registry.domain.timeline import By
from services.intake.registry.domain.withdrawal import UNSETTLED

RULE = "correct-reception"
"""The rule of the ledger's row about a due date found anew."""

_COUNTED_ANEW = Text(
    vi="Sửa sai sót khi tiếp nhận: thời hạn được tính lại, vẫn từ ngày tiếp nhận.",
    en="An error in the reception is corrected: the term is found anew, from the acceptance on.",
)
_DECIDE_THE_DATE = frozenset({"procedure", "case"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionCorrection:
    """What is put right and why; `changes` are members of the filing, each given whole."""

    reason: str = field(repr=False)
    changes: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What becomes another thing: parts by name, and whether the work begins anew."""

    changed: tuple[str, ...]
    moved: bool

    @property
    def dates(self) -> bool:
        """Tell whether the due date is to be found anew."""
        return self.moved or not _DECIDE_THE_DATE.isdisjoint(self.changed)


def require_correctable(dossier: Dossier) -> None:
    """Raise unless the dossier is accepted, without a result, and the head lets work on.

    Raises `ReceptionNotCorrectableError`, `SuspendedError`.
    """
    if not dossier.was_accepted or dossier.status not in UNSETTLED:
        raise ReceptionNotCorrectableError(extra={"status": int(dossier.status)})
    require_not_suspended(dossier)


def require_running(dossier: Dossier) -> None:
    """Raise `ClockStandsError` while papers or a payment are waited for."""
    if dossier.status not in RUNNING:
        raise ClockStandsError(extra={"status": int(dossier.status)})


def filing_of(dossier: Dossier, content: Content) -> Filing:
    """Return the filing as it was received."""
    return Filing(
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        channel=dossier.channel,
        applicant=content.applicant,
        on_behalf_of=content.on_behalf_of,
        case=dossier.case,
        form=content.form,
        papers=tuple(
            OfferedPaper(
                paper=paper.paper,
                upload=None if paper.source == "seen" else paper.source,
                seen=paper.source == "seen",
                originals=paper.originals,
                copies=paper.copies,
            )
            for paper in content.papers
        ),
        delivery=content.delivery,
        language=dossier.language,
    )


def difference(
    dossier: Dossier, before: Content, filing: Filing, basis: Basis, judged: Mapping[str, bool]
) -> Difference:
    """Return what the correction changes; `judged` is what conditions came to until now.

    Agencies are looked at only where something that decides on them is another thing: that an
    agency was merged since the reception moves no case.
    """
    now = basis.content
    pairs = {
        "procedure": (dossier.procedure, basis.version.code),
        "case": (dossier.case, filing.case),
        "applicant": (before.applicant, now.applicant),
        "on_behalf_of": (before.on_behalf_of, now.on_behalf_of),
        "form": (before.form, now.form),
        "papers": (before.papers, now.papers),
        "fee": (before.fee, now.fee),
        "delivery": (before.delivery, now.delivery),
    }
    changed = tuple(name for name, (old, new) in pairs.items() if old != new)
    deciding = not {"procedure", "case", "form"}.isdisjoint(changed) or dossier.area != basis.area
    if not deciding:
        return Difference(changed=changed, moved=False)
    if dossier.competent_agency != basis.agencies.competent:
        changed = (*changed, "competent_agency")
    process = (dossier.procedure, dossier.legs, judged)
    anew = (basis.version.code, basis.agencies.legs, basis.agencies.conditions)
    return Difference(changed=changed, moved=process != anew or "competent_agency" in changed)


def correct(
    dossier: Dossier,
    difference: Difference,
    *,
    at: datetime,
    filing: Filing,
    basis: Basis,
    due: DueDate | None,
) -> Dossier:
    """Return the dossier as it should have been received; its status stays.

    `due` is the date found anew, None where it stays.
    """
    corrected = replace(
        dossier,
        version=dossier.version + 1,
        case=filing.case,
        procedure=basis.version.code,
        procedure_version=basis.version.version,
        confidential=basis.version.procedure.confidential,
        area=basis.area,
        parties=filing.parties,
        content_version=dossier.content_version + 1,
        corrected_at=at,
    )
    if difference.moved:
        corrected = replace(
            corrected,
            competent_agency=basis.agencies.competent,
            legs=basis.agencies.legs,
            case_number=dossier.case_number + 1,
            objections=0,  # they were to drafts of another case
        )
    return corrected if due is None else _redated(corrected, due, at)


def corrected_event(
    before: Dossier,
    after: Dossier,
    difference: Difference,
    *,
    at: datetime,
    agencies: ResolvedAgencies,
    officer: str,
) -> DossierCorrected:
    """Return what is said of it."""
    return DossierCorrected(
        code=after.code,
        procedure=after.procedure,
        procedure_version=after.procedure_version,
        case=after.case,
        channel=after.channel.value,
        receiving_agency=after.receiving_agency,
        competent_agency=after.competent_agency,
        legs=tuple(LegAgency(leg=leg.leg, agency=leg.agency) for leg in after.legs),
        conditions=tuple(
            JudgedCondition(name=name, holds=holds) for name, holds in agencies.conditions.items()
        ),
        accepted_at=after.accepted_at or at,
        corrected_at=at,
        term=after.term or "",
        due_at=after.due_at,
        due_provisional=after.due_provisional,
        changed=difference.changed,
        moved=difference.moved,
        case_number=after.case_number,
        earlier_procedure=before.procedure,
        earlier_competent_agency=before.competent_agency,
        old_due_at=before.due_at,
        officer=officer,
    )


def redated_entry(before: Dossier, deadline: Deadline, *, at: datetime, by: By) -> ClockEntry:
    """Return the ledger's row about the date found anew."""
    return ClockEntry(
        at=at,
        rule=RULE,
        ground=GROUND,
        text=_COUNTED_ANEW,
        old_due_at=before.due_at,
        new_due_at=deadline.due_at,
        provisional=deadline.provisional,
        by=by,
        moves=tuple(map(move_document, deadline.moves)),
    )


def _redated(dossier: Dossier, due: DueDate, at: datetime) -> Dossier:
    """Return the dossier with its new date; one that has passed already is told at once."""
    apology_ahead = due.apology_at is not None and due.apology_at > at
    changes = dated(due) | {
        "sub_status": dossier.sub_status,
        "next_limit": LimitKind.APOLOGY if apology_ahead else LimitKind.DUE,
    }
    return replace(dossier, term=str(due.term), **changes)
