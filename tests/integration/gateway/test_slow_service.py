"""A service that is slow or gone is turned away from, and no other is harmed."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import urllib3

from tests.integration.gateway.conftest import Pair


def asked(url: str) -> tuple[int, float, str | None]:
    """Return status, seconds and Retry-After of a GET on a connection of its own."""
    began = time.monotonic()
    answer = urllib3.request("GET", url, retries=False, timeout=90)
    return answer.status, time.monotonic() - began, answer.headers.get("Retry-After")


def test_one_slow_service_takes_its_share_and_the_rest_is_turned_away_soon(pair: Pair) -> None:
    """Eight are with it, eight wait a second; the others hear 503 at once, with a time."""
    with ThreadPoolExecutor(120) as pool:
        slow = list(pool.map(asked, [f"{pair.gateway.url}/api/v1/slow"] * 60))

    statuses = Counter(status for status, _, _ in slow)
    turned_away = [(seconds, after) for status, seconds, after in slow if status == 503]

    assert statuses[200] >= 8
    assert statuses[503] >= 40
    assert set(statuses) == {200, 503}
    assert all(after for _, after in turned_away)
    # The service takes ten: whoever is turned away did not wait for it, even on a busy machine.
    assert statistics.median(seconds for seconds, _ in turned_away) < 5.0


def test_others_are_answered_while_one_service_is_slow(pair: Pair) -> None:
    """Whoever asks another service does not wait with those."""
    with ThreadPoolExecutor(80) as pool:
        pending = [pool.submit(asked, f"{pair.gateway.url}/api/v1/slow") for _ in range(60)]
        time.sleep(0.3)
        quick = [asked(f"{pair.gateway.url}/api/v1/quick") for _ in range(30)]
        still = sum(not future.done() for future in pending)

    assert {status for status, _, _ in quick} == {200}
    assert still > 0
    assert max(seconds for _, seconds, _ in quick) < 5.0


def test_the_service_is_told_how_long_it_may_take(pair: Pair) -> None:
    """In milliseconds left; what a client of ours writes there does not count."""
    answer = urllib3.request(
        "GET", f"{pair.gateway.url}/api/v1/quick", headers={"X-Time-Left-Ms": "1"}, retries=False
    )

    assert answer.json() == {"left": "10000"}
