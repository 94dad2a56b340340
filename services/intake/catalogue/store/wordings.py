"""Published versions of the search's wording in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from services.intake.catalogue.store.locks import lock_publishers
from services.intake.catalogue.store.tables import search_wording

_W = search_wording.c


class PgWordings:
    """The port `Wordings` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def newest_digest(self) -> str | None:
        """Return the digest of the newest version; the lock lasts as long as the transaction."""
        lock_publishers(self._tx, "wording")
        newest = select(_W.digest).order_by(_W.version.desc()).limit(1)
        return self._tx.execute(newest).scalar()

    def add(self, document: Mapping[str, Any], digest: str) -> None:
        """Keep a new version."""
        self._tx.execute(search_wording.insert().values(document=document, digest=digest))
