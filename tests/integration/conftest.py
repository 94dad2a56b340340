"""What the tests on real servers share: databases where the catalogue is published already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest

from chassis.testing.databases import cloned_database
from tests.integration.reconciliation.province import SERVICES, Province


@pytest.fixture(scope="session")
def published() -> Iterator[Mapping[str, str]]:
    """Give the URLs of databases that know the shipped catalogue, to be copied and never opened.

    Seventy-five procedures and four hundred agencies are seconds of work in four services, too
    much to do again for each test that needs a suite of its own.
    """
    with ExitStack() as stack:
        urls = {name: stack.enter_context(cloned_database(name)) for name in SERVICES}
        with ExitStack() as opened:
            Province(opened, urls=urls)
        yield urls
