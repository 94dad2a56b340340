"""Receipts of providers: once, in any order, before and after the answer, and what they mean."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from services.notification.dispatch.api.loop import hand_over
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.dispatch.store.messages import PgMessages
from services.notification.receipts.store.receipts import PgReceipts
from services.notification.receipts.usecases.record_receipts import record_receipts
from services.notification.settings import TextSettings
from tests.integration.notification.intake_stub import AT, accepted
from tests.integration.notification.rig import Notification, wait_until
from tests.integration.notification.sms_provider import SmsBox
from tests.integration.notification.test_channels import channels, said

PHONE_ALONE = [("message-handed-over", "sms")]


@pytest.fixture
def texted(notification: Notification, sms: SmsBox) -> Notification:
    """Give the service with a provider of texts, a phone alone and a text that waits."""
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.know_names()
    notification.hear(notification.intake.contact(email=None, phone="+84912345678"), accepted())
    notification.send_all()
    return notification


def message_of(notification: Notification) -> Message:
    """Return the text."""
    (found,) = [one for one, _ in notification.messages() if one.channel == "sms"]
    return found


def receipt(
    notification: Notification,
    state: State,
    id_: str | None = None,
    reference: str | None = None,
    mark: int | None = None,
) -> Receipt:
    return Receipt(
        provider="sms",
        id=id_ or state,
        reference=reference or message_of(notification).reference,
        state=state,
        at=AT,
        reason="phone-unreachable" if state is State.FAILED else None,
        mark=mark,
    )


def test_what_was_taken_is_delivered_and_the_first_end_stands(texted: Notification) -> None:
    """Said again, said otherwise, said late: nothing more comes of it."""
    texted.send_texts()
    states = (State.UNDER_WAY, State.DELIVERED, State.DELIVERED, State.FAILED, State.UNDER_WAY)
    effects = [texted.take(receipt(texted, state)) for state in states]

    assert effects == ["noted", "ended", "repeated", "noted", "repeated"]
    assert channels(texted)["sms"] == ("delivered", None)
    assert said(texted) == PHONE_ALONE


def test_a_text_that_never_arrives_and_nothing_beside_it_is_the_desks(
    texted: Notification,
) -> None:
    """Once, however often it is said."""
    texted.send_texts()
    effects = [texted.take(receipt(texted, State.FAILED, id_)) for id_ in ("a", "a", "b")]

    assert effects == ["ended", "repeated", "noted"]
    assert channels(texted)["sms"] == ("failed", "phone-unreachable")
    assert said(texted) == [*PHONE_ALONE, ("undeliverable", "phone-unreachable")]


def test_a_text_that_never_arrives_beside_a_letter_is_nobodys_business(
    notification: Notification, sms: SmsBox
) -> None:
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.know_names()
    notification.hear(notification.intake.contact(phone="+84912345678"), accepted())
    notification.send_all()
    notification.send_texts()
    notification.take(receipt(notification, State.FAILED))

    assert channels(notification)["sms"] == ("failed", "phone-unreachable")
    assert [kind for kind, _ in said(notification)] == ["message-handed-over"] * 2


@pytest.mark.parametrize("state", [State.DELIVERED, State.FAILED])
def test_a_receipt_that_overtakes_the_answer_ends_the_message(
    texted: Notification, state: State
) -> None:
    """What the answer says later is noted of the attempt and said no more."""
    work = texted.texting()
    batch = hand_over(work, work.claim(25))
    effect = texted.take(receipt(texted, state))
    moved = work.settle(batch.ended, batch.unsent)
    kinds = [kind for kind, _ in said(texted)]

    assert (effect, list(moved)) == ("ended", [])
    assert message_of(texted).status.value == state.value
    assert kinds == ["message-handed-over" if state is State.DELIVERED else "undeliverable"]
    assert [one.outcome for _, tries in texted.messages() for one in tries][-1] == "accepted"


def test_a_receipt_ends_the_wait_of_an_unknown_end(texted: Notification, sms: SmsBox) -> None:
    sms.texts.mode = "drop"
    results = texted.send_texts()
    texted.take(receipt(texted, State.DELIVERED))
    texted.execute("UPDATE message SET next_attempt_at = now() WHERE channel = 'sms'")

    assert results == [Result.UNKNOWN]
    assert texted.send_texts() == []
    assert channels(texted)["sms"] == ("delivered", None)
    assert said(texted) == PHONE_ALONE


def test_one_of_a_reference_nobody_knows_waits_and_is_forgotten(texted: Notification) -> None:
    """And is no reason to fail."""
    effect = texted.take(receipt(texted, State.DELIVERED, reference="somebody-elses"))
    texted.sweep()
    kept = receipts_kept(texted)
    texted.execute("UPDATE receipt SET kept_at = kept_at - interval '61 minutes'")
    texted.sweep()

    assert (effect, kept, receipts_kept(texted)) == ("waiting", 1, 0)
    assert message_of(texted).status == "queued"


def test_parts_of_a_text_arrive_together_or_not_at_all(texted: Notification) -> None:
    """Named by a centre that counts each."""
    taken(texted, "p1", "p2")
    half = texted.take(receipt(texted, State.DELIVERED, "a", "p1"))
    before = message_of(texted).status
    whole = texted.take(receipt(texted, State.DELIVERED, "b", "p2"))

    assert (half, before) == ("noted", "accepted")
    assert (whole, message_of(texted).status) == ("ended", "delivered")


def test_one_part_that_fails_fails_all(texted: Notification) -> None:
    taken(texted, "p1", "p2")
    effects = [
        texted.take(receipt(texted, state, name, name))
        for name, state in (("p1", State.DELIVERED), ("p2", State.FAILED))
    ]

    assert effects == ["noted", "ended"]
    assert message_of(texted).status == "failed"


def test_two_parts_that_arrive_in_one_moment_see_each_other(texted: Notification) -> None:
    """Neither sees the other's row before it is committed: the message's lock keeps one back."""
    taken(texted, "p1", "p2")
    first, second = (receipt(texted, State.DELIVERED, name, name) for name in ("p1", "p2"))
    with ThreadPoolExecutor(1) as pool:
        with texted.database.transaction() as tx:
            (half,) = record_receipts(
                [first],
                receipts=PgReceipts(tx),
                messages=PgMessages(tx),
                say=lambda _: None,
                now=AT,
            )
            later = pool.submit(texted.take, second)
            wait_until(lambda: kept_back(texted) == 1, 20)
        whole = later.result()

    assert (half, whole) == ("noted", "ended")
    assert message_of(texted).status == "delivered"


def test_that_an_earlier_try_failed_says_nothing_of_a_later_one(texted: Notification) -> None:
    """That one arrived says all the same that the citizen has it."""
    settle_as(texted, Outcome(result=Result.UNKNOWN, provider="sms", references=("first",)))
    texted.execute("UPDATE message SET next_attempt_at = now() WHERE channel = 'sms'")
    taken(texted, "second")
    failed = texted.take(receipt(texted, State.FAILED, "a", "first"))
    status = message_of(texted).status
    arrived = texted.take(receipt(texted, State.DELIVERED, "b", "first"))

    assert (failed, status) == ("noted", "accepted")
    assert (arrived, message_of(texted).status) == ("ended", "delivered")


def test_one_that_came_before_its_name_is_found_again(texted: Notification) -> None:
    """The answer is recorded in the moment after it was looked for."""
    early = texted.take(receipt(texted, State.DELIVERED, "a", "p1"))
    taken(texted, "p1")
    texted.sweep()

    assert early == "waiting"
    assert message_of(texted).status == "delivered"


def taken(notification: Notification, *names: str) -> None:
    """Have the text taken by a provider under these names."""
    outcome = Outcome(result=Result.ACCEPTED, provider="sms", references=names)
    settle_as(notification, outcome)


def settle_as(notification: Notification, outcome: Outcome) -> None:
    work = notification.texting()
    (claimed,) = work.claim(25)
    work.settle([(claimed, outcome)], [])


def kept_back(notification: Notification) -> int:
    """Return how many wait for somebody else's transaction."""
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
    )
    with notification.database.read() as tx:
        return int(tx.scalar(waiting) or 0)


def receipts_kept(notification: Notification) -> int:
    with notification.database.read() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM receipt")) or 0)
