"""Binds the web inbox to transactions, keys and intake."""

from __future__ import annotations

from uuid import UUID

from flask_smorest import Blueprint

from chassis.db import Transaction
from kernel.errors import UnavailableError
from kernel.rights import Actor
from services.notification.letterbox.api.routes_letters import letters_blueprint
from services.notification.letterbox.clients.intake_dossiers import IntakeDossiers
from services.notification.letterbox.domain.letter import Letter, Page, Reader, Wanted
from services.notification.letterbox.store.letters import PgLetters
from services.notification.letterbox.usecases.read_letters import (
    find_letter,
    list_letters,
    mark_read,
    subject_of,
    words_of,
)
from services.notification.people.store.addressees import PgAddressees
from services.notification.people.store.sealed import open_kept
from services.notification.templates.domain.facts import officers_of
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.template import Rendered
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring.parts import Parts


def build_letterbox(parts: Parts) -> Blueprint:
    """Return the routes of the web inbox."""
    return letters_blueprint(_Inbox(parts))


class _Inbox:
    """`InboxActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._texts = FileTexts(parts.public_url)

    def page(self, wanted: Wanted, actor: Actor) -> Page:
        """Return a page of the reader's letters."""
        reader = self._reader(actor)
        with self._parts.database.read() as tx:
            return list_letters(wanted, reader=reader, letters=PgLetters(tx))

    def letter(self, letter: UUID, actor: Actor) -> tuple[Letter, Rendered]:
        """Return a letter and its words, by the names that contact and officer have now.

        Routing is asked with no transaction open.
        """
        reader = self._reader(actor)
        with self._parts.database.read() as tx:
            found = find_letter(letter, reader=reader, letters=PgLetters(tx))
            greeting = self._greeting(tx, found)
        accounts, officers = officers_of(found.facts), self._parts.officers
        names = officers.of(accounts).names if officers and accounts else {}
        return found, words_of(found, self._texts, greeting, names)

    def mark_read(self, letter: UUID, actor: Actor) -> Letter:
        """Note that it was read."""
        reader = self._reader(actor)
        with self._parts.database.transaction() as tx:
            letters = PgLetters(tx)
            return mark_read(letter, reader=reader, letters=letters, now=self._parts.clock())

    def subject(self, letter: Letter) -> str:
        """Return the subject of a letter."""
        return subject_of(letter, self._texts)

    def _reader(self, actor: Actor) -> Reader:
        """Return who reads; asked of intake with no transaction open."""
        if self._parts.intake is None:
            raise UnavailableError(extra={"service": "intake"})
        index = self._parts.ring.blind_index("account", actor.subject)
        return Reader(index=index, dossiers=IntakeDossiers(self._parts.intake).of(actor))

    def _greeting(self, tx: Transaction, letter: Letter) -> Greeting:
        sealed = PgAddressees(tx).contacts({letter.dossier})
        opened = open_kept(tx, self._parts.ring, list(sealed.values()))
        if not opened:
            return Greeting()
        return Greeting(name=opened[0].name, person=opened[0].person)
