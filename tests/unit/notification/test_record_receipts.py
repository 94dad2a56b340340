"""What receipts that come together make of messages, and of what is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from contracts.events import Event
from contracts.events.notification import Undeliverable
from services.notification.dispatch.domain.message import (
    SMS,
    Message,
    MessageStatus,
    Settlement,
    recipient_of,
)
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.receipts.ports import Effect, Key, Named, Try
from services.notification.receipts.usecases.record_receipts import record_receipts

NOW = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
CODE = "H56.14797-261130-0001"
_OUT = (MessageStatus.FAILED, MessageStatus.UNDELIVERABLE)


def message(number: int, channel: str = SMS) -> Message:
    """Return a text that a provider took; all are about one event."""
    return Message(
        id=UUID(int=number),
        event_id=UUID(int=99),
        recipient=recipient_of(CODE),
        channel=channel,
        template="dossier-accepted",
        template_version=1,
        dossier=CODE,
        language="vi",
        facts={},
        reference=str(number),
        queued_at=NOW,
        status=MessageStatus.ACCEPTED,
        attempts=1,
    )


def receipt(reference: str, state: State, provider: str = "sms") -> Receipt:
    return Receipt(
        provider=provider,
        id=f"{reference}/{state}",
        reference=reference,
        state=state,
        at=NOW,
        reason="phone-unreachable" if state is State.FAILED else None,
    )


@dataclass
class InMemory:
    """The ports `Receipts` and `Ends`, and what was said."""

    messages: dict[UUID, Message]
    named: Mapping[str, Named]
    kept: dict[Key, Receipt] = field(default_factory=dict)
    settled: dict[Key, tuple[Named, Effect]] = field(default_factory=dict)
    said: list[tuple[Event, UUID]] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)

    def keep(self, said: Sequence[Receipt], now: datetime) -> Collection[Key]:
        new = {one.key: replace(one, at=now) for one in said if one.key not in self.kept}
        self.kept |= new
        return new.keys()

    def owners(self, said: Sequence[Receipt]) -> Mapping[Key, Named]:
        return {one.key: self.named[one.reference] for one in said if one.reference in self.named}

    def settle(self, settled: Sequence[tuple[Receipt, Named, Effect]]) -> None:
        self.settled |= {one.key: (owner, effect) for one, owner, effect in settled}

    def arrived(self, tries: Collection[Try]) -> Mapping[Try, Collection[int]]:
        found: dict[Try, list[int]] = {}
        for key, (owner, _) in self.settled.items():
            if owner.of_try in tries and self.kept[key].state is State.DELIVERED:
                found.setdefault(owner.of_try, []).append(owner.part)
        return found

    def waiting(self, limit: int) -> Sequence[Receipt]:
        return [one for key, one in self.kept.items() if key not in self.settled][:limit]

    def forget(self, older_than: timedelta) -> int:
        old = [one.key for one in self.waiting(len(self.kept)) if one.at < NOW - older_than]
        for key in old:
            del self.kept[key]
        return len(old)

    def lock_whole(self, messages: Collection[Message]) -> None:
        self.locked += ["whole" for _ in messages][:1]

    def of_ids(self, ids: Collection[UUID], *, lock: bool) -> Sequence[Message]:
        self.locked += ["messages"] if lock else []
        return [self.messages[one] for one in ids]

    def end(self, settlements: Sequence[Settlement]) -> None:
        self.messages |= {one.message.id: one.message for one in settlements}

    def hopeful(self, messages: Collection[Message]) -> Collection[UUID]:
        return {
            one.id
            for one in messages
            if any(
                other.id != one.id and other.status not in _OUT for other in self.messages.values()
            )
        }

    def hear(self, *said: Receipt) -> Sequence[Effect]:
        return record_receipts(said, receipts=self, messages=self, say=self.said.extend, now=NOW)

    @property
    def kinds(self) -> list[str]:
        return [type(event).__name__ for event, _ in self.said]


def texts(count: int = 1, parts: int = 1, attempt: int = 1) -> InMemory:
    """Return texts about one event; part 2 of the first is named `1.2`."""
    numbers = range(1, count + 1)
    return InMemory(
        messages={UUID(int=n): message(n, f"channel-{n}") for n in numbers},
        named={
            f"{n}.{part}": Named(
                message=UUID(int=n), attempt=attempt, part=part, parts=parts, latest=attempt == 1
            )
            for n in numbers
            for part in range(1, parts + 1)
        },
    )


def test_parts_that_arrive_together_are_one_arrival() -> None:
    there = texts(parts=3)
    first = there.hear(receipt("1.1", State.DELIVERED))
    rest = there.hear(receipt("1.3", State.DELIVERED), receipt("1.2", State.DELIVERED))

    assert (first, rest) == ([Effect.NOTED], [Effect.NOTED, Effect.ENDED])
    assert there.messages[UUID(int=1)].status is MessageStatus.DELIVERED


def test_of_ends_that_come_together_the_first_stands() -> None:
    there = texts()
    effects = there.hear(*(receipt("1.1", state) for state in (State.DELIVERED, State.FAILED)))

    assert effects == [Effect.ENDED, Effect.NOTED]
    assert there.messages[UUID(int=1)].status is MessageStatus.DELIVERED
    assert there.kinds == []


def test_channels_that_fail_together_are_one_word_to_the_desk() -> None:
    """The last of them says it, and each is locked before it is looked at."""
    there = texts(count=2)
    effects = there.hear(receipt("1.1", State.FAILED), receipt("2.1", State.FAILED))

    ((event, _),) = there.said

    assert effects == [Effect.ENDED] * 2
    assert isinstance(event, Undeliverable)
    assert event.message == str(UUID(int=2))
    assert there.locked == ["whole", "messages"]


def test_a_channel_that_still_may_reach_keeps_the_desk_out() -> None:
    there = texts(count=2)

    assert there.hear(receipt("1.1", State.FAILED)) == [Effect.ENDED]
    assert there.kinds == []


def test_one_said_twice_in_one_breath_counts_once() -> None:
    there = texts()
    one = receipt("1.1", State.DELIVERED)

    assert there.hear(one, one) == [Effect.ENDED, Effect.REPEATED]
    assert there.hear(one) == [Effect.REPEATED]


def test_that_an_earlier_try_failed_means_nothing_and_nobody_is_waited_for() -> None:
    there = texts(attempt=2)

    assert there.hear(receipt("1.1", State.FAILED), receipt("x", State.FAILED)) == [
        Effect.NOTED,
        Effect.WAITING,
    ]
    assert there.messages[UUID(int=1)].status is MessageStatus.ACCEPTED
    assert there.waiting(10) == [there.kept["sms", "x/failed"]]


def test_an_answer_that_was_overtaken_and_a_failure_are_both_said_in_their_order() -> None:
    there = texts()
    there.messages[UUID(int=1)] = replace(message(1), status=MessageStatus.SENDING)
    effects = there.hear(receipt("1.1", State.UNDER_WAY), receipt("1.1", State.FAILED))

    assert effects == [Effect.ACCEPTED, Effect.ENDED]
    assert there.kinds == ["MessageHandedOver", "Undeliverable"]
