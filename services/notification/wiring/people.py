"""Binds what people may do about messages to transactions and keys."""

from __future__ import annotations

from flask_smorest import Blueprint

from services.notification import metrics
from services.notification.people.api.routes_stops import stops_blueprint
from services.notification.people.domain.mark import Stop
from services.notification.people.store.marks import PgMarks
from services.notification.people.usecases.stop_messages import resume_messages, stop_messages
from services.notification.staff.store.staff_mails import PgStaffMails
from services.notification.templates.domain.courtesy import Courtesy
from services.notification.wiring.parts import Parts


def build_stops(parts: Parts) -> Blueprint:
    """Return the routes by which messages are stopped."""
    return stops_blueprint(_Stops(parts))


class _Stops:
    """`StopActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._database = parts.database
        self._clock = parts.clock
        self._links = parts.links

    def open(self, token: str) -> Stop:
        """Return what a link stops."""
        return self._links.open(token)

    def stop(self, stop: Stop) -> None:
        """Keep a stop; it is counted once."""
        with self._database.transaction() as tx:
            new = stop_messages(stop, marks=PgMarks(tx), now=self._clock())
            if stop.kind == Courtesy.ALERTS:
                PgStaffMails(tx).stop(stop.address, self._clock())
        if new:
            metrics.stops().labels(stop.kind).inc()

    def resume(self, stop: Stop) -> None:
        """Take a stop back."""
        with self._database.transaction() as tx:
            resume_messages(stop, marks=PgMarks(tx))
            if stop.kind == Courtesy.ALERTS:
                PgStaffMails(tx).resume(stop.address)
