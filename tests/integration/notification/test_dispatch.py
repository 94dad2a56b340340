"""From an event to a mail in the box, on the real database, mail server and HTTP."""

from __future__ import annotations

import threading
from dataclasses import replace
from http import HTTPStatus

import pytest
from sqlalchemy import text

from chassis.identifiers import new_id
from chassis.subscription import NotYet
from services.notification.dispatch.domain.message import MessageStatus
from services.notification.dispatch.domain.outcome import Result
from tests.integration.notification.intake_stub import CODE, accepted, finished
from tests.integration.notification.rig import Notification, wait_until
from tests.integration.notification.tables import TABLES


def test_accepted_dossier_becomes_one_mail(notification: Notification) -> None:
    """With the names people know, to the address intake sealed, and the others hear of it."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())

    assert notification.send_all() == [Result.ACCEPTED]
    (mail,) = notification.provider.mails
    assert notification.provider.recipients == ["e@example.vn"]
    assert "H56.14797-261123-0001" in mail["Subject"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Kính gửi ông/bà Nguyễn Thị Ế" in body.get_content()
    assert "17 giờ 30 ngày 27/11/2026" in body.get_content()
    ((message, attempts),) = notification.messages()
    assert message.status is MessageStatus.ACCEPTED
    assert [(attempt.number, attempt.outcome) for attempt in attempts] == [(1, "accepted")]
    ((event_type, data),) = notification.said()
    assert event_type == "notification.message-handed-over.v1"
    assert data["cause"] == str(message.event_id)


def test_event_heard_twice_is_one_message(notification: Notification) -> None:
    """Unique by event, recipient, channel and template."""
    notification.know_names()
    notification.hear(notification.intake.contact())
    event_id = new_id()
    notification.hear(accepted(), event_id=event_id)
    notification.hear(accepted(), event_id=event_id)
    notification.send_all()

    assert len(notification.provider.mails) == 1


def test_a_result_whose_draft_is_checked_first_is_told_by_its_offer(
    notification: Notification,
) -> None:
    """Nobody is sent for a result that cannot be had yet."""
    notification.know_names()
    notification.hear(notification.intake.contact(), replace(finished(), awaits_confirmation=True))
    notification.send_all()

    assert notification.messages() == []


def test_event_waits_for_the_names_it_needs(notification: Notification) -> None:
    """No letter speaks of `1.001193` when the name is on its way."""
    with pytest.raises(NotYet, match=r"agency H56\.14797"):
        notification.hear(accepted())

    assert notification.messages() == []


def test_message_waits_for_the_contact(notification: Notification) -> None:
    """The contact is an event of its own and may come a moment later."""
    notification.know_names()
    notification.hear(accepted())
    before = notification.send_all()
    notification.hear(notification.intake.contact())

    assert before == []
    assert notification.send_all() == [Result.ACCEPTED]


def test_later_letters_keep_the_language_of_the_filing(notification: Notification) -> None:
    """Events after acceptance do not say it again."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted(language="en"), finished())
    notification.send_all()

    assert [mail["Content-Language"] for mail in notification.provider.mails] == ["en", "en"]


def test_key_is_fetched_once_and_lies_wrapped(notification: Notification) -> None:
    """A stolen table opens nothing."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted(), finished())
    notification.send_all()
    with notification.database.read() as tx:
        stored = str(tx.scalar(text("SELECT wrapped FROM contact_key")))

    assert len(notification.intake.asked) == 1
    assert stored.startswith("k1:")
    assert notification.intake.keys["key-0"].hex() not in stored


@pytest.mark.parametrize(("email", "reason"), [(None, "no-address"), ("no address", "no-address")])
def test_contact_without_an_address_is_undeliverable(
    notification: Notification, email: str | None, reason: str
) -> None:
    """The desk will telephone; no provider was asked."""
    notification.know_names()
    notification.hear(notification.intake.contact(email=email), accepted())
    notification.send_all()

    ((event_type, data),) = notification.said()
    assert event_type == "notification.undeliverable.v1"
    assert data["reason"] == reason
    assert notification.provider.recipients == []


def test_dossier_that_never_gets_a_contact_is_undeliverable(notification: Notification) -> None:
    """After the wait nobody is waited for."""
    notification.know_names()
    notification.hear(accepted())
    notification.execute("UPDATE message SET next_attempt_at = now()")
    notification.send_all()

    assert notification.said()[0][1]["reason"] == "no-contact"


def test_erased_contact_is_undeliverable(notification: Notification) -> None:
    """Intake no longer has the key."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    notification.intake.keys.clear()
    notification.send_all()

    assert notification.said()[0][1]["reason"] == "contact-erased"


