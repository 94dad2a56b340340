"""A filing takes its number; who files what was filed a short while ago is told so first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DuplicateFilingError
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.matter import matter_of
from services.intake.registry.domain.opening import Opened
from services.intake.registry.domain.readership import may_do
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry, by_actor, entry
from services.intake.registry.ports.filing import FilingMarks, Numbers
from services.intake.registry.usecases.rely_on_mandate import mandate_line

ALL_THE_SAME = Text(
    vi="Nếu vẫn muốn nộp, hãy gửi lại với despite_duplicate là true.",
    en="To file it all the same, send it again with despite_duplicate true.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Code and instant of a filing, with what is written down besides its being filed."""

    code: str
    at: datetime
    lines: tuple[TimelineEntry, ...] = ()


def take_number(filing: Filing, *, actor: Actor, numbers: Numbers, marks: FilingMarks) -> Taken:
    """Take the next number of the receiving agency for the filing, and mark its matter.

    Raises `DuplicateFilingError` where that was filed before and counts, naming the earlier
    dossier to who may read it and to nobody else, unless it is filed in spite of that.
    """
    matter, despite = matter_of(filing), filing.despite_duplicate
    allotted = numbers.allot(filing.receiving_agency, matter, despite=despite)
    at = in_vietnam(allotted.at)
    lines = mandate_line(filing, at=at, actor=actor)
    taken = Taken(code=allotted.code, at=at, lines=lines)
    if allotted.new:
        return taken
    earlier = marks.earlier(matter)
    known = _named(earlier, actor)
    if not despite:
        raise DuplicateFilingError(ALL_THE_SAME, extra=known)
    if not earlier:
        return taken
    data = {"dossier": known["dossier"]} if known else {}
    line = entry(EntryKind.FILED_AGAIN, at=taken.at, by=by_actor(actor), data=data)
    return replace(taken, lines=(*lines, line))


def told(opened: Opened, lines: tuple[TimelineEntry, ...]) -> Opened:
    """Return a new dossier with these lines after that of its filing."""
    filed, *after = opened.timeline
    return replace(opened, timeline=(filed, *lines, *after)) if lines else opened


def _named(earlier: Sequence[Dossier], actor: Actor) -> dict[str, str]:
    for dossier in earlier:
        if may_do(actor, Action.READ_DOSSIER, dossier):
            filed_at = in_vietnam(dossier.filed_at).isoformat()
            return {"dossier": dossier.code, "filed_at": filed_at}
    return {}
