"""How long after a fault each consumer hears again, measured by events made after the fault."""

from __future__ import annotations

import time
from dataclasses import dataclass
from uuid import UUID

from tests.chaos.parts import wait_for
from tests.chaos.small_suite import SERVICES, SmallSuite

PATIENCE_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One fault: its kind, seconds until the broker was back, and until each service heard."""

    kind: str
    outage: float
    seconds: dict[str, float | None]

    @property
    def resumed(self) -> bool:
        """Tell whether every consumer came back in time."""
        return all(value is not None for value in self.seconds.values())

    @property
    def slowest(self) -> float:
        """Return the seconds of the consumer that came back last."""
        return max((value for value in self.seconds.values() if value is not None), default=0.0)


def measure(suite: SmallSuite, kind: str, *, fault_at: float, back_at: float) -> Incident:
    """Wait until every service has heard an event made after `fault_at` (epoch seconds).

    Returns the seconds from `back_at`, when the broker was there again, to that delivery.
    """
    seconds: dict[str, float | None] = dict.fromkeys(SERVICES)

    def all_heard() -> bool:
        for service in [name for name, value in seconds.items() if value is None]:
            heard_at = _first_heard(suite, service, fault_at)
            if heard_at is not None:
                seconds[service] = round(max(0.0, heard_at - back_at), 3)
        return None not in seconds.values()

    wait_for(all_heard, PATIENCE_SECONDS, 0.1)
    incident = Incident(kind=kind, outage=round(back_at - fault_at, 3), seconds=seconds)
    suite.journal.note("resumed", kind=kind, outage=incident.outage, seconds=seconds)
    return incident


def _first_heard(suite: SmallSuite, service: str, fault_at: float) -> float | None:
    # Ids are UUIDv7: they sort by the millisecond they were made in (RFC 9562 section 5.7).
    first_id = UUID(int=int(fault_at * 1000) << 80)
    ((heard_at,),) = suite.rows(
        service,
        "SELECT extract(epoch FROM min(received_at))::float8 FROM inbox"  # noqa: S608 -- a number
        f" WHERE event_id >= '{first_id}'",
    )
    return None if heard_at is None else float(heard_at)


def now() -> float:
    """Return the seconds of the epoch, which ids and the database's clock count too."""
    return time.time()


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, min(len(ranked) - 1, round(share * len(ranked)) - 1))]
