"""Says when the broker is not as the topology: compared at the start, and again now and then.

A process that may not read the management API says so in the log once and goes on: the topology
is applied by the deploy user, and `motcua topology compare` tells it as well.
"""

from __future__ import annotations

import threading
import time

import structlog

from chassis import metrics, topology
from chassis.management import ManagementError

_log = structlog.get_logger(__name__)
_PERIOD_SECONDS = 600.0
_AGAIN_SECONDS = 30.0
_LOOK_SECONDS = 1.0
_ALIVE_SECONDS = 120.0


class TopologyWatch:
    """A loop that compares and shows `motcua_topology_differences`; it never stops the process.

    `vhost` is the service's own; -1 stands in the gauge while nothing could be compared.
    """

    name = "topology-watch"

    def __init__(self, api_url: str, vhost: str, wanted: topology.Topology | None = None) -> None:
        self._api_url = api_url
        self._vhost = vhost
        self._wanted = wanted or topology.load()
        self._moved_at = time.monotonic()
        self._said: list[str] | None = None
        self._gauge = metrics.gauge(
            "motcua_topology_differences",
            "How the broker differs from the topology; -1: not compared yet",
        )
        self._gauge.set(-1)

    def run(self, stop: threading.Event) -> None:
        """Compare until `stop` is set."""
        due = time.monotonic()
        while not stop.is_set():
            self._moved_at = time.monotonic()
            if self._moved_at >= due:
                due = self._moved_at + (_PERIOD_SECONDS if self.compare() else _AGAIN_SECONDS)
            stop.wait(_LOOK_SECONDS)

    def ready(self) -> bool:
        """Tell that a difference never keeps the process from its work."""
        return True

    def alive(self) -> bool:
        """Tell whether the loop moved lately."""
        return time.monotonic() - self._moved_at < _ALIVE_SECONDS

    def compare(self) -> bool:
        """Compare once and show the result; return whether the broker could be asked."""
        try:
            found = topology.compare(self._wanted, api_url=self._api_url, vhost=self._vhost)
        except ManagementError as error:
            _log.warning("topology-not-compared", reason=str(error))
            return False
        self._gauge.set(len(found))
        if found and found != self._said:
            _log.error("topology-differs", differences=found)
        self._said = found
        return True
