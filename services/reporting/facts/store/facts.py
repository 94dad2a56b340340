"""Facts in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import orjson
from sqlalchemy import text

from chassis.db import Transaction
from services.reporting.facts.domain.fact import Fact, Kind

_NAMES = ", ".join(field.name for field in fields(Fact))
# A dossier is accepted once; it ends once, and again after a correction of an error.
_ADD = text(
    f"INSERT INTO fact ({_NAMES})"  # noqa: S608 -- the dataclass's own names
    f" SELECT {_NAMES} FROM jsonb_populate_recordset(NULL::fact, CAST(:facts AS jsonb))"
    " ON CONFLICT DO NOTHING RETURNING kind"
)


class PgFacts:
    """The port `Facts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, facts: Sequence[Fact]) -> tuple[Kind, ...]:
        """Keep facts; return the kinds of those that were not kept before."""
        if not facts:
            return ()
        rows = self._tx.execute(_ADD, {"facts": orjson.dumps(facts).decode()})
        return tuple(Kind(row.kind) for row in rows)
