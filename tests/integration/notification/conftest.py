"""Servers of its own for each test that wants one: mail, and intake handing out keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from chassis.db import Database
from chassis.testing.databases import cloned_database
from tests.integration.notification.intake_stub import FakeIntake, IntakeServer
from tests.integration.notification.mail_provider import FakeProvider, free_port
from tests.integration.notification.rig import Notification
from tests.integration.notification.sms_provider import SmsBox
from tests.integration.notification.smsc_box import SmscBox


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
def sms(tmp_path: Path) -> Iterator[SmsBox]:
    """Give the provider of text messages of one box."""
    box = SmsBox(tmp_path)
    with box.serving():
        yield box


@pytest.fixture
def smsc(tmp_path: Path) -> Iterator[SmscBox]:
    """Give the centre of short messages of one box."""
    box = SmscBox(tmp_path)
    with box.serving():
        yield box


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """Give one database for the tests of a module; the rig empties it for each."""
    with cloned_database("notification") as url:
        made = Database(url, name="test notification", pool_size=10)
        yield made
        made.dispose()


@pytest.fixture
def notification(
    database: Database, intake: FakeIntake, provider: FakeProvider
) -> Iterator[Notification]:
    """Give the service with a mail server and an intake of its own, knowing nothing yet."""
    made = Notification(database=database, intake=intake, provider=provider)
    made.forget()
    yield made
    made.close()
