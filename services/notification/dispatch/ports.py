"""What dispatching needs: the queue, a provider, a voice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from contracts.events import Event
from services.notification.dispatch.domain.budget import Bill, Priced
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.message import Message, MessageStatus, Settlement
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.receipt import Receipt
from services.notification.dispatch.domain.sms import Sms
from services.notification.people.domain.contact import Addressee
from services.notification.templates.ports import Published, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a claim brings with each message, so that no further trip is made for it.

    `value` is an expression of SQL over the message's row `m`.
    """

    value: str = "NULL"
    parameters: Mapping[str, object] = field(default_factory=dict)


NOTHING = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that is ours to send: its attempt is begun.

    `age` is how long it exists, `was` where it stood before, `held_since` when it was claimed by
    the clock of the database: no other claim of it has the same. It goes by `provider`, to which
    an attempt whose end is unknown may have `bound` it. `beside` is what was asked for with it.
    """

    message: Message
    age: timedelta
    was: MessageStatus
    held_since: datetime
    provider: str
    bound: bool = False
    beside: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try, as kept; `outcome` is None while it is under way."""

    number: int
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    code: int | None
    reason: str | None
    provider: str | None = None


class Messages(Protocol):
    """The messages and their attempts."""

    def add(self, messages: Sequence[Message], *, hold: Mapping[str, timedelta]) -> Sequence[str]:
        """Queue messages, those of the dossiers in `hold` to go later; return the templates.

        What was queued before is passed over. Those of one dossier stay in their order.
        """
        ...

    def release(self, dossiers: Collection[str]) -> int:
        """Let the messages of dossiers that were held go now; return how many."""
        ...

    def claim(
        self,
        channel: str,
        now: datetime,
        limit: int,
        *,
        provider: str,
        lanes: Sequence[int],
        patience: timedelta | None = None,
    ) -> Sequence[Claimed]:
        """Take up to `limit` messages of a channel, one a dossier; begin their attempts.

        Lanes are looked into as given; inside one, agencies take turns, each with those due
        longest. A message waits while an earlier one of its dossier, channel and no lower lane is
        due or being sent, and is left to the provider it is bound to. The caller commits before
        it calls the provider. `patience` is how long one that is interrupted waits for a receipt
        before the next.
        """
        ...

    def settle(
        self, ended: Sequence[tuple[Settlement, Outcome]], now: datetime
    ) -> Collection[UUID]:
        """Record how attempts ended; return the ids of the messages that moved on.

        Of one that somebody else took over meanwhile only the attempt is noted. An attempt that
        a crash of the database forgot is made up for when it reached an end and nobody took the
        message since; else what came of it is dropped, and the message goes again.
        """
        ...

    def give_back(self, claimed: Sequence[Claimed]) -> None:
        """Let messages stand as they stood: their attempts never began."""
        ...

    def hold(self, claimed: Sequence[Claimed], until: datetime) -> None:
        """Give messages back, not to be claimed before `until` by the suite's clock."""
        ...

    def free(self, now: datetime) -> int:
        """Let held messages go whose time has come, many at a time; return how many."""
        ...

    def lock_whole(self, messages: Collection[Message]) -> None:
        """Have what is told by several channels to ourselves until the transaction ends."""
        ...

    def hopeful(self, messages: Collection[Message]) -> Collection[UUID]:
        """Return which of these have another channel that reached somebody, or still may."""
        ...

    def sweep(self, older_than: timedelta, now: datetime) -> int:
        """Mark attempts unknown that nobody ended in that time; return how many."""
        ...

    def of_dossier(self, dossier: str) -> Sequence[tuple[Message, Sequence[Attempt]]]:
        """Return the messages about a dossier with their attempts, oldest first."""
        ...


class Gathering(Protocol):
    """Messages that gather, by the contact they are for."""

    def ripe(self, now: datetime) -> Mapping[str, Sequence[Message]]:
        """Return what waits for contacts of whom something has waited long enough, oldest first.

        The caller has them to itself until its transaction ends.
        """
        ...

    def told(self, contacts: Collection[str], day: date) -> Mapping[str, int]:
        """Return how many of them each contact got on a day."""
        ...

    def go(self, message: UUID, contact: str, day: date) -> None:
        """Let one go, as one of this contact and day."""
        ...

    def join(self, messages: Sequence[Message], digest: UUID, now: datetime) -> None:
        """End messages that go as lines of a digest."""
        ...

    def wait(self, messages: Sequence[Message], until: datetime) -> None:
        """Let messages gather on."""
        ...


LookUp = Callable[[Collection[str], Wanted], tuple[Mapping[str, Addressee], Published]]
"""Finds in one trip what is known of the addressees of dossiers and of names: every letter waits
for both."""


class Sender(Protocol):
    """A provider of one channel."""

    def send(self, mail: Mail) -> Outcome:
        """Hand a mail over; never raises for what a provider or network can do."""
        ...


class Purse(Protocol):
    """What agencies may spend on text messages."""

    def pay(self, bill: Bill, words: str, *, only_way: bool) -> Priced | None:
        """Return the text in the form the budget allows, paid; None where it allows none.

        What was paid before goes as it was paid for then, at no cost. `only_way`: the citizen can
        be reached in no other way.
        """
        ...

    def refund(self, bill: Bill) -> None:
        """Take back what was paid for a text that the provider did not take."""
        ...


class SmsSender(Protocol):
    """A provider of text messages.

    `patience` is how long a text whose end is unknown waits for its receipt before it goes again;
    None where the same reference again is the same text, so that it need not wait.
    """

    @property
    def patience(self) -> timedelta | None:
        """Return it."""
        ...

    def send(self, sms: Sms) -> Outcome:
        """Hand a text over, once; never raises for what a provider or network can do."""
        ...


Say = Callable[[Sequence[tuple[Event, UUID]]], None]
"""Says events once the transaction commits, each with the id of the event that led to it."""


class Answer(Protocol):
    """Answers somebody who brought something, once it is known whether it was kept."""

    def __call__(self, *, kept: bool) -> None:
        """Answer; raises nothing a network can do."""
        ...


Hear = Callable[[Receipt, Answer], None]
"""Puts a receipt aside, without waiting, to be kept and then answered."""
