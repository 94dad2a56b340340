"""What was filed by whom, by the blind index alone: no number is opened for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, text

from services.intake.improvement.domain.candidate import Filing

_AT_ONCE = 5000
# Identities stand there as blind indexes: who has no key to make them learns nobody's name.
_FILINGS = text("""
    SELECT reader.reader AS person, dossier.procedure, reader.filed_at AS at
    FROM dossier_reader AS reader JOIN dossier ON dossier.code = reader.dossier
    WHERE (reader.reader LIKE 'id:%' OR reader.reader LIKE 'tax:%')
        AND reader.filed_at >= :first AND reader.filed_at < :last
        AND NOT dossier.confidential
    ORDER BY reader.reader, reader.filed_at, reader.dossier
""")


class PgFilings:
    """The port `Filings` on one transaction, which may be read-only."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def between(self, first: datetime, last: datetime) -> Iterator[Filing]:
        """Yield what was filed, person by person; rows are fetched some at a time."""
        rows = self._tx.execution_options(yield_per=_AT_ONCE).execute(
            _FILINGS, {"first": first, "last": last}
        )
        for row in rows:
            yield Filing(person=row.person, procedure=row.procedure, at=row.at)
