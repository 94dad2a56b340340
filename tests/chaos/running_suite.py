"""Sets the whole suite up on servers of its own, runs it under the harness, and ends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from deploy.setup.environment import read_env
from deploy.setup.places import find_places
from tests.chaos.fault_proxy import FaultProxy
from tests.chaos.journal import Journal
from tests.chaos.servers import ROOT, NotBackError, Servers, dev, run_python
from tests.chaos.whole_suite import CLOCK, STATE, WholeSuite


def set_up() -> Servers:
    """Set up a fresh suite of which only the servers run."""
    dev("stop", state=STATE)
    dev("clean", state=STATE)
    done = run_python("-m", "tests.chaos.prepare", CLOCK, state=STATE)
    if done.returncode != 0:
        raise NotBackError(done.stdout[-3000:] + done.stderr[-2000:])
    places = find_places(ROOT, state=STATE)
    return Servers(places=places, env=read_env(places.env_file))


@contextmanager
def running(journal: Journal, seed: int) -> Iterator[WholeSuite]:
    """Give the whole suite, freshly set up and running under the harness."""
    servers = set_up()
    with FaultProxy(servers.port("rabbitmq"), seed=seed) as proxy:
        suite = WholeSuite(servers=servers, proxy=proxy, journal=journal)
        try:
            suite.start()
            yield suite
        finally:
            suite.stop()
