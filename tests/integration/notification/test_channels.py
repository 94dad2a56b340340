"""E-mail and SMS for one milestone: what goes where, what is held, what is said when all fail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.db import Transaction
from chassis.identifiers import new_id
from services.notification.dispatch.domain.message import SMS
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.ports import Claimed
from services.notification.dispatch.store.bucket import PgBucket
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.usecases.settle_messages import settle_messages
from services.notification.settings import TextSettings
from services.notification.wiring.dispatch import Dispatching
from tests.integration.notification.intake_stub import AT, CODE, accepted, finished
from tests.integration.notification.rig import Notification, wait_until
from tests.integration.notification.sms_provider import SmsBox

LATE = AT.replace(hour=21)


@pytest.fixture
def both(notification: Notification, sms: SmsBox) -> Notification:
    """Give the service with a mail server and a provider of texts, knowing the names."""
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.know_names()
    return notification


def channels(notification: Notification) -> dict[str, tuple[str, str | None]]:
    """Return status and reason of the one message by each channel."""
    return {
        message.channel: (message.status, message.reason) for message, _ in notification.messages()
    }


def said(notification: Notification) -> list[tuple[str, object]]:
    """Return what others heard: the kind, with channel or reason."""
    return [
        (kind.split(".")[1], data.get("channel") or data["reason"])
        for kind, data in notification.said()
    ]


def test_who_left_both_gets_a_letter_and_a_text(both: Notification, sms: SmsBox) -> None:
    both.hear(both.intake.contact(phone="+84912345678"), accepted())

    assert both.send_all() == [Result.ACCEPTED]
    assert both.send_texts() == [Result.ACCEPTED]
    assert sms.phones == ["84912345678"]
    assert sms.words == [
        f"Hồ sơ một cửa {CODE}: đã được tiếp nhận, hẹn trả kết quả 17:30 27/11/2026."
    ]
    assert channels(both) == {"email": ("accepted", None), "sms": ("accepted", None)}
    assert said(both) == [("message-handed-over", "email"), ("message-handed-over", "sms")]


def test_who_left_a_phone_alone_is_told_by_it(both: Notification, sms: SmsBox) -> None:
    """Nobody telephones any more."""
    both.hear(both.intake.contact(email=None, phone="0912345678"), accepted())
    both.send_all()
    both.send_texts()

    assert len(sms.words) == 1
    assert channels(both) == {
        "email": ("undeliverable", "no-address"),
        "sms": ("accepted", None),
    }
    assert said(both) == [("message-handed-over", "sms")]


@pytest.mark.parametrize("phone", [None, "02373000000", "0912"])
def test_a_number_that_takes_no_texts_is_no_channel(both: Notification, phone: str | None) -> None:
    both.hear(both.intake.contact(email=None, phone=phone), accepted())
    both.send_all()

    assert channels(both) == {"email": ("undeliverable", "no-address")}
    assert said(both) == [("undeliverable", "no-address")]


def test_a_text_that_fails_beside_a_letter_is_nobodys_business(both: Notification) -> None:
    both.hear(both.intake.contact(phone="+84900000001"), accepted())
    both.send_all()

    assert both.send_texts() == [Result.REFUSED]
    assert channels(both)["sms"] == ("undeliverable", "number-unknown")
    assert said(both) == [("message-handed-over", "email")]


def test_a_letter_that_fails_beside_a_text_is_neither(both: Notification) -> None:
    both.provider.rcpt_answer = "550 no such user"
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    both.send_all()
    both.send_texts()

    assert channels(both)["email"] == ("undeliverable", "address-refused")
    assert said(both) == [("message-handed-over", "sms")]


def test_when_both_fail_the_desk_telephones_once(both: Notification) -> None:
    both.provider.rcpt_answer = "550 no such user"
    both.hear(both.intake.contact(phone="+84900000001"), accepted())
    both.send_all()
    both.send_texts()

    assert {status for status, _ in channels(both).values()} == {"undeliverable"}
    assert said(both) == [("undeliverable", "number-unknown")]


def test_two_channels_that_fail_in_one_moment_say_so(both: Notification) -> None:
    """Neither sees the end of the other before it is committed: the lock keeps one back."""
    letters, texts, letter, short = _both_under_way(both)
    refused = Outcome(result=Result.REFUSED, reason="refused")
    with ThreadPoolExecutor(1) as pool:
        with both.database.transaction() as tx:
            PgMessages(tx).lock_whole([letter.message])
            later = pool.submit(texts.settle, [(short, refused)], [])
            wait_until(lambda: _waiting_for_locks(both) == 1)
            _settle_in(tx, letter, refused)
        later.result()

    assert both.statuses() == [("undeliverable", 2, 2), ("undeliverable", 1, 1)]
    assert said(both) == [("undeliverable", "refused")]
    letters.close()


def _both_under_way(both: Notification) -> tuple[Dispatching, Dispatching, Claimed, Claimed]:
    """Return the senders of both channels with what each is sending."""
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    assert both.texts is not None
    letters = both.dispatching()
    (letter,) = letters.claim(25)
    deferred = Outcome(result=Result.DEFERRED, reason="mailbox-busy", further=(SMS,))
    letters.settle([(letter, deferred)], [])
    both.execute("UPDATE message SET next_attempt_at = now()")
    texts = both.texting()
    (letter,), (short,) = letters.claim(25), texts.claim(25)
    return letters, texts, letter, short


def _settle_in(tx: Transaction, letter: Claimed, outcome: Outcome) -> None:
    """Record an end as a sender does, in a transaction that is still open."""
    heard: list[object] = []
    settle_messages(
        [(letter, outcome)], messages=PgMessages(tx), say=heard.extend, new_id=new_id, now=AT
    )
    assert heard == []


def _waiting_for_locks(both: Notification) -> int:
    with both.database.read() as tx:
        return int(
            tx.scalar(
                text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            )
            or 0
        )


def test_a_text_of_the_evening_waits_for_the_morning(both: Notification, sms: SmsBox) -> None:
    """By the suite's clock; the letter is there at once."""
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    both.clock.set(LATE)

    assert both.send_all() == [Result.ACCEPTED]
    assert both.send_texts() == []
    both.clock.set(LATE + timedelta(hours=9, minutes=59))
    both.sweep()
    assert both.send_texts() == []
    assert sms.words == []
    assert both.statuses()[1] == ("queued", 0, 0)

    both.clock.set(LATE + timedelta(hours=10))
    both.sweep()
    assert both.send_texts() == [Result.ACCEPTED]


