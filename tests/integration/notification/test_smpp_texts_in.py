"""A text that a phone sends over the bind is answered as one that a provider posts."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.testing.logs import log_written
from deploy.onebox.smsc import create_switch
from deploy.onebox.smsc_centre import WORDS
from deploy.onebox.smsc_phone import FORMS
from services.notification.dispatch.clients import smpp, smpp_texts_in
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.dispatch.ports import SmsSender
from services.notification.inbound.domain.text_in import NEUTRAL
from services.notification.settings import TextSettings
from services.notification.templates.domain.short_text import short_text
from services.notification.wiring import texts_in
from services.notification.wiring.codes import sender_of_codes
from services.notification.wiring.texts_in import texts_heard
from tests.integration.notification.intake_stub import CODE, accepted
from tests.integration.notification.rig import Notification, running, wait_until
from tests.integration.notification.smsc_box import SmscBox

PHONE, OTHER_PHONE = "84912345678", "84987654321"
LONG = (
    "Kính gửi Bộ phận Một cửa, tôi nộp hồ sơ khai sinh cho cháu đã ba tuần rồi. Mã hồ sơ là"
    f" {CODE}, xin cho tôi biết bao giờ thì có kết quả."
)
STATE = "Ho so mot cua H56.14797-261123-0001: da duoc tiep nhan"


class HeldBack:
    """What answers go by; `door` holds them back."""

    patience: timedelta | None = None

    def __init__(self, sender: SmsSender) -> None:
        self.door = threading.Event()
        self.door.set()
        self._sender = sender

    def send(self, sms: Sms) -> Outcome:
        assert self.door.wait(20)
        return self._sender.send(sms)


class Bound:
    """A bind that hears texts; `room` is how many may wait."""

    def __init__(self, notification: Notification, smsc: SmscBox, room: int) -> None:
        self.answers = HeldBack(sender_of_codes(notification.database, [smsc.place]))
        self.heard = texts_heard(replace(notification.parts(), answers=self.answers), room)
        self.refused = 0
        notification.texts = TextSettings(providers=[smsc.place], rate=50)
        notification.bring = self._bring
        sender = notification.sender()
        assert isinstance(sender, SmppSms)
        self.link = sender

    def _bring(self, text: TextIn) -> bool:
        taken = self.heard.bring(text)
        self.refused += int(not taken)
        return taken


@contextmanager
def bound(notification: Notification, smsc: SmscBox, room: int = 100) -> Iterator[Bound]:
    """Give a bind to the centre, with a dossier whose applicant was written to."""
    notification.know_names()
    notification.hear(notification.intake.contact(phone="0912345678"), accepted())
    notification.send_all()
    made = Bound(notification, smsc, room)
    with running([made.link, made.heard]):
        wait_until(made.link.bound, 20)
        yield made


def kept(notification: Notification) -> int:
    with notification.database.read() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM text_in")) or 0)


@pytest.mark.parametrize("words", [f"Ho so {CODE.lower()} the nao?", f"Hồ sơ {CODE} đến đâu?"])
def test_the_contact_is_told_how_it_stands(
    notification: Notification, smsc: SmscBox, words: str
) -> None:
    """As over HTTP, in the alphabet of phones and with accents; the centre has its control."""
    switch = create_switch(smsc.centre).test_client()
    with bound(notification, smsc):
        answer = switch.post("/inbound", json={"from": PHONE, "text": words})
        wait_until(lambda: len(smsc.words) == 1, 20)

    assert answer.get_json() == {"taken": True}
    assert smsc.phones == [PHONE]
    assert smsc.words[0].startswith(STATE)


def test_nothing_tells_a_foreign_dossier_from_none(
    notification: Notification, smsc: SmscBox
) -> None:
    with bound(notification, smsc):
        smsc.centre.type_in(OTHER_PHONE, CODE)
        smsc.centre.type_in(PHONE, "alo")
        wait_until(lambda: len(smsc.words) == 2, 20)

    assert smsc.words == [NEUTRAL] * 2


def test_a_text_said_again_is_answered_once(notification: Notification, smsc: SmscBox) -> None:
    """A centre that heard no answer says it again by the next connection."""
    smsc.centre.marks = False
    with bound(notification, smsc) as made:
        for _ in range(3):
            smsc.centre.type_in(PHONE, CODE)
        wait_until(smsc.server.quiet, 20)
        smsc.server.drop_all()
        wait_until(lambda: made.link.bound() and smsc.centre.receivers != [], 20)
        smsc.centre.type_in(PHONE, CODE)
        wait_until(smsc.server.quiet, 20)

    assert len(smsc.words) == 1
    assert kept(notification) == 1


def test_what_finds_no_room_is_said_again(notification: Notification, smsc: SmscBox) -> None:
    """And the thread that reads waits for no answer: texts of ours go out meanwhile."""
    ours = Sms(reference="r1", to="+84900000006", text=short_text("alo"))
    with bound(notification, smsc, room=1) as made:
        made.answers.door.clear()
        for place in range(4):
            smsc.centre.type_in(PHONE, f"{CODE} {place}")
        wait_until(lambda: made.refused > 1, 20)
        meanwhile = made.link.send(ours)
        made.answers.door.set()
        wait_until(lambda: len(smsc.words) == 5, 20)
        wait_until(smsc.server.quiet, 20)

    assert meanwhile.result is Result.ACCEPTED
    assert Counter(smsc.phones) == {PHONE: 4, "84900000006": 1}
    assert kept(notification) == 4


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("form", FORMS)
def test_a_long_text_is_put_together_and_answered_once(
    notification: Notification, smsc: SmscBox, form: str, word: str
) -> None:
    """Its parts come in any order and one twice, by whatever the centre tells things."""
    switch = create_switch(smsc.centre).test_client()
    switch.put("/mode", json={"word": word})
    order = [] if form == "payload" else [3, 1, 1, 2, 3]
    typed = {"from": PHONE, "text": LONG, "form": form, "order": order}
    with bound(notification, smsc):
        answer = switch.post("/inbound", json=typed)
        wait_until(lambda: len(smsc.words) == 1, 20)
        wait_until(smsc.server.quiet, 20)

    assert answer.get_json() == {"taken": True}
    assert smsc.words[0].startswith(STATE)
    assert kept(notification) == 1


def test_a_long_text_that_lacks_a_part_is_answered_after_a_while(
    notification: Notification, smsc: SmscBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smpp_texts_in, "WINDOW_SECONDS", 1.0)
    with bound(notification, smsc):
        smsc.centre.type_in(PHONE, LONG, order=[1, 2])
        wait_until(lambda: len(smsc.words) == 1, 20)
        smsc.centre.type_in(PHONE, LONG, order=[1, 3])
        wait_until(lambda: len(smsc.words) == 2, 20)

    assert smsc.words[0].startswith(STATE)
    assert smsc.words[1] == NEUTRAL


def test_nothing_of_a_long_text_stands_in_the_log(
    notification: Notification, smsc: SmscBox
) -> None:
    with log_written(smpp, texts_in) as log:
        with bound(notification, smsc):
            smsc.centre.type_in(PHONE, LONG)
            wait_until(lambda: len(smsc.words) == 1, 20)
        said = log.getvalue()

    assert "text-answered" in said
    assert not [one for one in (PHONE, "Kính", "tuần") if one in said]


@pytest.mark.parametrize("asked", [{"form": "fax"}, {"order": [4]}])
def test_the_centre_of_one_box_has_no_such_part(
    smsc: SmscBox, asked: Mapping[str, object]
) -> None:
    switch = create_switch(smsc.centre).test_client()
    answer = switch.post("/inbound", json={"from": PHONE, "text": LONG, **asked})

    assert answer.status_code == 422
    assert smsc.centre.owed == []
