"""One look at the books of all services: digests first, rows only where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kernel.books import Digest, Entry
from kernel.errors import DomainError
from services.reporting.reconciliation.domain.comparison import Comparison, differences
from services.reporting.reconciliation.domain.divergence import Divergence, of_itself
from services.reporting.reconciliation.domain.invariant import Invariant
from services.reporting.reconciliation.domain.report import Look
from services.reporting.reconciliation.ports import Books


def compare_books(books: Mapping[str, Books], comparisons: Sequence[Comparison]) -> Look:
    """Return everything that does not hold; what a silent service is part of is passed over."""
    divergences: list[Divergence] = []
    compared: Counter[Invariant] = Counter()
    silent: set[str] = set()
    for name, own in books.items():
        try:
            divergences += [of_itself(name, fault) for fault in own.faults()]
        except DomainError:
            silent.add(name)
    for comparison in comparisons:
        if silent.isdisjoint({comparison.owner, comparison.service}):
            try:
                found, rows = _compare(books, comparison)
            except DomainError:
                silent.update({comparison.owner, comparison.service})
                continue
            divergences += found
            compared[comparison.invariant] += rows
    return Look(divergences=divergences, compared=compared, silent=frozenset(silent))


def _compare(books: Mapping[str, Books], comparison: Comparison) -> tuple[list[Divergence], int]:
    owner, copy = books[comparison.owner], books[comparison.service]
    ours = {one.bucket: one for one in _all_digests(owner, comparison.owner_view)}
    theirs = {one.bucket: one for one in _all_digests(copy, comparison.service_view)}
    found: list[Divergence] = []
    for bucket in sorted(ours.keys() | theirs.keys()):
        if ours.get(bucket) != theirs.get(bucket):
            found += differences(
                comparison,
                _all_rows(owner, comparison.owner_view, bucket),
                _all_rows(copy, comparison.service_view, bucket),
            )
    return found, sum(one.rows for one in ours.values())


def _all_digests(books: Books, view: str) -> Iterator[Digest]:
    after: str | None = None
    while page := books.digests(view, after):
        yield from page
        after = page[-1].bucket


def _all_rows(books: Books, view: str, bucket: str) -> dict[str, Entry]:
    rows: dict[str, Entry] = {}
    after = ""
    while page := books.rows(view, bucket, after):
        rows |= {entry.id: entry for entry in page}
        after = page[-1].id
    return rows
