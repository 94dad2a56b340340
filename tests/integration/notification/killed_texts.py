"""Senders of texts killed between handing over and writing down: what is lost, what goes twice.

`TEXT_KILLS=200 python3 deploy/dev.py test -s tests/integration/notification/killed_texts.py`
kills so often by each provider, and prints what it counted; no other run of tests finds this
module. What a broken-off sender leaves is shown in `test_receipts.py` and `test_dying.py` too.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import text

from chassis.identifiers import new_id
from services.notification.places import SmsProvider
from services.notification.settings import TextSettings
from tests.integration.notification import dying_texter
from tests.integration.notification.intake_stub import AT, accepted
from tests.integration.notification.rig import Notification, wait_until
from tests.integration.notification.sms_provider import SmsBox
from tests.integration.notification.smsc_box import SECRET, SmscBox

KILLS = int(os.environ.get("TEXT_KILLS", "1"))
SEED = int(os.environ.get("TEXT_SEED", "7"))
TEXTS = 6
"""How many wait for each process that is to die."""
PLACES = ("dispatch.handed_over", "dispatch.settled", "dispatch.claimed")
CODE_PLACES = ("codes.noted", "codes.noting")
_OPEN = text("""
    SELECT count(*) FROM message WHERE status IN ('queued', 'sending', 'unknown')
      AND (NOT :due OR next_attempt_at <= now())
""")
_CODE = re.compile(r"H56\.14797-261123-\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What kills did: dossiers told never, texts too many, ends that were unknown."""

    lost: int
    doubled: int
    unknown: int