def test_intake_that_is_away_only_delays(notification: Notification) -> None:
    """The key is fetched at the next try."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    notification.intake.status = HTTPStatus.SERVICE_UNAVAILABLE
    first = notification.send_all()
    notification.intake.status = HTTPStatus.OK
    notification.execute("UPDATE message SET next_attempt_at = now()")

    assert first == [Result.DEFERRED]
    assert notification.send_all() == [Result.ACCEPTED]


def test_refused_address_is_undeliverable_with_the_providers_code(
    notification: Notification,
) -> None:
    """Every attempt is kept with what the provider said."""
    notification.provider.rcpt_answer = "550 no such user e@example.vn"
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()

    ((message, (attempt,)),) = notification.messages()
    assert message.status is MessageStatus.UNDELIVERABLE
    assert (attempt.code, attempt.reason) == (550, "address-refused")


def test_crash_between_call_and_record_sends_again_under_the_same_id(
    notification: Notification,
) -> None:
    """At least once: the mailbox sees by the Message-ID that it has the mail already."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    crashed = notification.dispatching()
    (claimed,) = crashed.claim(25)
    crashed.deliver(claimed)
    too_early = notification.send_all()
    notification.execute("UPDATE message SET claimed_at = now() - interval '3 minutes'")
    notification.sweep()
    ((swept, _),) = notification.messages()

    assert too_early == []
    assert swept.status is MessageStatus.UNKNOWN
    assert notification.send_all() == [Result.ACCEPTED]
    assert len({mail["Message-ID"] for mail in notification.provider.mails}) == 1
    ((_, attempts),) = notification.messages()
    assert [attempt.outcome for attempt in attempts] == ["unknown", "accepted"]


def test_attempt_that_was_taken_over_cannot_undo_the_later_one(
    notification: Notification,
) -> None:
    """A dispatcher that was only slow records its attempt, and says nothing twice."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    slow = notification.dispatching()
    (claimed,) = slow.claim(25)
    outcome = slow.deliver(claimed)
    notification.execute("UPDATE message SET claimed_at = now() - interval '3 minutes'")
    notification.sweep()
    notification.send_all()

    assert not slow.settle([(claimed, outcome)], [])
    assert len(notification.said()) == 1


def test_two_dispatchers_never_take_the_same_message(notification: Notification) -> None:
    """SKIP LOCKED shares the queue out."""
    notification.know_names()
    codes = [f"H56.14797-261123-{number:04}" for number in range(1, 21)]
    for code in codes:
        notification.hear(notification.intake.contact(code=code), accepted(code))
    threads = [threading.Thread(target=notification.send_all) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    references = [mail["Message-ID"] for mail in notification.provider.mails]
    assert len(references) == len(set(references)) == 20


def test_loop_is_woken_by_the_queue(notification: Notification) -> None:
    """A message goes at once, not at the next poll."""
    notification.know_names()
    notification.hear(notification.intake.contact())
    with notification.sending(1) as loops:
        wait_until(lambda: all(loop.ready() for loop in loops))
        notification.hear(accepted())
        wait_until(lambda: bool(notification.said()))

    ((message, _),) = notification.messages()
    assert message.status is MessageStatus.ACCEPTED


def test_nothing_personal_lies_in_the_tables_or_events(notification: Notification) -> None:
    """Name and address exist sealed only."""
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    notification.send_all()
    with notification.database.read() as tx:
        everything = str([tx.execute(text(f"SELECT * FROM {t}")).all() for t in TABLES])  # noqa: S608

    assert CODE in everything
    assert "e@example.vn" not in everything
    assert "Nguyễn" not in everything
