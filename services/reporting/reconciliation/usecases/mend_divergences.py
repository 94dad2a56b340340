"""Mending: the owner says events again, the copy hears them again, or a timer is set again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from services.reporting.reconciliation.domain.divergence import Divergence, Remedy
from services.reporting.reconciliation.ports import Books


def mend_divergences(
    divergences: Iterable[Divergence], remedies: frozenset[Remedy], *, books: Mapping[str, Books]
) -> int:
    """Order what mends these; return how many streams are said again.

    A remedy that is not among `remedies` is left to a person. Raises `UnavailableError`.
    """
    wanted = [one for one in divergences if one.remedy in remedies - {Remedy.PERSON}]
    reopened = {
        (one.service, one.owner, one.subject) for one in wanted if one.remedy is Remedy.RE_OPEN
    }
    for service, source, subject in sorted(reopened):
        books[service].reopen(source, subject)
    for one in wanted:
        if one.remedy is Remedy.RESTORE:
            books[one.service].restore(one.invariant, one.id)
    said_again = {(one.owner, one.subject) for one in wanted if one.remedy is not Remedy.RESTORE}
    for owner, subject in sorted(said_again):
        books[owner].replay(subject)
    return len(said_again)
