"""The way of letters: what e-mail claims by and hands over to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from chassis.db import Transaction
from kernel.clock import Clock
from services.notification import metrics
from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import EMAIL, SMS, Message
from services.notification.dispatch.domain.naming import Asked, asked_by_all
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.ports import NOTHING, Beside, Claimed
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.usecases.deliver_message import NOT_NAMED, deliver_message
from services.notification.people.domain.contact import Contact, SealedContact
from services.notification.people.domain.officer import Learnt
from services.notification.people.ports import Mailboxes, OfficerNames
from services.notification.settings import MailSettings
from services.notification.templates.ports import Texts
from services.notification.wiring.channels import OpenContact
from services.notification.wiring.providers import Carrier, Carriers, lanes_of

Kept = Mapping[str, object]
"""The facts of a message as it keeps them."""


class Letters:
    """E-mail; `texted` tells whether there is a provider for texts beside them.

    `officers` knows what the officers of a letter are called, `with_code` makes the code of one
    that tells a code.
    """

    channel = EMAIL

    def __init__(
        self,
        clock: Clock,
        texts: Texts,
        carriers: Carriers[Mail],
        *,
        mailboxes: Mailboxes,
        texted: bool,
        officers: OfficerNames | None = None,
        with_code: Callable[[Kept], Kept] = lambda facts: facts,
    ) -> None:
        self._clock = clock
        self._texts = texts
        self._carriers = carriers
        self._mailboxes = mailboxes
        self._texted = texted
        self._officers = officers
        self._asked = Asked()
        self._learnt: Learnt | None = None
        self._with_code = with_code

    def claim(self, tx: Transaction, limit: int, beside: Beside = NOTHING) -> Sequence[Claimed]:
        """Take letters, at any hour."""
        choice = self._carriers.choose(tx)
        if choice is None:
            return ()
        claimed = PgMessages(tx).claim(
            EMAIL,
            self._clock(),
            1 if choice.probe else limit,
            provider=choice.provider,
            lanes=lanes_of(choice),
            beside=beside,
        )
        if not claimed:
            self._carriers.nothing_to_send(tx)
        self._asked, self._learnt = asked_by_all(one.message for one in claimed), None
        return claimed

    def deliver(
        self, message: Message, contact: SealedContact | None, open_contact: OpenContact
    ) -> Outcome:
        """Hand a letter over."""
        outcome = deliver_message(
            replace(message, facts=self._with_code(message.facts)),
            contact,
            open_contact=open_contact,
            texts=self._texts,
            sender=self._carriers,
            mailboxes=self._mailboxes,
            learn=self._learn,
            further=self._further,
        )
        if outcome.reason == NOT_NAMED.reason:
            metrics.unnamed().labels(outcome.result).inc()
        return outcome

    def give_back(self, tx: Transaction, unsent: Sequence[Claimed]) -> None:
        """Let letters stand as they stood."""
        PgMessages(tx).give_back(unsent)
        self._carriers.tell(tx)

    def close(self) -> None:
        """Take leave of the mail servers."""
        self._carriers.close()

    def _learn(self, _: Asked) -> Learnt:
        # The first letter of a batch that names somebody asks for all.
        if self._officers is None:
            return Learnt()
        if self._learnt is None:
            self._learnt = self._officers.of(self._asked.accounts, self._asked.dossiers)
        return self._learnt

    def _further(self, contact: Contact) -> tuple[str, ...]:
        return (SMS,) if self._texted and contact.mobile.number is not None else ()


def way_of_letters(
    clock: Clock,
    texts: Texts,
    settings: MailSettings,
    *,
    mailboxes: Mailboxes,
    texted: bool,
    officers: OfficerNames | None = None,
    with_code: Callable[[Kept], Kept] = lambda facts: facts,
) -> Letters:
    """Return the way of letters that the settings name."""
    carriers = {
        server.name: Carrier(
            name=server.name,
            weight=server.weight,
            sender=(sender := SmtpSender(server, settings.sender, returns_to=settings.returns_to)),
            close=sender.close,
        )
        for server in settings.servers
    }
    letters = Carriers(EMAIL, carriers)
    return Letters(
        clock,
        texts,
        letters,
        mailboxes=mailboxes,
        texted=texted,
        officers=officers,
        with_code=with_code,
    )
