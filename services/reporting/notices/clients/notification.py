"""What became of notices, asked of notification over HTTP."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Protocol

from chassis.clients import Reply
from kernel.errors import UnavailableError
from services.reporting.notices.domain.figures import By, Line, MessageFigures, NoticeFigures
from services.reporting.notices.ports import Counted


class Caller(Protocol):
    """Calls notification; `chassis.clients.ServiceClient` does."""

    def call(self, method: str, path: str, *, document: object = None) -> Reply:
        """Send one request and return the answer, whatever its status."""
        ...


class NotificationNotices:
    """The port `Notices` over HTTP; without a caller notification is away."""

    def __init__(self, caller: Caller | None) -> None:
        self._caller = caller

    def count(self, first: date, last: date, agencies: Collection[str] | None) -> Counted:
        """Return the figures of days; raises `UnavailableError`."""
        if self._caller is None:
            raise UnavailableError(extra={"service": "notification"})
        wanted = {
            "first": first.isoformat(),
            "last": last.isoformat(),
            "agencies": None if agencies is None else sorted(agencies),
        }
        reply = self._caller.call("POST", "/internal/notice-figures", document=wanted)
        if not reply.ok:
            raise UnavailableError(extra={"service": "notification", "status": reply.status})
        found = reply.json()
        settled = found["settled_to"]
        return Counted(
            lines=[_line(one) for one in found["lines"]],
            settled_to=date.fromisoformat(settled) if settled else None,
        )


def _line(found: Mapping[str, Any]) -> Line:
    notices = found["notices"]
    return Line(
        by=By(found["by"]),
        key=found["key"],
        messages=MessageFigures(**_known(MessageFigures, found["messages"])),
        notices=NoticeFigures(**_known(NoticeFigures, notices)) if notices else None,
    )


def _known(
    figures: type[MessageFigures | NoticeFigures], found: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return what we have a field for: a newer notification may count more."""
    return {field.name: found[field.name] for field in fields(figures)}
