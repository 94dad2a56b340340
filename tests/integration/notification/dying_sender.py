"""Sends notification's messages in a process of its own, which a failpoint may kill."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime

from joserfc.jwk import OKPKey

from chassis.auth import TokenSigner
from chassis.background import run_loops
from chassis.clients import ServiceClient
from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.testing import FrozenClock
from services.notification.people.clients.intake_keys import IntakeKeys
from services.notification.people.store.mailboxes import PgMailboxes
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring.dispatch import Dispatching, dispatch_loops
from services.notification.wiring.letters import Letters
from tests.integration.notification.mail_provider import FakeProvider


def main() -> int:
    """Send with one sender until killed."""
    given = json.loads(os.environ["DYING_SENDER"])
    clock = FrozenClock(datetime.fromisoformat(given["now"]))
    database = Database(given["database"], name="dying sender")
    signer = TokenSigner("notification", OKPKey.generate_key("Ed25519"), clock)

    ring = KeyRing(current="k1", keys={"k1": bytes.fromhex(given["key"])})

    def work() -> Dispatching:
        texts = FileTexts("https://motcua.example.vn")
        mailboxes = PgMailboxes(database, clock, ring, "https://motcua.example.vn")
        letters = FakeProvider(port=given["port"]).carriers()
        return Dispatching(
            database=database,
            clock=clock,
            ring=ring,
            keys=IntakeKeys(ServiceClient("intake", given["intake"], signer)),
            way=Letters(clock, texts, letters, mailboxes=mailboxes, texted=False),
        )

    return run_loops(dispatch_loops(database, clock, work, 1), "127.0.0.1:0")


if __name__ == "__main__":
    sys.exit(main())
