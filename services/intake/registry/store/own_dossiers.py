"""The newest dossiers of a reader, by their codes alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from chassis.db import Transaction
from services.intake.registry.domain.readership import Readership
from services.intake.registry.store.sealing import DossierSeals

_NEWEST = text("""
    SELECT dossier FROM (
        SELECT found.dossier, max(found.filed_at) AS filed_at
        FROM unnest(CAST(:keys AS text[])) AS key (reader)
        CROSS JOIN LATERAL (
            SELECT dossier, filed_at FROM dossier_reader WHERE reader = key.reader
            ORDER BY filed_at DESC, dossier DESC LIMIT :limit
        ) AS found
        GROUP BY found.dossier
    ) AS own
    ORDER BY filed_at DESC, dossier DESC LIMIT :limit
""")


class PgOwnDossiers:
    """The port `OwnDossiers` on one transaction."""

    def __init__(self, tx: Transaction, seals: DossierSeals) -> None:
        self._tx = tx
        self._seals = seals

    def newest(self, reader: Readership, limit: int) -> Sequence[str]:
        """Return the codes of the newest dossiers that every key of the reader opens."""
        keys = [self._seals.reader(key) for key in reader.keys]
        return self._tx.scalars(_NEWEST, {"keys": keys, "limit": limit}).all()
