"""What intake said of its reference data, looked up in its own event log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Text, cast, select

from chassis.tables import event_log
from contracts.events.agency import AgencyPublished
from contracts.events.intake import ProcedurePublished
from kernel.errors import NotFoundError

_L = event_log.c


class SaidReference:
    """The data of published events, for services that missed one."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def procedure(self, code: str, version: int) -> dict[str, Any]:
        """Return the data of `ProcedurePublished` of that version; `NotFoundError`."""
        return self._newest(
            ProcedurePublished.TYPE,
            f"{ProcedurePublished.SUBJECT_KIND}/{code}",
            cast(_L.data["version"], Text) == str(version),
        )

    def agency(self, code: str) -> dict[str, Any]:
        """Return the data of the newest `AgencyPublished`; `NotFoundError`."""
        return self._newest(AgencyPublished.TYPE, f"{AgencyPublished.SUBJECT_KIND}/{code}")

    def _newest(self, type_: str, subject: str, *where: Any) -> dict[str, Any]:
        found: dict[str, Any] | None = self._tx.execute(
            select(_L.data)
            .where(_L.subject == subject, _L.type == type_, *where)
            .order_by(_L.sequence.desc())
            .limit(1)
        ).scalar_one_or_none()
        if found is None:
            raise NotFoundError
        return found
