"""Pytest fixtures on the real servers; a `conftest.py` names this module in `pytest_plugins`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from chassis.db import Database
from chassis.testing.brokers import Vhost, fresh_vhost
from chassis.testing.databases import cloned_database

ServiceDatabase = Callable[[str | None], Database]


@pytest.fixture
def service_database() -> Iterator[ServiceDatabase]:
    """Give a factory: `service_database("intake")` is a fresh database with that schema."""
    with ExitStack() as stack:

        def make(service: str | None) -> Database:
            url = stack.enter_context(cloned_database(service))
            database = Database(url, name=f"test {service or 'chassis'}", pool_size=20)
            stack.callback(database.dispose)
            return database

        yield make


@pytest.fixture
def chassis_database(service_database: ServiceDatabase) -> Database:
    """Give a fresh database with the chassis' tables alone."""
    return service_database(None)


@pytest.fixture
def vhost() -> Iterator[Vhost]:
    """Give a fresh RabbitMQ vhost with the topology applied."""
    with fresh_vhost() as made:
        yield made
