"""Our processes of a run of messages: intake's relay, notification's background, and bare."""

from __future__ import annotations

import os
import signal
import smtplib
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.headerregistry import Address

import psycopg
from joserfc.jwk import OKPKey

from chassis import logging
from chassis.assembly import bus_loops
from chassis.auth import TokenSigner
from chassis.background import Loop
from chassis.clients import ServiceClient
from chassis.clock import machine_clock
from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.inbox import Inbox
from chassis.relay import Relay
from services.notification.dispatch.clients.smpp import SmppSms
from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.message import EMAIL, SMS
from services.notification.people.clients.intake_keys import IntakeKeys
from services.notification.people.store.mailboxes import PgMailboxes
from services.notification.places import SmtpServer
from services.notification.settings import MailSettings, TextSettings, sms
from services.notification.subscriptions import GATED
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring.channels import Way
from services.notification.wiring.dispatch import Dispatching, dispatch_loops
from services.notification.wiring.hearing import build_handlers
from services.notification.wiring.letters import Letters, way_of_letters
from services.notification.wiring.providers import Carrier, Carriers
from services.notification.wiring.receipts import receipts_heard
from services.notification.wiring.texts import senders_of_texts, way_of_texts

FROM = Address(display_name="Một cửa điện tử", addr_spec="no-reply@motcua.example.vn")
_BY_DAY = datetime(2025, 12, 29, 3, 0, tzinfo=UTC)
"""Ten in the morning in Vietnam: no quiet hours."""
_BARE = b"Subject: x\r\n\r\n" + (b"x" * 74 + b"\r\n") * 60


def ring() -> KeyRing:
    """Return the master key of this run."""
    return KeyRing(current="k1", keys={"k1": bytes.fromhex(os.environ["BENCHMARK_KEY"])})


def notification() -> Sequence[Loop]:
    """Return the loops of notification's background process, as its wiring puts them together."""
    count = int(os.environ["BENCHMARK_DISPATCHERS"])
    amqp_url = os.environ["BENCHMARK_AMQP_URL"]
    database = Database(os.environ["BENCHMARK_DATABASE_URL"], name="bench", pool_size=5 + count)
    signer = TokenSigner("notification", OKPKey.generate_key("Ed25519"), machine_clock)
    texts = FileTexts("https://motcua.example.vn")
    # All keys are there: nobody is asked at this address.
    intake = "http://127.0.0.1:9"
    server = SmtpServer(
        host="127.0.0.1", port=int(os.environ["BENCHMARK_SMTP_PORT"]), security="none"
    )

    mailboxes = PgMailboxes(database, machine_clock, ring(), "https://motcua.example.vn")

    def work() -> Dispatching:
        only = {"smtp": Carrier(name="smtp", weight=100, sender=SmtpSender(server, FROM))}
        return Dispatching(
            database=database,
            clock=machine_clock,
            ring=ring(),
            keys=IntakeKeys(ServiceClient("intake", intake, signer)),
            way=Letters(
                machine_clock,
                texts,
                Carriers(EMAIL, only),
                mailboxes=mailboxes,
                texted=False,
            ),
        )

    handlers = build_handlers(texts, machine_clock, FROM.domain, ring())
    inbox = Inbox(database, "notification", handlers, gated=GATED)
    loops = bus_loops(inbox, amqp_url, source_urls={"intake": intake}, signer=signer)
    return [
        *(loop for role in loops.values() for loop in role),
        *dispatch_loops(database, machine_clock, work, count),
    ]


def letters() -> Sequence[Loop]:
    """Return what sends letters alone."""
    server = SmtpServer(
        host="127.0.0.1", port=int(os.environ["BENCHMARK_SMTP_PORT"]), security="none"
    )
    settings = MailSettings(
        servers=[server],
        sender=FROM,
        public_url="",
        intake_url="",
        routing_url="",
        dispatchers=0,
    )
    texts = FileTexts("https://motcua.example.vn")

    def way(database: Database) -> Way:
        mailboxes = PgMailboxes(database, machine_clock, ring(), "https://motcua.example.vn")
        return way_of_letters(machine_clock, texts, settings, mailboxes=mailboxes, texted=False)

    return _senders(EMAIL, way)


def texts() -> Sequence[Loop]:
    """Return what sends texts alone, by day, to `MOTCUA_NOTIFICATION_SMS_PROVIDERS`.

    By SMPP it holds the link too, and takes receipts down.
    """
    settings = TextSettings(providers=sms(), rate=1e6)
    hears = Database(os.environ["BENCHMARK_DATABASE_URL"], name="bench receipts", pool_size=2)
    receipts = receipts_heard(hears, machine_clock)
    senders = senders_of_texts(settings.providers, machine_clock, receipts.hear, lambda _: False)

    def way(database: Database) -> Way:
        return way_of_texts(database, lambda: _BY_DAY, settings, senders)

    links = [sender for sender in senders.values() if isinstance(sender, SmppSms)]
    return [receipts, *links, *_senders(SMS, way)]


def _senders(channel: str, way: Callable[[Database], Way]) -> Sequence[Loop]:
    count = int(os.environ["BENCHMARK_DISPATCHERS"])
    database = Database(os.environ["BENCHMARK_DATABASE_URL"], name="bench", pool_size=5 + count)
    signer = TokenSigner("notification", OKPKey.generate_key("Ed25519"), machine_clock)

    def work() -> Dispatching:
        return Dispatching(
            database=database,
            clock=machine_clock,
            ring=ring(),
            # All keys are there: nobody is asked at this address.
            keys=IntakeKeys(ServiceClient("intake", "http://127.0.0.1:9", signer)),
            way=way(database),
        )

    return dispatch_loops(database, machine_clock, work, count, channel)


def relay() -> Sequence[Loop]:
    """Return intake's relay."""
    database = Database(os.environ["BENCHMARK_SPEAKING_URL"], name="bench")
    return [Relay(database, os.environ["BENCHMARK_AMQP_URL"], source="intake")]


def bare() -> None:
    """Do the least there is: commit a claim, hand over ready bytes, commit the end."""
    with (
        psycopg.connect(os.environ["BENCHMARK_DATABASE_URL"], autocommit=True) as connection,
        smtplib.SMTP("127.0.0.1", int(os.environ["BENCHMARK_SMTP_PORT"]), FROM.domain) as server,
    ):
        connection.execute("CREATE TABLE bare (n integer PRIMARY KEY, done boolean)")
        for n in range(int(os.environ["BENCHMARK_MESSAGES"])):
            connection.execute("INSERT INTO bare VALUES (%s, false)", [n])
            server.sendmail(FROM.addr_spec, [f"bare-{n}@example.vn"], _BARE)
            connection.execute("UPDATE bare SET done = true WHERE n = %s", [n])


def main(role: str) -> None:
    """Run a role; loops until SIGTERM."""
    logging.configure("benchmark", "ERROR")
    if role == "bare":
        bare()
        return
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    roles = {"notification": notification, "relay": relay, "letters": letters, "texts": texts}
    loops = roles[role]()
    threads = [threading.Thread(target=loop.run, args=(stop,)) for loop in loops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1])
