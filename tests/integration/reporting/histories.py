"""Random histories of dossiers, and form 06 counted from them the slow and obvious way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from kernel.clock import VIETNAM
from kernel.period import Period
from services.reporting.facts.domain.fact import Fact, Kind
from services.reporting.facts.domain.reference import AgencyCopy, ProcedureCopy
from services.reporting.statutory.domain.cut import Span
from services.reporting.statutory.domain.figures import NOTHING, Figures
from services.reporting.statutory.domain.report import View

QUARTERS = tuple(Period.parse(f"2026-Q{number}") for number in range(1, 4))
CUT_OFFS = (QUARTERS[0].start, QUARTERS[0].end, QUARTERS[1].end)
COMMUNES = ("H56.14797", "H56.14798", "H56.14799")
DEPARTMENT = "H56.12"
AGENCIES = (
    AgencyCopy(code="H56", name="UBND tỉnh", tier="province", parent=None),
    AgencyCopy(code=DEPARTMENT, name="Sở Tư pháp", tier="province", parent="H56"),
    *(AgencyCopy(code=c, name=f"UBND xã {c}", tier="commune", parent="H56") for c in COMMUNES),
)
PROCEDURES = (
    ProcedureCopy(code="1.001193", name="Khai sinh", field_code="HT", field_name="Hộ tịch"),
    ProcedureCopy(code="1.000656", name="Khai tử", field_code="HT", field_name="Hộ tịch"),
    ProcedureCopy(code="1.009832", name="Cấp đất", field_code="DD", field_name="Đất đai"),
)
UNKNOWN_PROCEDURE = "9.999999"


RUNNING = (Kind.SUPPLEMENTED, Kind.RESUMED, Kind.REPLANNED)
STANDING = (Kind.SUPPLEMENT_REQUESTED, Kind.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word on a dossier's clock; `due_at` None where the clock stands."""

    kind: Kind
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The life of one dossier; instants None where it did not get so far.

    `words` stand in the order they were said, whatever instants they name.
    """

    receiving: str
    competent: str
    procedure: str
    channel: str
    term: str
    filed_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    end: Kind
    ended_at: datetime | None
    timeliness: str
    words: tuple[Word, ...] = ()

    def facts(self, number: int) -> Iterable[Fact]:
        base = {
            "dossier": f"{self.receiving}-260101-{number:04}",
            "recorded_at": CUT_OFFS[0],
            "procedure": self.procedure,
            "receiving_agency": self.receiving,
        }
        yield self._fact(base, number, 1, Kind.SUBMITTED, self.filed_at)
        if self.accepted_at is None:
            # Withdrawn before it was accepted, it counts as little as a refused one.
            kind = Kind.WITHDRAWN if self.end is Kind.WITHDRAWN else Kind.REFUSED
            yield self._fact(base, number, 2, kind, self.filed_at)
            return
        # Last first: the order of their arrival tells nothing.
        for nth, word in reversed(list(enumerate(self.words, start=5))):
            yield self._fact(
                base, number, nth, word.kind, word.at, due_at=word.due_at, sequence=nth
            )
        yield self._fact(
            base | {"competent_agency": self.competent, "channel": self.channel},
            number,
            3,
            Kind.ACCEPTED,
            self.accepted_at,
            term=self.term,
            due_at=self.due_at,
        )
        if self.ended_at is not None:
            late = self.timeliness if self.end is Kind.FINISHED else None
            yield self._fact(base, number, 4, self.end, self.ended_at, timeliness=late)

    @staticmethod
    def _fact(
        base: dict[str, object], number: int, nth: int, kind: Kind, at: datetime, **more: object
    ) -> Fact:
        event_id = UUID(int=number * 100 + nth)
        return Fact(event_id=event_id, kind=kind, occurred_at=at, **base, **more)  # type: ignore[arg-type]

    def counts_at(self, view: View) -> str:
        return self.receiving if view is View.RECEIVING else self.competent


def instants() -> st.SearchStrategy[datetime]:
    """Instants on and around the cut-offs, where mistakes live; equal ones occur often.

    Six hours before or after a midnight of Vietnam is another day in UTC.
    """
    offsets = [timedelta(days=days, hours=hours) for days in (-1, 0, 1) for hours in (0, 6)]
    return st.builds(
        lambda cut_off, offset: cut_off + offset,
        st.sampled_from(CUT_OFFS),
        st.sampled_from(offsets),
    )


@st.composite
def spans(draw: st.DrawFn) -> Span:
    """Give a stretch between two of those instants."""
    start, cut = sorted(draw(st.lists(instants(), min_size=2, max_size=2, unique=True)))
    return Span(start=start, cut=cut)


def words() -> st.SearchStrategy[Word]:
    """Give a word on the clock: it stands, or it runs to some date or to none."""
    standing = st.builds(Word, kind=st.sampled_from(STANDING), at=instants(), due_at=st.none())
    running = st.builds(
        Word, kind=st.sampled_from(RUNNING), at=instants(), due_at=st.none() | instants()
    )
    return standing | running


@st.composite
def histories(draw: st.DrawFn) -> History:
    filed_at, accepted_at, ended_at = sorted(draw(st.tuples(instants(), instants(), instants())))
    accepted = draw(st.sampled_from([True, True, True, False]))
    ended = accepted and draw(st.booleans())
    end = draw(st.sampled_from([Kind.FINISHED, Kind.FINISHED, Kind.WITHDRAWN, Kind.STOPPED]))
    return History(
        receiving=draw(st.sampled_from(COMMUNES)),
        competent=draw(st.sampled_from([*COMMUNES, DEPARTMENT])),
        procedure=draw(st.sampled_from([*(p.code for p in PROCEDURES), UNKNOWN_PROCEDURE])),
        channel=draw(st.sampled_from(["online", "partner", "desk", "post"])),
        term=draw(st.sampled_from(["0wd", "5wd", "15d", "8wh"])),
        filed_at=filed_at,
        accepted_at=accepted_at if accepted else None,
        due_at=draw(st.none() | instants()),
        end=end,
        ended_at=ended_at if ended else None,
        timeliness=draw(st.sampled_from(["early", "on-time", "late"])),
        words=tuple(draw(st.lists(words(), max_size=4))) if accepted else (),
    )


def count(lives: Iterable[History], span: Span) -> Figures:
    """Count form 06 dossier by dossier."""
    total = NOTHING
    for life in lives:
        total += _figures_of(life, span)
    return total


def _figures_of(life: History, span: Span) -> Figures:
    if life.accepted_at is None or life.accepted_at >= span.cut:
        return NOTHING
    if life.ended_at is not None and life.ended_at < span.start:
        return NOTHING
    ended = life.ended_at is not None and life.ended_at < span.cut
    new = life.accepted_at >= span.start
    electronic = life.channel in ("online", "partner")
    verdict = life.timeliness if life.end is Kind.FINISHED else "on-time"
    late = not ended and _overdue(life, span)
    return Figures(
        received=1,
        online=int(new and electronic),
        direct=int(new and not electronic),
        carried_over=int(not new),
        resolved=int(ended),
        early=int(ended and verdict == "early"),
        on_time=int(ended and verdict == "on-time"),
        late=int(ended and verdict == "late"),
        pending=int(not ended),
        pending_in_time=int(not ended and not late),
        pending_late=int(late),
    )


def _overdue(life: History, span: Span) -> bool:
    known = [word for word in life.words if word.at < span.cut]
    due_at = known[-1].due_at if known else life.due_at
    if due_at is None:
        return False
    if life.term.endswith("wh"):
        return due_at < span.cut
    return due_at.astimezone(VIETNAM).date() < span.last_day
