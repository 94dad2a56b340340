"""The books of the register in PostgreSQL: written up when somebody opens them.

A clerk writes the day's dossiers into the book one after another; so does `write_up`, which needs
no lock at reception: numbers are dense, in order of acceptance, and stay once they are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, text

from kernel.clock import VIETNAM
from services.intake.forms.domain.book import WHOLE, BookLine, BookPlace, BookQuery, book_name
from services.intake.forms.ports import RegisterIssue
from services.intake.forms.store.tables import book_entry, register_issue
from services.intake.registry.store.rows import content_from, dossier_from
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.tables import dossier, dossier_content

_B = book_entry.c
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")
# What a transaction accepted may be seen later than what was accepted after it: so far back.
_LATELY = timedelta(hours=1)
_LAST = text("""
    SELECT max(accepted_at) FROM book_entry WHERE agency = :agency AND year = :year AND book = ''
""")
_PORTION = 2000
_WRITE_UP = text("""
    WITH due AS MATERIALIZED (
        SELECT dossier.code, dossier.accepted_at, version.field_code
        FROM dossier
        JOIN procedure_version AS version
          ON (version.code, version.version) = (dossier.procedure, dossier.procedure_version)
        WHERE dossier.receiving_agency = :agency
          AND dossier.accepted_at >= :start AND dossier.accepted_at < :until
          AND (SELECT count(*) FROM book_entry AS there
               WHERE there.dossier = dossier.code
                 AND there.book IN ('', version.field_code)) < 2
        ORDER BY dossier.accepted_at, dossier.code LIMIT :portion
    ), last AS MATERIALIZED (
        SELECT book, max(number) AS number FROM book_entry
        WHERE agency = :agency AND year = :year GROUP BY book
    )
    INSERT INTO book_entry (agency, year, book, number, dossier, accepted_at)
    SELECT :agency, :year, books.book,
           coalesce(last.number, 0)
           + row_number() OVER (PARTITION BY books.book ORDER BY due.accepted_at, due.code),
           due.code, due.accepted_at
    FROM due CROSS JOIN LATERAL (VALUES (''), (due.field_code)) AS books (book)
    LEFT JOIN last ON last.book = books.book
    WHERE NOT EXISTS (SELECT FROM book_entry AS there
                      WHERE there.dossier = due.code AND there.book = books.book)
    RETURNING accepted_at
""")


class PgBooks:
    """The port `Books` on one transaction."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._seals = seals

    def write_up(self, agency: str, year: int, *, lately: bool = False) -> None:
        """Enter what is not in the books of the year yet; others wait until this is committed."""
        book = {"agency": agency, "year": year}
        self._tx.execute(_ALONE, {"what": f"book/{agency}/{year}"})
        start = datetime(year, 1, 1, tzinfo=VIETNAM)
        until = datetime(year + 1, 1, 1, tzinfo=VIETNAM)
        last = self._tx.execute(_LAST, book).scalar_one() if lately else None
        if last is not None:
            start = max(start, last - _LATELY)
        wanted = {**book, "until": until, "portion": _PORTION}
        while entered := self._tx.scalars(_WRITE_UP, {**wanted, "start": start}).all():
            start = max(entered)

    def place(self, code: str, book: str) -> BookPlace | None:
        """Return where a dossier stands in a book."""
        row = self._tx.execute(
            select(_B.year, _B.number).where(_B.dossier == code, _B.book == book)
        ).one_or_none()
        if row is None:
            return None
        return BookPlace(book=book_name(row.year, book or None), number=row.number)

    def count(self, query: BookQuery) -> int:
        """Return how many lines are asked for."""
        counted = select(func.count()).select_from(book_entry).where(*_wanted(query))
        return int(self._tx.execute(counted).scalar_one())

    def lines(self, query: BookQuery) -> Sequence[BookLine]:
        """Return the lines by year and number."""
        rows = self._tx.execute(
            select(_B.year, _B.number, dossier, dossier_content)
            .join_from(book_entry, dossier, dossier.c.code == _B.dossier)
            .join(dossier_content, dossier_content.c.dossier == dossier.c.code)
            .where(*_wanted(query))
            .order_by(_B.year, _B.number)
        )
        return [self._line(row) for row in rows]

    def issue(self, issue: RegisterIssue) -> None:
        """Write down that a register was given out."""
        query = issue.query
        self._tx.execute(
            register_issue.insert().values(
                agency=query.agency,
                first_day=query.first,
                last_day=query.last,
                field=query.field,
                format=issue.format,
                lines=issue.lines,
                at=issue.at,
                by=dict(issue.by),
            )
        )

    def _line(self, row: Row[Any]) -> BookLine:
        return BookLine(
            year=row.year,
            number=row.number,
            dossier=dossier_from(row, self._seals),
            content=content_from(row, (), self._seals),
        )


def _wanted(query: BookQuery) -> Sequence[ColumnElement[bool]]:
    start = datetime.combine(query.first, time(), VIETNAM)
    until = datetime.combine(query.last + timedelta(days=1), time(), VIETNAM)
    return (
        _B.agency == query.agency,
        _B.book == (query.field or WHOLE),
        _B.accepted_at >= start,
        _B.accepted_at < until,
    )