def forks() -> ForkServerContext:
    """Return what makes processes out of one that has everything imported, and shares nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([dying_texter.__name__])
    return context


def ended(process: BaseProcess) -> int | None:
    """Return how a process ended, None for one that did not within a minute."""
    process.join(60)
    return process.exitcode


class Dying:
    """Processes that send by a provider until a failpoint kills them."""

    def __init__(self, notification: Notification, provider: str) -> None:
        self._notification = notification
        self._provider = provider

    def start(self, failpoint: str = "", codes: Sequence[str] = ()) -> BaseProcess:
        given = {
            "now": AT.isoformat(),
            "database": self._notification.database.url,
            "key": self._notification.ring.keys["k1"].hex(),
            "intake": self._notification.intake.url,
            "provider": self._provider,
            "codes": list(codes),
        }
        process = forks().Process(target=dying_texter.work, args=(given, failpoint))
        process.start()
        return process

    def die(self, failpoint: str, codes: Sequence[str] = ()) -> None:
        """Let a process work until the failpoint ends it: by a kill, or what it raises."""
        process = self.start(failpoint, codes)
        killed = ":kill" in failpoint

        assert ended(process) == (-signal.SIGKILL if killed else 1)

    @contextmanager
    def living(self) -> Iterator[None]:
        """Run one that nothing kills."""
        process = self.start()
        try:
            yield
        finally:
            process.terminate()
            process.join(30)


def queue_texts(notification: Notification, first: int) -> None:
    """Queue texts to people who left a phone alone, each of another dossier and number."""
    codes = [f"H56.14797-261123-{first + place:06}" for place in range(TEXTS)]
    contacts = [
        notification.intake.contact(code=code, email=None, phone=f"+8491{first + place:07}")
        for place, code in enumerate(codes)
    ]
    notification.hear_together(*contacts, *(accepted(code) for code in codes))
    notification.send_all()


def kill_often(notification: Notification, provider: str) -> None:
    """Kill a sender at one place after the other, and let the two minutes pass each time."""
    chance, dying = random.Random(SEED), Dying(notification, provider)  # noqa: S311 -- to be repeated
    for number in range(KILLS):
        queue_texts(notification, number * TEXTS)
        place = PLACES[number % len(PLACES)]
        hit = chance.randint(1, 3) if place == PLACES[0] else 1
        dying.die(f"{place}:kill@{hit}")
        notification.execute(
            "UPDATE message SET claimed_at = claimed_at - interval '3 minutes'"
            " WHERE status = 'sending'"
        )
        notification.sweep()


def come_to_an_end(
    notification: Notification, provider: str, quiet: Callable[[], bool] = lambda: True
) -> None:
    """Let receipts come until all is `quiet`, then the ten minutes pass, and what is left go."""

    def open_ones(*, due: bool = False) -> int:
        with notification.database.read() as tx:
            return int(tx.scalar(_OPEN, {"due": due}) or 0)

    with Dying(notification, provider).living():
        wait_until(lambda: open_ones(due=True) == 0, 120)
        for _ in range(2):
            wait_until(quiet, 120)
            time.sleep(0.3)
        notification.execute(
            "UPDATE message SET next_attempt_at = now() WHERE status IN ('queued', 'unknown');"
            "NOTIFY motcua_message_sms"
        )
        wait_until(lambda: open_ones() == 0, 120)


def outcome_of(notification: Notification, words: Sequence[str]) -> Outcome:
    times = Counter(_CODE.findall(" ".join(words)))
    with notification.database.read() as tx:
        unknown = tx.scalar(text("SELECT count(*) FROM attempt WHERE outcome = 'unknown'"))
    found = Outcome(
        lost=KILLS * TEXTS - len(times),
        doubled=times.total() - len(times),
        unknown=int(unknown or 0),
    )
    print(f"\n{KILLS} kills, {KILLS * TEXTS} texts: {found}")  # noqa: T201 -- with -s it is read
    return found


@pytest.fixture
def waiting(notification: Notification) -> Notification:
    """Give the service that queues texts for processes of their own."""
    provider = SmsProvider(url="http://127.0.0.1:1", sender="M")
    notification.texts = TextSettings(providers=[provider], rate=1000)
    notification.know_names()
    return notification


def url_of(smsc: SmscBox) -> str:
    return f"smpp://motcua:{SECRET}@{smsc.place.host}:{smsc.place.port}"


@pytest.mark.timeout(120 + 30 * KILLS)
def test_by_a_gateway_that_knows_references_nothing_is_lost_or_doubled(
    waiting: Notification, sms: SmsBox
) -> None:
    kill_often(waiting, sms.provider.url)
    come_to_an_end(waiting, sms.provider.url)
    found = outcome_of(waiting, sms.words)

    assert (found.lost, found.doubled) == (0, 0)


@pytest.mark.timeout(120 + 30 * KILLS)
def test_by_smpp_receipts_keep_what_was_taken_from_going_again(
    waiting: Notification, smsc: SmscBox
) -> None:
    """Their mark tells whose they are, though nobody wrote down the name."""
    kill_often(waiting, url_of(smsc))
    come_to_an_end(waiting, url_of(smsc), smsc.server.quiet)
    found = outcome_of(waiting, smsc.words)

    assert (found.lost, found.doubled) == (0, 0)


@pytest.mark.timeout(120 + 30 * KILLS)
def test_by_smpp_without_marks_only_what_was_in_the_window_goes_twice(
    waiting: Notification, smsc: SmscBox
) -> None:
    """And each such text is one whose end was written down as unknown."""
    smsc.centre.marks = False
    kill_often(waiting, url_of(smsc))
    come_to_an_end(waiting, url_of(smsc), smsc.server.quiet)
    found = outcome_of(waiting, smsc.words)

    assert found.lost == 0
    assert found.doubled <= found.unknown


@pytest.mark.timeout(120 + 30 * KILLS)
@pytest.mark.parametrize("kind", ["http", "smpp"])
def test_a_one_time_code_never_goes_twice(
    waiting: Notification, sms: SmsBox, smsc: SmscBox, kind: str
) -> None:
    """Killed before, between and after; handed over again by a caller who does not know."""
    url = sms.provider.url if kind == "http" else url_of(smsc)
    every: list[str] = []
    dying = Dying(waiting, url)
    for number in range(KILLS):
        codes = [str(new_id()) for _ in range(3)]
        every += codes
        # A code is noted twice: that it begins, and what became of it.
        hit = 1 + number % 6
        dying.die(f"{CODE_PLACES[number % 2]}:kill@{hit}", codes)
        assert ended(dying.start(codes=codes)) == 0
    words = " ".join(sms.words if kind == "http" else smsc.words)
    times = Counter(words.count(code) for code in every)
    print(f"\n{KILLS} kills, codes sent so often: {dict(times)}")  # noqa: T201 -- with -s it is read

    assert max(times) <= 1
    assert times[0] <= KILLS
