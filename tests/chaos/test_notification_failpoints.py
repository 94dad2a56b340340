"""The windows M and N: between a provider that took a text and the row that says so.

One place runs by default; `CHAOS_WINDOWS=all` runs each by kill and by raise.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis.db import Database
from chassis.failpoints import FAILPOINTS
from chassis.identifiers import new_id
from chassis.testing.databases import cloned_database
from services.notification.places import SmsProvider
from services.notification.settings import TextSettings
from tests.chaos.journal import Journal
from tests.chaos.servers import Servers
from tests.integration.notification.intake_stub import FakeIntake, IntakeServer
from tests.integration.notification.killed_texts import (
    TEXTS,
    Dying,
    come_to_an_end,
    ended,
    queue_texts,
    url_of,
)
from tests.integration.notification.rig import Notification
from tests.integration.notification.sms_provider import SmsBox
from tests.integration.notification.smsc_box import SmscBox

ACTIONS = ("kill", "raise")
OF_TEXTS = [name for name in FAILPOINTS if name.startswith("dispatch.")]
OF_CODES = [name for name in FAILPOINTS if name.startswith("codes.")]
_UNKNOWN = text("SELECT count(*) FROM attempt WHERE outcome = 'unknown'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What became of the texts of a window: how many went once, never and more than once."""

    once: int
    never: int
    twice: int


CLEAN = Passage(once=TEXTS, never=0, twice=0)


def chosen(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return places and actions: all of them where the environment asks for it, else one."""
    every = [(name, action) for name in names for action in ACTIONS]
    return every if os.environ.get("CHAOS_WINDOWS") == "all" else every[2:3]


def passage_of(words: Sequence[str], codes: Sequence[str]) -> Passage:
    said = " ".join(words)
    times = Counter(min(said.count(code), 2) for code in codes)
    return Passage(once=times[1], never=times[0], twice=times[2])


@pytest.fixture
def notification(servers: Servers) -> Iterator[Notification]:
    """Give the service that queues texts for processes of their own, on the servers of chaos."""
    assert servers.database_is_up()
    with serving_intake() as intake, cloned_database("notification") as url:
        database = Database(url, name="chaos of notification", pool_size=10)
        made = Notification(database=database, intake=intake)
        provider = SmsProvider(url="http://127.0.0.1:1", sender="M")
        made.texts = TextSettings(providers=[provider], rate=1000)
        made.know_names()
        yield made
        made.close()
        database.dispose()


@contextmanager
def serving_intake() -> Iterator[FakeIntake]:
    fake = FakeIntake()
    server = IntakeServer(fake)
    server.start()
    try:
        yield fake
    finally:
        server.stop()


@pytest.fixture
def sms(tmp_path: Path) -> Iterator[SmsBox]:
    """Give a gateway that knows references."""
    box = SmsBox(tmp_path)
    with box.serving():
        yield box


@pytest.fixture
def smsc(tmp_path: Path) -> Iterator[SmscBox]:
    """Give a centre that knows none, and gives marks back with its receipts."""
    box = SmscBox(tmp_path)
    with box.serving():
        yield box


def die_over_texts(notification: Notification, provider: str, failpoint: str) -> list[str]:
    """Queue texts, let their sender end at the place and two minutes pass; return their codes."""
    queue_texts(notification, 0)
    Dying(notification, provider).die(failpoint)
    notification.execute(
        "UPDATE message SET claimed_at = claimed_at - interval '3 minutes'"
        " WHERE status = 'sending'"
    )
    notification.sweep()
    return [f"H56.14797-261123-{place:06}" for place in range(TEXTS)]


@pytest.mark.parametrize(("name", "action"), chosen(OF_TEXTS))
def test_by_a_gateway_a_window_loses_and_doubles_nothing(
    notification: Notification, sms: SmsBox, journal: Journal, name: str, action: str
) -> None:
    """It knows a reference it had before."""
    journal.note("arm", failpoint=name, action=action, by="gateway")
    codes = die_over_texts(notification, sms.provider.url, f"{name}:{action}")
    come_to_an_end(notification, sms.provider.url)

    assert passage_of(sms.words, codes) == CLEAN, journal


@pytest.mark.parametrize(("name", "action"), chosen(OF_TEXTS))
def test_by_smpp_a_window_loses_and_doubles_nothing(
    notification: Notification, smsc: SmscBox, journal: Journal, name: str, action: str
) -> None:
    """The mark of a receipt says what was taken before the sender ended."""
    journal.note("arm", failpoint=name, action=action, by="smpp")
    codes = die_over_texts(notification, url_of(smsc), f"{name}:{action}")
    come_to_an_end(notification, url_of(smsc), smsc.server.quiet)
    with notification.database.read() as tx:
        journal.note("end", unknown=int(tx.scalar(_UNKNOWN) or 0))

    assert passage_of(smsc.words, codes) == CLEAN, journal


@pytest.mark.parametrize(("name", "action"), chosen(OF_CODES))
@pytest.mark.parametrize("hit", [1, 2])
def test_a_one_time_code_never_goes_twice(
    notification: Notification,
    smsc: SmscBox,
    journal: Journal,
    *,
    name: str,
    action: str,
    hit: int,
) -> None:
    """By a centre that would send it again: noted is that it begins, and what became of it."""
    journal.note("arm", failpoint=name, action=action, hit=hit)
    codes = [str(new_id()) for _ in range(3)]
    dying = Dying(notification, url_of(smsc))
    dying.die(f"{name}:{action}@{hit}", codes)
    again = ended(dying.start(codes=codes))
    passage = passage_of(smsc.words, codes)

    assert again == 0
    assert passage.twice == 0, journal
    assert passage.never <= 1, journal
