"""Reporting's own books, read where they lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chassis.db import Database
from chassis.reconciliation import BooksReader
from chassis.reopening import reopen
from kernel.books import Digest, Entry, Fault
from services.reporting.reconciliation.store.books import BOOKS
from services.reporting.reconciliation.store.kept_trail import TRAIL_ENDS

_PAGE = 2000


class OwnBooks:
    """The port `Books` on the database of this service.

    `keep_trail` fetches the ends of days that are over; it is done before they are compared.
    """

    def __init__(
        self,
        database: Database,
        *,
        operator: str,
        keep_trail: Callable[[], object] = lambda: None,
    ) -> None:
        self._database = database
        self._reader = BooksReader(database, BOOKS)
        self._operator = operator
        self._keep_trail = keep_trail

    def digests(self, view: str, after: str | None) -> Sequence[Digest]:
        """Return the next digests of a view; raises `UnavailableError`."""
        if view == TRAIL_ENDS.name and after is None:
            self._keep_trail()
        return self._reader.digests(view, after, _PAGE)

    def rows(self, view: str, bucket: str, after: str) -> Sequence[Entry]:
        """Return the next rows of a bucket."""
        return self._reader.rows(view, bucket, after, _PAGE)

    def faults(self) -> Sequence[Fault]:
        """Return what reporting finds wrong with itself."""
        return self._reader.faults()

    def replay(self, subject: str) -> None:
        """Do nothing: reporting says no events."""

    def reopen(self, source: str, subject: str) -> None:
        """Forget that a source's events of a subject were applied."""
        with self._database.transaction() as tx:
            reopen(tx, source, subject, operator=self._operator)

    def restore(self, invariant: str, id_: str) -> None:
        """Refuse: nothing of reporting's own is set right this way."""
        raise LookupError(invariant, id_)
