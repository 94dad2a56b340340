"""The client of SMPP against the centre of one box, over real sockets."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from smpplib.client import Client
from smpplib.exceptions import ConnectionError as ConnectionBrokenError
from smpplib.pdu import PDU

from chassis.clock import machine_clock
from services.notification.dispatch.clients.smpp import SmppSms, outcome_of
from services.notification.dispatch.clients.smpp_codes import FreshSmpp
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.dispatch.ports import Answer
from services.notification.places import SmppServer
from services.notification.templates.domain.short_text import short_text
from tests.integration.notification.rig import wait_until
from tests.integration.notification.smsc_box import SmscBox

WORDS = "Hồ sơ một cửa H56.14797-261123-0001: đã được tiếp nhận."
LONG = f"{WORDS} Hẹn trả kết quả 17:30 27/11/2026 tại Bộ phận Một cửa, ông/bà mang theo giấy hẹn."
MARK = 40961
PLAIN = "Ho so mot cua [H56.14797-261123-0001]: da duoc tiep nhan, hen tra 27/11/2026 {} ^ €."


def answer_first(bound: Bound) -> None:
    """Answer the first receipt that was put aside."""
    assert bound.aside
    bound.aside[0](kept=True)


def text_to(phone: str = "+84912345678", reference: str = "r1", words: str = WORDS) -> Sms:
    return Sms(reference=reference, to=phone, text=short_text(words), mark=MARK)


class Bound:
    """A client with its loop running, and the receipts it heard."""

    def __init__(self, place: SmppServer, seconds: float = 30.0) -> None:
        self.heard: list[Receipt] = []
        self.keeps = True
        self.aside: list[Answer] | None = None
        self.texts: list[TextIn] = []
        self.client = SmppSms(
            place, seconds=seconds, hear=self._hear, bring=self._bring, clock=machine_clock
        )

    @contextmanager
    def running(self) -> Iterator[Bound]:
        stop = threading.Event()
        thread = threading.Thread(target=self.client.run, args=(stop,))
        thread.start()
        try:
            yield self
        finally:
            stop.set()
            thread.join(20)

    def send(self, sms: Sms) -> Outcome:
        """Send once the connection is there."""
        wait_until(self.client.bound, 20)
        return self.client.send(sms)

    def states(self, count: int) -> list[State]:
        """Return what was heard once so many receipts came."""
        wait_until(lambda: len(self.heard) >= count, 20)
        return [receipt.state for receipt in self.heard]

    def _hear(self, receipt: Receipt, answer: Answer) -> None:
        self.heard.append(receipt)
        if self.aside is None:
            answer(kept=self.keeps)
        else:
            self.aside.append(answer)

    def _bring(self, text: TextIn) -> bool:
        self.texts.append(text)
        return self.keeps


@pytest.fixture
def bound(smsc: SmscBox) -> Iterator[Bound]:
    with Bound(smsc.place).running() as made:
        yield made


def test_a_text_is_handed_over_and_its_receipt_names_it(bound: Bound, smsc: SmscBox) -> None:
    outcome = bound.send(text_to())

    assert (outcome.result, outcome.provider) == (Result.ACCEPTED, "sms")
    assert bound.states(1) == [State.DELIVERED]
    assert (bound.heard[0].reference,) == outcome.references
    assert bound.heard[0].mark == MARK
    assert (smsc.phones, smsc.words) == (["84912345678"], [WORDS])


@pytest.mark.parametrize("words", [LONG, PLAIN, PLAIN * 3])
def test_words_arrive_as_they_were_written(bound: Bound, smsc: SmscBox, words: str) -> None:
    """With accents and without, in one part and in several, each with a name of its own."""
    sms = text_to(words=words)
    outcome = bound.send(sms)

    assert outcome.result is Result.ACCEPTED
    assert len(outcome.references) == sms.text.segments
    assert smsc.words == [sms.text.words]
    assert bound.states(sms.text.segments) == [State.DELIVERED] * sms.text.segments


def test_numbers_stand_for_what_goes_wrong(bound: Bound) -> None:
    refused = bound.send(text_to("+84900000001"))
    tries = [bound.send(text_to("+84900000007")) for _ in range(3)]
    failed = bound.send(text_to("+84900000002"))

    assert (refused.result, refused.reason) == (Result.REFUSED, "number-unknown")
    assert [one.result for one in tries] == ["deferred", "deferred", "accepted"]
    assert (failed.result, bound.states(2)[-1]) == (Result.ACCEPTED, State.FAILED)
    assert bound.heard[-1].reason == "phone-unreachable"


def test_a_connection_that_breaks_leaves_the_end_unknown_and_is_made_again(
    bound: Bound,
) -> None:
    """The text was taken: its receipt comes by the next connection, under a name nobody heard."""
    dropped = bound.send(text_to("+84900000005"))
    wait_until(lambda: not bound.client.bound() or bool(bound.heard), 20)
    after = bound.send(text_to(reference="r2"))

    assert (dropped.result, dropped.reason) == (Result.UNKNOWN, "no-answer")
    assert after.result is Result.ACCEPTED
    assert len(bound.states(2)) == 2
    assert [receipt.mark for receipt in bound.heard] == [MARK] * 2


def test_an_answer_that_does_not_come_is_unknown_and_harms_no_other(smsc: SmscBox) -> None:
    with Bound(smsc.place, seconds=0.3).running() as bound:
        slow = bound.send(text_to("+84900000004"))
        next_one = bound.send(text_to())

    assert (slow.result, next_one.result) == (Result.UNKNOWN, Result.ACCEPTED)


def test_a_receipt_may_come_before_the_answer(bound: Bound) -> None:
    outcome = bound.send(text_to("+84900000009"))

    assert outcome.result is Result.ACCEPTED
    assert [receipt.reference for receipt in bound.heard] == list(outcome.references)


def test_a_receipt_that_could_not_be_kept_is_said_again(bound: Bound) -> None:
    bound.keeps = False
    bound.send(text_to())
    bound.states(1)
    bound.keeps = True

    assert len(bound.states(2)) == 2
    assert len({receipt.id for receipt in bound.heard}) == 1


def test_a_receipt_put_aside_is_answered_before_the_link_leaves(smsc: SmscBox) -> None:
    """Told to stop it goes on until whoever keeps receipts has had the time."""
    with Bound(smsc.place).running() as bound:
        bound.aside = []
        bound.send(text_to())
        bound.states(1)
        threading.Timer(1.5, answer_first, (bound,)).start()
    wait_until(lambda: not smsc.centre.receivers, 20)

    assert smsc.server.quiet()


def test_a_link_that_cannot_answer_is_made_again_and_brought_the_receipt(
    bound: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half an answer may have left: what would follow it nobody could read."""
    fails, send = [ConnectionBrokenError()], Client.send_pdu

    def once(client: Client, pdu: PDU) -> None:
        if fails and pdu.command == "deliver_sm_resp":
            raise fails.pop()
        send(client, pdu)

    monkeypatch.setattr(Client, "send_pdu", once)
    bound.send(text_to())

    assert len(bound.states(2)) == 2
    assert len({receipt.id for receipt in bound.heard}) == 1