def test_an_urgent_text_overtakes_the_queue(both: Notification, sms: SmsBox) -> None:
    """Of another dossier, and of its own: what is urgent does not wait for bulk."""
    codes = [f"H56.14797-261123-{number:04}" for number in range(1, 31)]
    contacts = [both.intake.contact(code=code, phone="+84912345678") for code in codes]
    both.hear_together(*contacts, *(accepted(code) for code in codes))
    both.send_all()
    both.hear(finished(codes[-1]))
    both.send_all()
    both.execute(
        "UPDATE message SET lane = CASE template WHEN 'dossier-finished' THEN 1 ELSE 3 END"
    )
    both.send_texts()

    assert codes[-1] in sms.words[0]
    assert "đã có kết quả" in sms.words[0]
    assert len(sms.words) == 25


def test_a_provider_is_given_no_more_than_it_takes(both: Notification, sms: SmsBox) -> None:
    """The bucket is shared by whoever asks: one at once, and the next after a thousand seconds."""
    codes = [f"H56.14797-261123-{number:04}" for number in range(1, 6)]
    contacts = [both.intake.contact(code=code, phone="+84912345678") for code in codes]
    both.hear_together(*contacts, *(accepted(code) for code in codes))
    both.send_all()
    assert both.texts is not None
    both.texts = replace(both.texts, rate=0.001)
    first, early = both.send_texts(), both.send_texts()
    with both.database.transaction() as tx:
        # As if a day had passed since: it is full again, and no fuller.
        PgBucket(tx, sms.provider.name, rate=0.001).take(-100)

    assert (len(first), len(early)) == (1, 0)
    assert len(both.send_texts()) == 1
    assert len(sms.words) == 2


def test_an_empty_bucket_keeps_texts_as_they_stood(both: Notification, sms: SmsBox) -> None:
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    both.send_all()
    with both.database.transaction() as tx:
        PgBucket(tx, sms.provider.name, rate=50).take(10_000)

    assert both.send_texts() == []
    assert both.statuses()[1] == ("queued", 0, 0)


def test_without_accents_once_the_money_is_short(both: Notification, sms: SmsBox) -> None:
    """And past the cap only where there is no letter."""
    assert both.texts is not None
    both.texts = replace(both.texts, segment_price=400, daily_cap=1600)
    codes = [f"H56.14797-261123-{number:04}" for number in range(1, 6)]
    addresses = (*(f"{name}@example.vn" for name in "abcd"), None)
    for code, email in zip(codes, addresses, strict=True):
        both.hear(
            both.intake.contact(code=code, email=email, phone="+84912345678"), accepted(code)
        )
    both.send_all()
    results = both.send_texts()

    assert ["đã được" in words for words in sms.words] == [True, False, False, False]
    assert results == ["accepted", "accepted", "accepted", "refused", "accepted"]
    assert both.messages(codes[3])[1][0].reason == "over-budget"
    assert _spent(both) == {"H56.14797": 2000}


def test_a_text_that_was_not_taken_costs_nothing(both: Notification, sms: SmsBox) -> None:
    sms.texts.mode = "throttle"
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    both.send_all()

    assert both.send_texts() == [Result.DEFERRED]
    assert _spent(both) == {"H56.14797": 0}


def test_an_unknown_end_is_asked_again_by_its_reference(both: Notification, sms: SmsBox) -> None:
    """The provider knows the text: the citizen gets it once."""
    sms.texts.mode = "drop"
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    both.send_all()
    first = both.send_texts()
    sms.texts.mode = "ok"
    both.execute("UPDATE message SET next_attempt_at = now() WHERE channel = 'sms'")

    assert (first, both.send_texts()) == ([Result.UNKNOWN], [Result.ACCEPTED])
    assert len(sms.words) == 1


def test_no_number_is_kept_or_said(both: Notification) -> None:
    both.hear(both.intake.contact(phone="+84912345678"), accepted())
    both.send_all()
    both.send_texts()
    with both.database.read() as tx:
        rows = tx.execute(text("SELECT m::text || a::text FROM message m, attempt a")).scalars()
        found = "".join(rows) + str(both.said())

    assert "912345678" not in found


def _spent(notification: Notification) -> dict[str, int]:
    with notification.database.read() as tx:
        rows = tx.execute(text("SELECT agency, cost FROM sms_spending")).all()
    return {row.agency: row.cost for row in rows}
