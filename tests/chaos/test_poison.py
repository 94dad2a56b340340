"""One message in a hundred can never work: the others go on as if it were not there."""

from __future__ import annotations

import os

import pytest

from tests.chaos.miniature import POISON
from tests.chaos.parts import wait_for
from tests.chaos.small_suite import SmallSuite
from tests.chaos.test_order import body_of, publish

EVENTS = int(os.environ.get("CHAOS_POISON_EVENTS", "3000"))
ROUNDS = int(os.environ.get("CHAOS_POISON_ROUNDS", "1"))
SHARE = 0.95


def good_per_second(miniature: SmallSuite, name: str, *, poison_every: int) -> float:
    """Publish to a consumer that is down, start it, return good events done per second."""
    part = miniature.add_part(f"routing-background-{name}", "routing")
    bad = [number for number in range(EVENTS) if poison_every and number % poison_every == 0]
    publish(
        miniature,
        [
            body_of(f"H56.{name}-{number:06d}", 1, POISON if number in set(bad) else "desk")
            for number in range(EVENTS)
        ],
    )
    ((before,),) = miniature.rows("routing", "SELECT count(*) FROM inbox")
    part.start()
    part.wait_ready()

    def is_done() -> bool:
        ((count,),) = miniature.rows("routing", "SELECT count(*) FROM inbox")
        return bool(count - before == EVENTS)

    assert wait_for(is_done, 600, 0.25)
    newest = f"(SELECT received_at FROM inbox ORDER BY received_at DESC LIMIT {EVENTS}) AS newest"  # noqa: S608 -- a number
    span = "extract(epoch FROM max(received_at) - min(received_at))::float8"
    ((seconds,),) = miniature.rows("routing", f"SELECT {span} FROM {newest}")  # noqa: S608 -- ours
    part.stop()
    return float((EVENTS - len(bad)) / seconds)


@pytest.mark.timeout(3600)
def test_one_percent_poison_costs_the_rest_little(miniature: SmallSuite) -> None:
    """Good events per second with 1 % poison against none, in turns; the poison is parked once."""
    clean, poisoned = [], []
    for round_ in range(ROUNDS):
        clean.append(good_per_second(miniature, f"c{round_}", poison_every=0))
        poisoned.append(good_per_second(miniature, f"p{round_}", poison_every=100))
    ratio = sorted(poisoned)[len(poisoned) // 2] / sorted(clean)[len(clean) // 2]
    parked = miniature.rows(
        "routing", "SELECT count(*), max(attempts) FROM inbox WHERE status = 'parked'"
    )
    miniature.journal.note(
        "poison",
        events=EVENTS,
        clean=[round(rate) for rate in clean],
        poisoned=[round(rate) for rate in poisoned],
        ratio=round(ratio, 3),
        parked=parked[0][0],
    )

    assert parked == [(ROUNDS * -(-EVENTS // 100), 1)]
    assert ratio >= SHARE - (0.15 if EVENTS < 10_000 else 0)
