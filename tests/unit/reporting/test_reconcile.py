"""Looking, looking again, mending, and looking whether it helped, on books in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from chassis.testing import FrozenClock
from kernel.books import Digest, Entry, Fault
from kernel.errors import UnavailableError
from services.reporting.reconciliation.domain.divergence import (
    Remedy,
)
from services.reporting.reconciliation.domain.invariant import Invariant
from services.reporting.reconciliation.domain.report import Report
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile

BUCKET = "dossier/H56-261123"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def entries(*given: tuple[str, str, float | None]) -> dict[str, Entry]:
    return {id_: Entry(id=id_, value=value, age=age) for id_, value, age in given}


@dataclass
class FakeBooks:
    """Rows by view in memory; `replay` and `reopen` are noted, and mend `lost` when in order."""

    views: dict[str, dict[str, Entry]] = field(default_factory=dict)
    wrong: list[Fault] = field(default_factory=list)
    away: bool = False
    asked: list[tuple[str, ...]] = field(default_factory=list)
    rows_read: int = 0

    def digests(self, view: str, after: str | None) -> Sequence[Digest]:
        if self.away:
            raise UnavailableError
        found = sorted({id_.rpartition("-")[0] for id_ in self.views.get(view, {})})
        return [self._digest(view, one) for one in found if after is None or one > after][:1]

    def rows(self, view: str, bucket: str, after: str) -> Sequence[Entry]:
        self.rows_read += 1
        rows = self.views.get(view, {})
        ids = sorted(id_ for id_ in rows if id_.startswith(bucket + "-") and id_ > after)
        return [rows[id_] for id_ in ids[:2]]

    def faults(self) -> Sequence[Fault]:
        if self.away:
            raise UnavailableError
        return self.wrong

    def replay(self, subject: str) -> None:
        self.asked.append(("replay", subject))

    def restore(self, invariant: str, id_: str) -> None:
        raise AssertionError(invariant, id_)

    def reopen(self, source: str, subject: str) -> None:
        self.asked.append(("reopen", source, subject))

    def _digest(self, view: str, bucket: str) -> Digest:
        rows = {i: e.value for i, e in self.views[view].items() if i.startswith(bucket + "-")}
        return Digest(bucket=bucket, rows=len(rows), digest=str(sorted(rows.items())))


def books_with(count: int, lost: set[int], day: str = BUCKET) -> dict[str, FakeBooks]:
    said = entries(*((f"{day}-{number:04d}", "1:1:x", 900.0) for number in range(count)))
    heard = {id_: entry for id_, entry in said.items() if int(id_[-4:]) not in lost}
    books = {name: FakeBooks() for name in ("intake", "routing", "notification", "reporting")}
    books["intake"].views["said"] = said
    for name in ("notification", "reporting"):
        books[name].views["heard-intake"] = dict(said)
    books["routing"].views["heard-intake"] = heard
    return books


def run(books: dict[str, FakeBooks], *remedies: Remedy) -> Report:
    return reconcile(
        books=books,
        clock=FrozenClock(NOW),
        pause=lambda _: None,
        remedies=frozenset(remedies),
        patience=Patience(settle=0.0, looks=2),
    )


def test_rows_are_read_only_where_digests_differ() -> None:
    """Two days, one of them damaged: the other's rows stay unread."""
    books = books_with(3, lost={1})
    for name in ("notification", "reporting"):
        books[name].views["heard-intake"] |= entries(("dossier/H56-261124-0001", "1:1:x", 900.0))
    for name, view in (("intake", "said"), ("routing", "heard-intake")):
        books[name].views[view] |= entries(("dossier/H56-261124-0001", "1:1:x", 900.0))
    report = run(books)

    assert [one.id for one in report.found] == [f"{BUCKET}-0001"]
    assert books["notification"].rows_read == 0
    assert report.compared[Invariant.I4] == 12
    assert report.left == report.found


def test_mending_asks_the_owner_once_a_subject() -> None:
    """Re-emission at the owner; without the remedy nobody is asked."""
    books = books_with(4, lost={0, 3})
    run(books)
    assert books["intake"].asked == []
    run(books, Remedy.RE_EMIT)

    assert books["intake"].asked == [("replay", f"{BUCKET}-0000"), ("replay", f"{BUCKET}-0003")]
    assert books["routing"].asked == []


def test_a_copy_is_reopened_before_its_owner_speaks() -> None:
    """Only with that remedy."""
    books = books_with(1, lost=set())
    code = "H56-261123-0000"
    books["intake"].views["contacts"] = entries((code, "k1", 900.0))
    run(books, Remedy.RE_EMIT)
    assert books["notification"].asked == books["intake"].asked == []
    run(books, Remedy.RE_EMIT, Remedy.RE_OPEN)

    assert books["notification"].asked == [("reopen", "intake", f"dossier/{code}")]
    assert books["intake"].asked == [("replay", f"dossier/{code}")]


def test_what_is_left_to_a_person_is_never_ordered() -> None:
    """Whatever remedies are allowed."""
    books = books_with(1, lost=set())
    books["intake"].wrong = [
        Fault(invariant="I2", kind="not dense", id="H56-261123", found="1", wanted="2")
    ]
    report = run(books, *Remedy)

    assert [one.remedy for one in report.left] == [Remedy.PERSON]
    assert not any(own.asked for own in books.values())
    assert report.left_by_invariant()[Invariant.I2] == 1


def test_a_silent_service_is_named_and_the_rest_is_compared() -> None:
    """Its silence is no divergence, but the report is not clean."""
    books = books_with(2, lost={1})
    books["reporting"].away = True
    report = run(books)

    assert report.silent == {"reporting"}
    assert [one.service for one in report.found] == ["routing"]
    assert not report.clean


def test_a_report_of_nothing_is_clean() -> None:
    """Everything compared, nothing found."""
    report = run(books_with(2, lost=set()))

    assert report.clean
    assert report.found == report.mended == ()
    assert report.began_at - NOW == timedelta(0)
