"""Look, look again, mend, and look whether it helped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kernel.clock import Clock
from services.reporting.reconciliation.domain.comparison import COMPARISONS
from services.reporting.reconciliation.domain.divergence import Divergence, Remedy, confirmed
from services.reporting.reconciliation.domain.report import Look, Report
from services.reporting.reconciliation.ports import Books
from services.reporting.reconciliation.usecases.compare_books import compare_books
from services.reporting.reconciliation.usecases.mend_divergences import mend_divergences


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds between two looks, and how often to look whether mending helped."""

    settle: float = 5.0
    looks: int = 12


def reconcile(
    *,
    books: Mapping[str, Books],
    clock: Clock,
    pause: Callable[[float], None],
    remedies: frozenset[Remedy] = frozenset(),
    patience: Patience | None = None,
) -> Report:
    """Return what does not hold; with `remedies`, after these were applied.

    A divergence counts when two looks agree on it. Raises `UnavailableError` when mending was
    ordered and a service did not answer.
    """
    patience = patience or Patience()
    began_at = clock()
    first = compare_books(books, COMPARISONS)
    found: list[Divergence] = []
    if first.divergences:
        pause(patience.settle)
        found = confirmed(first.divergences, compare_books(books, COMPARISONS).divergences)
    left = found
    if any(one.remedy in remedies for one in found):
        mend_divergences(found, remedies, books=books)
        left = _after_mending(found, books, pause, patience)
    return Report(
        began_at=began_at,
        seconds=(clock() - began_at).total_seconds(),
        found=tuple(found),
        left=tuple(left),
        compared=first.compared,
        silent=first.silent,
    )


def _after_mending(
    found: Sequence[Divergence],
    books: Mapping[str, Books],
    pause: Callable[[float], None],
    patience: Patience,
) -> list[Divergence]:
    """Return what is still there once everything that can be mended is, or patience ends."""
    left = list(found)
    for _ in range(patience.looks):
        pause(patience.settle)
        look: Look = compare_books(books, COMPARISONS)
        there = {one.key: one for one in look.divergences}
        left = [there[one.key] for one in found if one.key in there]
        if all(one.remedy is Remedy.PERSON for one in left):
            break
    return left
