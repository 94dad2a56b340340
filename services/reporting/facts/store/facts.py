"""Facts in PostgreSQL."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import text

from chassis.db import Transaction
from services.reporting.facts.domain.fact import Fact

_NAMES = tuple(field.name for field in fields(Fact))
# A dossier is accepted once and ends once; the first word on it stands.
_ADD = text(
    f"INSERT INTO fact ({', '.join(_NAMES)}) VALUES ({', '.join(f':{n}' for n in _NAMES)})"  # noqa: S608 -- the dataclass's own names
    " ON CONFLICT DO NOTHING"
)


class PgFacts:
    """The port `Facts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, fact: Fact) -> bool:
        """Keep a fact; False when it was kept before."""
        values = {name: getattr(fact, name) for name in _NAMES}
        return self._tx.execute(_ADD, values).rowcount == 1
