"""What calling portals needs: the calls, and a way to make one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.notification.portals.domain.call import Answer, Call, Endpoint, Standing


class Calls(Protocol):
    """The calls that are to be made, and how portals stand."""

    def add(self, calls: Sequence[tuple[UUID, Call]], now: datetime) -> int:
        """Queue calls by the events they are about, each once; none to a disabled portal."""
        ...

    def claim(self, endpoint: str, limit: int) -> Sequence[Call]:
        """Take calls to a portal that are due; each is counted, and due again in two minutes."""
        ...

    def standing(self, endpoint: str) -> Standing:
        """Return how a portal stands, locked."""
        ...

    def settle(
        self, call: Call, answer: Answer, standing: Standing, wait: timedelta, now: datetime
    ) -> None:
        """Note what came of a call, and how its portal stands now."""
        ...


class Caller(Protocol):
    """Makes a call, signed."""

    def call(self, endpoint: Endpoint, call: Call) -> Answer:
        """Return what the portal made of it; raises nothing that it or the network can do."""
        ...
