"""Receipts that come together are taken down in one transaction, and mean what they mean alone."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from contracts.events import Event
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.dispatch.ports import Answer
from services.notification.settings import TextSettings
from services.notification.wiring.receipts import receipts_taker
from tests.integration.notification.intake_stub import AT, finished
from tests.integration.notification.rig import Notification, running, wait_until
from tests.integration.notification.sms_provider import SmsBox
from tests.integration.notification.taken_texts import (
    dossiers,
    effects_of,
    statuses_of,
    take_texts,
)

CODES = dossiers(3)
RECEIPTS = 40


@pytest.fixture
def texted(notification: Notification, sms: SmsBox) -> Notification:
    """Give the service with a provider of texts."""
    notification.texts = TextSettings(providers=[sms.provider], rate=1000)
    return notification


def receipt(reference: str, state: State = State.DELIVERED, id_: str = "") -> Receipt:
    return Receipt(
        provider="sms",
        id=id_ or f"{reference}/{state}",
        reference=reference,
        state=state,
        at=AT,
        reason="phone-unreachable" if state is State.FAILED else None,
    )


def any_receipts(names: Sequence[str], seed: int) -> Sequence[Receipt]:
    """Return receipts in any order, some said twice, some of what nobody knows."""
    chance = random.Random(seed)  # noqa: S311 -- to be repeated
    states = [State.DELIVERED] * 6 + [State.UNDER_WAY] * 3 + [State.FAILED]
    return [
        receipt(chance.choice([*names, "nobody's"]), chance.choice(states))
        for _ in range(RECEIPTS)
    ]


def what_comes(
    notification: Notification, seed: int, at_once: int
) -> tuple[Sequence[str], Sequence[str], Sequence[Sequence[tuple[str, str]]]]:
    """Say the same receipts, so many at once; return effects, statuses and events by dossier."""
    notification.forget()
    more: Event = finished(CODES[0])
    names = take_texts(notification, CODES, 2, more, with_letter=CODES[1:2])
    said = any_receipts([name for parts in names.values() for name in parts], seed)
    take = receipts_taker(notification.database, notification.clock)
    effects = [
        str(effect)
        for place in range(0, RECEIPTS, at_once)
        for effect in take(said[place : place + at_once])
    ]
    events = [
        [
            (kind, str(data["template"]))
            for kind, data in notification.said()
            if data["dossier"] == code
        ]
        for code in CODES
    ]
    return effects, statuses_of(notification), events


@pytest.mark.parametrize("seed", range(6))
def test_together_receipts_come_to_what_they_come_to_one_by_one(
    texted: Notification, seed: int
) -> None:
    """Parts, repetitions, ends that stand, words to the desk, two texts about one dossier."""
    alone = what_comes(texted, seed, 1)
    together = what_comes(texted, seed, RECEIPTS)

    assert together == alone
    assert {"noted", "repeated", "ended", "waiting"} <= set(alone[0])


def test_of_two_ends_that_come_together_the_first_stands(texted: Notification) -> None:
    ((name,),) = take_texts(texted, CODES[:1], 1).values()
    take = receipts_taker(texted.database, texted.clock)
    effects = take([receipt(name, state) for state in (State.FAILED, State.DELIVERED)])

    assert effects == ["ended", "noted"]
    assert statuses_of(texted) == ["failed"]


def test_one_the_database_refuses_spoils_no_other(texted: Notification) -> None:
    """A NUL can stand in what a centre says and in no text of PostgreSQL."""
    names = [name for parts in take_texts(texted, CODES, 2).values() for name in parts]
    said = [receipt(name) for name in names]
    said.insert(3, replace(said[0], id="odd", reference="a\0b"))
    answers = dict[str, bool]()

    def told(id_: str) -> Answer:
        def answer(*, kept: bool) -> None:
            answers[id_] = kept

        return answer

    for one in said:
        texted.receipts.hear(one, told(one.id))
    with running([texted.receipts]):
        wait_until(lambda: len(answers) == len(said), 20)

    assert answers == {one.id: one.id != "odd" for one in said}
    assert statuses_of(texted) == ["delivered"] * len(CODES)
    assert len(effects_of(texted)) == len(names)


def test_two_who_are_brought_the_same_receipts_keep_each_once(
    notification: Notification,
) -> None:
    """By the binds of two processes, in opposite orders: neither dies of the other."""
    said = [receipt(f"{number:05}") for number in range(3000)]
    take = receipts_taker(notification.database, notification.clock)
    together, effects = threading.Barrier(2), Counter[str]()

    def bring(way: Sequence[Receipt]) -> None:
        together.wait(10)
        effects.update(map(str, take(way)))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(bring, (said, said[::-1])))

    assert effects == {"waiting": len(said), "repeated": len(said)}
