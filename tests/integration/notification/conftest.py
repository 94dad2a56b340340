"""Servers of its own for each test that wants one: mail, and intake handing out keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from chassis.testing.fixtures import ServiceDatabase
from tests.integration.notification.intake_stub import FakeIntake, IntakeServer
from tests.integration.notification.mail_provider import FakeProvider, free_port
from tests.integration.notification.rig import Notification


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """Give a mail server that runs."""
    fake = FakeProvider(port=free_port())
    controller = Controller(fake, hostname="127.0.0.1", port=fake.port)
    controller.start()
    yield fake
    controller.stop()


@pytest.fixture
def intake() -> Iterator[FakeIntake]:
    """Give an intake that hands out keys."""
    fake = FakeIntake()
    server = IntakeServer(fake)
    server.start()
    yield fake
    server.stop()


@pytest.fixture
def notification(
    service_database: ServiceDatabase, intake: FakeIntake, provider: FakeProvider
) -> Iterator[Notification]:
    """Give the service on a database, a mail server and an intake of its own."""
    made = Notification(database=service_database("notification"), intake=intake)
    made.provider = provider
    yield made
    made.close()
