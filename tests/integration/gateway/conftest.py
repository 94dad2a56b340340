"""One gateway and one service under gunicorn for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from chassis.testing.databases import cloned_database
from deploy.keys import make_keys
from tests.integration.gateway.apps import environment
from tests.integration.gateway.processes import Served, under_gunicorn

APPS = "tests.integration.gateway.apps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The gateway, and the service behind all its routes."""

    gateway: Served
    service: Served


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Give a gateway of two workers whose clients have a second to begin."""
    folder: Path = tmp_path_factory.mktemp("gateway")
    make_keys(folder, with_issuer=True)
    with ExitStack() as stack:
        url = stack.enter_context(cloned_database("gateway"))
        quiet = {"MOTCUA_LOG_LEVEL": "ERROR", "SLOW_SECONDS": "2"}
        service = stack.enter_context(
            under_gunicorn(f"{APPS}:service()", folder, quiet, threads=40)
        )
        settings = environment(folder, service.url, url) | {"MOTCUA_CLIENT_GRACE_SECONDS": "1"}
        gateway = stack.enter_context(
            under_gunicorn(f"{APPS}:gateway()", folder, settings, threads=96)
        )
        yield Pair(gateway=gateway, service=service)
