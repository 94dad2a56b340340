"""A mail server gave a letter back: its address is not used again, and others are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.events.notification import Undeliverable
from kernel.errors import UnavailableError
from services.notification.dispatch.domain.message import SMS, Message, MessageStatus, beside
from services.notification.dispatch.ports import Say
from services.notification.inbound.domain.bounce import Bounce, Taken
from services.notification.inbound.ports import CameBack
from services.notification.people.domain.contact import Contact, is_dossier
from services.notification.people.domain.mark import BOUNCED
from services.notification.people.ports import Marks

BOUNCED_NOW, RETURNED = "address-bounced", "mail-returned"
_OPEN = frozenset({MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the addressee: the contact in clear and the mailbox's blind index."""

    contact: Contact
    index: str | None


def take_bounce(
    bounce: Bounce,
    *,
    letters: CameBack,
    known: Callable[[Message], Known | None],
    marks: Marks,
    say: Say,
    texted: bool,
    new_id: Callable[[], UUID],
    now: datetime,
) -> Taken:
    """Take one report of a failure; the same again changes nothing.

    Only the address that the letter went to is disabled, and only where nobody is there. Another
    channel tells the same; the desk hears of it where none reached anybody or still may, here or
    from the last of them that fails. Raises `UnavailableError` for a letter whose handing over is
    not settled yet, so that the report is brought again.
    """
    letter = letters.find(bounce)
    if letter is None:
        return Taken.UNKNOWN
    if letter.status in _OPEN:
        raise UnavailableError
    if letter.status is not MessageStatus.ACCEPTED:
        return Taken.KNOWN
    addressee = known(letter)
    gone = bounce.no_mailbox
    if gone:
        _disable(bounce, addressee, marks, now)
    letters.lock_whole([letter])
    letters.fail(letter, BOUNCED_NOW if gone else RETURNED, now)
    if texted and addressee is not None:
        letters.beside(_others(letter, addressee.contact, new_id, now))
    lost = letter.id not in letters.hopeful([letter])
    if lost and is_dossier(letter.dossier):
        say([(_undeliverable(letter, gone=gone, now=now), letter.event_id)])
    return Taken.DISABLED if gone else Taken.FAILED


def _disable(bounce: Bounce, addressee: Known | None, marks: Marks, now: datetime) -> None:
    """Mark the address where it is still the addressee's."""
    if addressee is None or addressee.index is None:
        return
    mailbox = addressee.contact.mailbox or ""
    if mailbox.casefold() == bounce.recipient.casefold():
        marks.put(addressee.index, BOUNCED, now)


def _others(
    letter: Message, contact: Contact, new_id: Callable[[], UUID], now: datetime
) -> Sequence[Message]:
    if contact.mobile.number is None or not is_dossier(letter.dossier):
        return ()
    return [beside(letter, SMS, message_id=new_id(), now=now)]


def _undeliverable(letter: Message, *, gone: bool, now: datetime) -> Undeliverable:
    return Undeliverable(
        dossier=letter.dossier,
        message=str(letter.id),
        cause=str(letter.event_id),
        template=letter.template,
        reason=BOUNCED_NOW if gone else RETURNED,
        at=now,
    )
