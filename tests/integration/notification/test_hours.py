"""Hours by the suite's clock, two moves of one date, and what a receipt costs as a text."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from contracts.events.clock import DossierReplanned
from kernel.clock import VIETNAM
from services.notification.dispatch.domain.message import SMS
from services.notification.settings import TextSettings
from tests.integration.notification.intake_stub import AGENCY, AT, CODE, PROCEDURE, accepted
from tests.integration.notification.rig import Notification
from tests.integration.notification.sms_provider import SmsBox

PRICE = 350


@pytest.fixture
def both(notification: Notification, sms: SmsBox) -> Notification:
    notification.texts = TextSettings(providers=[sms.provider], rate=50, segment_price=PRICE)
    notification.know_names()
    return notification


def at(day: int, time: str, month: int = 11) -> datetime:
    hour, minute = time.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=VIETNAM)


def replanned(days: int) -> DossierReplanned:
    return DossierReplanned(
        code=CODE,
        procedure=PROCEDURE.procedure,
        receiving_agency=AGENCY.code,
        competent_agency=AGENCY.code,
        clock="term",
        old_at=AT,
        new_at=AT + timedelta(days=days),
        provisional=False,
        calendar="vn",
        calendar_version=3,
        ground="12729/VPCP-KGVX",
        replanned_at=AT,
    )


@pytest.mark.parametrize(
    ("queued", "goes"),
    [
        (at(23, "20:59"), at(23, "20:59")),
        (at(23, "21:00"), at(24, "07:00")),
        (at(24, "06:59"), at(24, "07:00")),
        (at(24, "07:00"), at(24, "07:00")),
        # The evening before Tết, and its first day: a change is told at once, by day.
        (at(15, "21:30", month=2), at(16, "07:00", month=2)),
        (at(17, "09:00", month=2), at(17, "09:00", month=2)),
    ],
)
def test_when_a_text_about_a_change_goes(
    both: Notification, sms: SmsBox, queued: datetime, goes: datetime
) -> None:
    """Decree 224/2026 art. 15: a change is told at once; at night it waits for the morning."""
    both.clock.set(queued)
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    both.send_all()
    both.send_texts()
    if goes > queued:
        both.clock.set(goes - timedelta(seconds=1))
        both.sweep()
        both.send_texts()
        early = len(sms.words)
        both.clock.set(goes)
        both.sweep()
        both.send_texts()

        assert early == 0
    assert len(sms.words) == 1


def test_two_moves_of_one_date_are_two_messages(both: Notification, sms: SmsBox) -> None:
    """Each is a date somebody was told before: none is left out or joined."""
    both.hear(both.intake.contact(phone="+84912345678"), replanned(1), replanned(2))
    both.send_all()
    while both.send_texts():
        pass

    assert len(both.provider.mails) == 2
    assert len({mail["Message-ID"] for mail in both.provider.mails}) == 2
    assert len(sms.words) == 2
    assert "24/11/2026" in sms.words[0]
    assert "25/11/2026" in sms.words[1]


@pytest.mark.parametrize(
    ("cap", "form", "words"),
    [(0, ("ucs-2", 2), "đã được tiếp nhận"), (PRICE, ("gsm-7", 1), "da duoc tiep nhan")],
)
def test_what_a_receipt_costs(
    both: Notification, sms: SmsBox, cap: int, form: tuple[str, int], words: str
) -> None:
    """With accents two segments; without them, when the money is short, one."""
    assert both.texts is not None
    both.texts = replace(both.texts, daily_cap=cap)
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    both.send_all()
    both.send_texts()
    with both.database.read() as tx:
        spent = tx.scalar(text("SELECT cost FROM sms_spending"))

    assert words in sms.words[0]
    assert (sms.encodings, spent) == ([form[0]], form[1] * PRICE)
    assert [one.status for one, _ in both.messages() if one.channel == SMS] == ["accepted"]
