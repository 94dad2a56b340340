"""By SMPP: what was taken is told by receipts, and what nobody wrote down is not sent twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from chassis.failpoints import VARIABLE, FailpointError, arm
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.dispatch.domain.outcome import Result
from services.notification.settings import TextSettings
from services.notification.wiring.dispatch import Dispatching
from tests.integration.notification.intake_stub import accepted
from tests.integration.notification.rig import Notification, running, wait_until
from tests.integration.notification.smsc_box import SmscBox
from tests.integration.notification.test_channels import said
from tests.integration.notification.test_receipts import PHONE_ALONE, message_of

_BOX = {"MOTCUA_ENVIRONMENT": "onebox"}


@contextmanager
def centre(notification: Notification, smsc: SmscBox) -> Iterator[Dispatching]:
    """Give what sends texts by SMPP, bound."""
    notification.texts = TextSettings(providers=[smsc.place], rate=50)
    sender = notification.sender()
    assert isinstance(sender, SmppSms)
    with running([sender, notification.receipts]):
        wait_until(sender.bound, 20)
        yield notification.texting(sender)


def test_by_smpp_a_text_is_taken_and_delivered(notification: Notification, smsc: SmscBox) -> None:
    notification.know_names()
    with centre(notification, smsc) as work:
        contact = notification.intake.contact(email=None, phone="+84912345678")
        notification.hear(contact, accepted())
        notification.send_all()
        results = notification.send(work, 25)
        wait_until(lambda: message_of(notification).status == "delivered", 20)

    assert results == [Result.ACCEPTED]
    assert len(smsc.words) == 1
    assert said(notification) == PHONE_ALONE


def test_by_smpp_an_unknown_end_waits_for_its_receipt(
    notification: Notification, smsc: SmscBox
) -> None:
    """And with it never goes twice; without it it goes again after ten minutes, which counts."""
    notification.know_names()
    smsc.centre.mode = "drop"
    smsc.centre.marks = False
    with centre(notification, smsc) as work:
        contact = notification.intake.contact(email=None, phone="+84912345678")
        notification.hear(contact, accepted())
        notification.send_all()
        results = notification.send(work, 25)
        smsc.centre.mode = "ok"
        waits = seconds_to_wait(notification)
        at_once = notification.send(work, 25)

    assert (results, at_once) == ([Result.UNKNOWN], [])
    assert 590 < waits <= 600


@pytest.mark.parametrize("place", ["dispatch.handed_over", "dispatch.settled"])
@pytest.mark.parametrize("marks", [True, False])
def test_by_smpp_a_sender_that_breaks_off_doubles_only_what_no_receipt_names(
    notification: Notification, smsc: SmscBox, place: str, *, marks: bool
) -> None:
    """The text was taken, and its name written down nowhere."""
    notification.know_names()
    smsc.centre.marks = marks
    with centre(notification, smsc) as work:
        contact = notification.intake.contact(email=None, phone="+84912345678")
        notification.hear(contact, accepted())
        notification.send_all()
        arm(_BOX | {VARIABLE: f"{place}:raise"})
        with pytest.raises(FailpointError):
            notification.send(work, 25)
        arm(_BOX)
        wait_until(smsc.server.quiet, 20)
        notification.execute("UPDATE message SET claimed_at = now() - interval '3 minutes'")
        notification.sweep()
        before = notification.send(work, 25)
        notification.execute("UPDATE message SET next_attempt_at = now()")
        after = notification.send(work, 25)

    assert before == []
    assert after == ([] if marks else [Result.ACCEPTED])
    assert len(smsc.words) == (1 if marks else 2)
    assert said(notification) == PHONE_ALONE


def seconds_to_wait(notification: Notification) -> float:
    given = text(
        "SELECT extract(epoch FROM next_attempt_at - clock_timestamp())"
        " FROM message WHERE id = :id"
    )
    with notification.database.read() as tx:
        return float(tx.scalar(given, {"id": message_of(notification).id}) or 0)
