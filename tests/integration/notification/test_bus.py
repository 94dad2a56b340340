"""Notification and reporting on the real broker: intake's events become a mail and facts."""

from __future__ import annotations

from joserfc.jwk import OKPKey
from sqlalchemy import text

from chassis.assembly import bus_loops
from chassis.auth import TokenSigner
from chassis.background import Loop
from chassis.inbox import Inbox
from chassis.outbox import Outbox
from chassis.relay import Relay
from chassis.testing.brokers import Vhost
from chassis.testing.fixtures import ServiceDatabase
from services.notification.subscriptions import GATED
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring.dispatch import dispatch_loops
from services.notification.wiring.hearing import build_handlers
from tests.integration.notification.intake_stub import AGENCY, PROCEDURE, accepted
from tests.integration.notification.rig import Notification, running, wait_until


def background(notification: Notification, vhost: Vhost) -> list[Loop]:
    """Return what notification runs in its background process."""
    signer = TokenSigner("notification", OKPKey.generate_key("Ed25519"), notification.clock)
    texts = FileTexts("https://motcua.example.vn")
    handlers = build_handlers(texts, notification.clock, "motcua.example.vn", notification.ring)
    inbox = Inbox(notification.database, "notification", handlers, gated=GATED)
    loops = bus_loops(
        inbox, vhost.amqp_url, source_urls={"intake": notification.intake.url}, signer=signer
    )
    sending = dispatch_loops(
        notification.database, notification.clock, notification.dispatching, 1
    )
    return [loop for role in loops.values() for loop in role] + list(sending)


def test_filed_dossier_becomes_a_mail_and_an_event(
    notification: Notification, vhost: Vhost, service_database: ServiceDatabase
) -> None:
    """From intake's outbox over the broker into the mailbox, and the news of it out again."""
    intake = service_database("intake")
    with intake.transaction() as tx:
        outbox = Outbox(tx, source="intake", clock=notification.clock)
        # The dossier overtakes the names it needs; it is held until they are here.
        outbox.add(notification.intake.contact())
        outbox.add(accepted())
        outbox.add(AGENCY)
        outbox.add(PROCEDURE)
    loops = [*background(notification, vhost), Relay(intake, vhost.amqp_url, source="intake")]
    with running(loops):
        wait_until(lambda: len(notification.provider.mails) == 1)
        wait_until(lambda: bool(notification.said()))

    with notification.database.read() as tx:
        rows = tx.execute(text("SELECT status, count(*) AS number FROM inbox GROUP BY status"))
        statuses = [(row.status, row.number) for row in rows]
    assert statuses == [("done", 4)]
    assert notification.said()[0][0] == "notification.message-handed-over.v1"
