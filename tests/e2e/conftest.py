"""The whole suite, running beside whatever the developer has up."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.e2e.suite import CLOCK, COMMUNE, STATE, Json, Suite, dev, environment_of


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    if os.environ.get("MOTCUA_E2E_RUNNING"):
        # Somebody who works on one test keeps the suite up: `MOTCUA_STATE_DIR=… dev.py run`.
        yield Suite(env=environment_of(STATE))
        return
    dev("stop")
    dev("clean")
    started = dev("run", "--detach", "--clock", CLOCK)
    assert started.returncode == 0, started.stdout[-4000:] + started.stderr[-2000:]
    yield Suite(env=environment_of(STATE))
    dev("stop")


@pytest.fixture(scope="session")
def citizen(suite: Suite) -> str:
    return suite.token("citizen", sub="citizen-1")


@pytest.fixture(scope="session")
def officer(suite: Suite) -> str:
    return suite.token("officer", COMMUNE)


@pytest.fixture(scope="session")
def example(suite: Suite) -> Json:
    body: Json = suite.call("GET", "/procedures/1.001193/example").body
    return body
