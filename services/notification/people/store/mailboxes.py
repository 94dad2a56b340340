"""What is known of mailboxes, looked up letter by letter."""

from __future__ import annotations

from chassis.crypto import KeyRing
from chassis.db import Database
from kernel.clock import Clock
from services.notification.people.domain.contact import Contact
from services.notification.people.domain.mark import Stop
from services.notification.people.store.marks import PgMarks
from services.notification.people.store.stop_links import StopLinks


class PgMailboxes:
    """The port `Mailboxes`."""

    def __init__(self, database: Database, clock: Clock, ring: KeyRing, base_url: str) -> None:
        self._database = database
        self._clock = clock
        self._ring = ring
        self._links = StopLinks(ring, base_url)

    def marks(self, mailbox: str) -> frozenset[str]:
        """Return the marks of a mailbox, in a statement of its own."""
        with self._database.at_once() as connection:
            return PgMarks(connection).of(self._ring.email_index(mailbox), self._clock())

    def stop_link(self, mailbox: str, kind: str, language: str) -> str:
        """Return where its owner stops messages of a kind."""
        address = self._ring.email_index(mailbox)
        return self._links.link(Stop(address=address, kind=kind, language=language))


def indexes_of(contact: Contact, ring: KeyRing) -> list[str]:
    """Return the blind indexes of the addresses in a contact."""
    mailbox, number = contact.mailbox, contact.mobile.number
    found = [] if mailbox is None else [ring.email_index(mailbox)]
    return found if number is None else [*found, ring.blind_index("phone", number)]
