"""What texts cost: once where the provider bills once, on the day it was paid."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis.identifiers import new_id
from services.notification.dispatch.domain.binding import UNKNOWN_WINDOW
from services.notification.dispatch.domain.budget import Bill, Form, Priced, Prices
from services.notification.dispatch.domain.outcome import Result
from services.notification.dispatch.store.purse import PgPurse
from services.notification.settings import TextSettings
from tests.integration.notification.intake_stub import AT, CODE, accepted
from tests.integration.notification.rig import Notification
from tests.integration.notification.several import Several
from tests.integration.notification.sms_provider import SmsBox

WORDS = "Hồ sơ một cửa H56.14797-261123-0001: đã được tiếp nhận."
TODAY = AT.date()


@pytest.fixture
def purse(notification: Notification) -> PgPurse:
    prices = Prices(segment_price=400, daily_cap=1000)
    return PgPurse(notification.database, notification.clock, prices)


def bill(number: int = 0) -> Bill:
    return Bill(message=new_id(), number=number, agency="H56.14797")


def pay(purse: PgPurse, one: Bill) -> Priced:
    paid = purse.pay(one, WORDS, only_way=True)
    assert paid is not None
    return paid


def spent(notification: Notification) -> dict[date, int]:
    with notification.database.read() as tx:
        return {
            row.day: row.cost for row in tx.execute(text("SELECT day, cost FROM sms_spending"))
        }


def test_what_a_provider_bills_once_is_paid_once(
    notification: Notification, purse: PgPurse
) -> None:
    """And goes as it was paid for, whatever the money has come to since."""
    one = bill()
    first = pay(purse, one)
    others = [pay(purse, bill()) for _ in range(3)]
    again = pay(purse, one)

    assert (first.form, first.cost) == (Form.ACCENTED, 400)
    assert others[-1].form is Form.PLAIN
    assert (again.form, again.cost, again.text) == (Form.ACCENTED, 0, first.text)
    assert spent(notification) == {TODAY: 1600}


def test_what_a_provider_bills_each_time_is_paid_each_time(
    notification: Notification, purse: PgPurse
) -> None:
    one = bill(number=1)
    for number in (1, 2):
        pay(purse, Bill(message=one.message, number=number, agency=one.agency))

    assert spent(notification) == {TODAY: 800}


def test_money_goes_back_to_the_day_it_was_paid_on_and_once(
    notification: Notification, purse: PgPurse
) -> None:
    """A text of the evening that is refused after midnight."""
    one = bill()
    pay(purse, one)
    notification.clock.set(AT + timedelta(days=1))
    purse.refund(one)
    purse.refund(one)
    cost = pay(purse, one).cost

    assert spent(notification) == {TODAY: 0, TODAY + timedelta(days=1): 400}
    assert cost == 400


def test_a_text_whose_end_was_unknown_is_in_the_books_once(
    notification: Notification, sms: SmsBox
) -> None:
    """The gateway knows it again, sends it once and bills it once."""
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.know_names()
    sms.texts.mode = "drop"
    notification.hear(notification.intake.contact(email=None, phone="+84912345678"), accepted())
    notification.send_all()
    first = notification.send_texts()
    sms.texts.mode = "ok"
    notification.execute("UPDATE message SET next_attempt_at = now() WHERE channel = 'sms'")
    second = notification.send_texts()

    assert (first, second) == ([Result.UNKNOWN], [Result.ACCEPTED])
    assert sum(spent(notification).values()) == 2 * 350


def test_a_failure_after_an_unknown_end_leaves_the_money_in_the_books(
    notification: Notification, sms: SmsBox
) -> None:
    """The first try may have been taken and billed, whatever the second came to."""
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.know_names()
    notification.hear(notification.intake.contact(email=None, phone="+84912345678"), accepted())
    notification.send_all()
    results = []
    for mode in ("drop", "throttle"):
        sms.texts.mode = mode
        notification.execute("UPDATE message SET next_attempt_at = now() WHERE channel = 'sms'")
        results += notification.send_texts()

    assert results == [Result.UNKNOWN, Result.DEFERRED]
    assert sum(spent(notification).values()) == 2 * 350


def test_two_providers_that_may_both_have_a_text_are_both_in_the_books(
    notification: Notification, tmp_path: Path
) -> None:
    """Each knows its own references and bills what it took; the second ends and is paid too."""
    one, two = SmsBox(tmp_path / "one"), SmsBox(tmp_path / "two")
    with one.serving(), two.serving():
        several = Several(notification, one, two)
        one.texts.mode = "drop"
        several.queue(CODE)
        several.only("one")
        several.send()
        after_one = sum(spent(notification).values())
        several.now()
        several.later(UNKNOWN_WINDOW)
        several.only("two")
        several.send()

    assert (len(one.words), len(two.words)) == (1, 1)
    assert sum(spent(notification).values()) == 2 * after_one > 0
