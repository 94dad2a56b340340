"""Sends texts and one-time codes in a process of its own, which a failpoint may kill.

With `codes` it hands those over and ends; else it sends what is queued until it is told to stop.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any
from uuid import UUID

from joserfc.jwk import OKPKey

from chassis.auth import TokenSigner
from chassis.background import Loop, run_loops
from chassis.clients import ServiceClient
from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.failpoints import VARIABLE, arm
from chassis.testing import FrozenClock
from services.notification.codes.domain.code_message import CodeMessage
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.dispatch.domain.message import SMS
from services.notification.people.clients.intake_keys import IntakeKeys
from services.notification.places import SmsPlace, SmsProvider, sms_place
from services.notification.settings import TextSettings
from services.notification.wiring.codes import hand_over_by
from services.notification.wiring.dispatch import Dispatching, dispatch_loops
from services.notification.wiring.receipts import receipts_heard
from services.notification.wiring.texts import senders_of_texts, way_of_texts


def place_of(given: dict[str, Any]) -> SmsPlace:
    """Return the provider; a gateway on the loopback needs no token."""
    url = str(given["provider"])
    return SmsProvider(url=url, sender="M") if url.startswith("http") else sms_place(url, "M")


def send_texts(given: dict[str, Any], database: Database, clock: FrozenClock) -> int:
    """Send with two senders until stopped or killed."""
    place = place_of(given)
    signer = TokenSigner("notification", OKPKey.generate_key("Ed25519"), clock)
    receipts = receipts_heard(database, clock)
    senders = senders_of_texts([place], clock, receipts.hear, lambda _: False)
    sender = senders[place.name]

    def work() -> Dispatching:
        settings = TextSettings(providers=[place], rate=1000)
        return Dispatching(
            database=database,
            clock=clock,
            ring=KeyRing(current="k1", keys={"k1": bytes.fromhex(given["key"])}),
            keys=IntakeKeys(ServiceClient("intake", given["intake"], signer)),
            way=way_of_texts(database, clock, settings, senders),
        )

    loops = dispatch_loops(database, clock, work, 2, SMS)
    links: list[Loop] = [receipts, sender] if isinstance(sender, SmppSms) else []
    return run_loops([*loops, *links], "127.0.0.1:0")


def send_codes(given: dict[str, Any], database: Database, clock: FrozenClock) -> int:
    """Hand codes over, one after another."""
    hand_over = hand_over_by(database, clock, [place_of(given)])
    for number, id_ in enumerate(given["codes"]):
        hand_over(
            CodeMessage(
                id=UUID(id_),
                dossier=id_,
                phone=f"+8491{number:07}",
                language="vi",
                otp="481516",
                minutes=10,
            )
        )
    return 0


def work(given: dict[str, Any], failpoint: str) -> None:
    """Do what is given until told to stop, or until the failpoint ends the process."""
    arm({"MOTCUA_ENVIRONMENT": "onebox", VARIABLE: failpoint})
    clock = FrozenClock(datetime.fromisoformat(given["now"]))
    database = Database(given["database"], name="dying texter", pool_size=6)
    sys.exit((send_codes if given["codes"] else send_texts)(given, database, clock))