def test_receipts_may_come_by_data_sm(bound: Bound, smsc: SmscBox) -> None:
    """They are read as the same, answered by its own name, and said again if not kept."""
    smsc.centre.word = "data_sm"
    bound.keeps = False
    outcome = bound.send(text_to())
    bound.states(1)
    bound.keeps = True
    states = bound.states(2)
    wait_until(smsc.server.quiet, 20)

    assert states == [State.DELIVERED] * 2
    assert {receipt.reference for receipt in bound.heard} == set(outcome.references)
    assert bound.heard[0].mark == MARK


def test_numbers_and_words_stand_in_no_log(bound: Bound, caplog: pytest.LogCaptureFixture) -> None:
    """The library would write whole PDUs into it, in hexadecimal."""
    with caplog.at_level(logging.DEBUG):
        bound.send(text_to(words="Ho so da duoc tiep nhan"))
        bound.states(1)
    said = " ".join(record.getMessage() for record in caplog.records)

    assert not [one for one in ("84912345678", "Ho so") if one in said]
    assert not [one for one in (b"84912345678", b"Ho so") if one.hex() in said]


def test_many_threads_share_one_connection(bound: Bound, smsc: SmscBox) -> None:
    """Each gets the answer to its own text."""
    bound.send(text_to(reference="first"))
    outcomes: dict[int, Outcome] = {}
    threads = [
        threading.Thread(target=lambda n=n: outcomes.update({n: bound.send(text_to())}))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert {outcome.result for outcome in outcomes.values()} == {Result.ACCEPTED}
    assert len({outcome.references for outcome in outcomes.values()}) == len(threads)
    assert len(smsc.centre.receivers) == 1


def test_who_is_not_let_in_hands_nothing_over(smsc: SmscBox) -> None:
    """Our password is wrong, not the number."""
    with Bound(replace(smsc.place, password="other")).running() as bound:
        reason = bound.client.send(text_to()).reason
        deadline = time.monotonic() + 20
        while reason != "authentication" and time.monotonic() < deadline:
            reason = bound.client.send(text_to()).reason

    assert reason == "authentication"
    assert FreshSmpp(replace(smsc.place, password="other"), seconds=5).send(text_to()) == Outcome(
        result=Result.UNREACHABLE, reason="authentication", code=0x0E
    )


def test_a_code_goes_by_a_connection_of_its_own_and_asks_for_no_receipt(smsc: SmscBox) -> None:
    client = FreshSmpp(smsc.place, seconds=5)
    taken, refused = client.send(text_to(words=LONG)), client.send(text_to("+84900000001"))
    dropped = client.send(text_to("+84900000005"))
    late = FreshSmpp(smsc.place, seconds=0.3).send(text_to("+84900000004"))
    away = FreshSmpp(replace(smsc.place, port=1), seconds=5).send(text_to())

    assert [one.result for one in (taken, refused, dropped, late, away)] == [
        Result.ACCEPTED,
        Result.REFUSED,
        Result.UNKNOWN,
        Result.UNKNOWN,
        Result.UNREACHABLE,
    ]
    assert smsc.words[0] == short_text(LONG).words
    assert smsc.centre.owed == []


@pytest.mark.parametrize(
    ("status", "result", "reason"),
    [
        (0x58, Result.DEFERRED, "provider-throttles"),
        (0x14, Result.DEFERRED, "provider-queue-full"),
        (0x0A, Result.UNREACHABLE, "sender-not-registered"),
        (0x0B, Result.REFUSED, "number-unknown"),
        (0x400, Result.DEFERRED, "provider-deferred"),
    ],
)
def test_codes_are_told_apart_by_whose_trouble_they_are(
    status: int, result: Result, reason: str
) -> None:
    assert outcome_of(status) == Outcome(result=result, reason=reason, code=status)
