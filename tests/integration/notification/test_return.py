"""The only provider of a channel was away: its messages go out soon after its return."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import text

from chassis.background import Loop
from services.notification.dispatch.domain.message import EMAIL, SMS
from services.notification.settings import TextSettings
from services.notification.wiring.dispatch import dispatch_loops
from tests.integration.notification.intake_stub import FakeIntake, accepted
from tests.integration.notification.mail_provider import FakeProvider, free_port
from tests.integration.notification.rig import Notification, running, wait_until
from tests.integration.notification.sms_provider import SmsBox

CODES = [f"H56.14797-261123-{number:04}" for number in range(1, 21)]
AWAY_SECONDS, BACK_SECONDS = 1.5, 15.0
"""Asks are ten seconds apart at most, whoever is away for how long; thirty are promised."""
_WAITING = text("SELECT count(*) FROM message WHERE status <> 'accepted'")


@pytest.fixture
def box(tmp_path: Path) -> SmsBox:
    """Give a provider of texts that is not there yet."""
    made = SmsBox(tmp_path)
    made.provider = replace(made.provider, url=f"http://127.0.0.1:{free_port()}")
    return made


@pytest.fixture
def away(intake: FakeIntake, notification: Notification, box: SmsBox) -> Notification:
    """Give the service whose providers are not there yet, with texts and letters waiting."""
    notification.texts = TextSettings(providers=[box.provider], rate=100)
    notification.know_names()
    contact = intake.contact
    told = [contact(code=code, phone="+84912345678") for code in CODES]
    notification.hear_together(*told, *(accepted(code) for code in CODES))
    notification.send_all()
    notification.execute("DELETE FROM attempt")
    notification.execute("""
        UPDATE message SET status = 'queued', attempts = 0, settled_at = NULL
        WHERE channel = 'email'
    """)
    notification.provider = FakeProvider(port=free_port())
    return notification


def loops(notification: Notification) -> Sequence[Loop]:
    """Return what sends letters and texts."""
    database, clock = notification.database, notification.clock
    return [
        *dispatch_loops(database, clock, notification.dispatching, 2, EMAIL),
        *dispatch_loops(database, clock, notification.texting, 2, SMS),
    ]


def waiting(notification: Notification) -> int:
    with notification.database.read() as tx:
        return int(tx.scalar(_WAITING) or 0)


def test_what_waited_goes_soon_after_the_return(away: Notification, box: SmsBox) -> None:
    """By SMTP and by a gateway of texts, the last of them too."""
    letters = Controller(away.provider, hostname="127.0.0.1", port=away.provider.port)
    with running(loops(away)):
        time.sleep(AWAY_SECONDS)
        still = waiting(away)
        letters.start()
        try:
            with box.serving(int(box.provider.url.rpartition(":")[2])):
                back = time.monotonic()
                wait_until(lambda: waiting(away) == 0, BACK_SECONDS)
                took = time.monotonic() - back
        finally:
            letters.stop()

    assert still == 2 * len(CODES)
    assert took < BACK_SECONDS
    assert (len(away.provider.mails), len(box.words)) == (len(CODES), len(CODES))
