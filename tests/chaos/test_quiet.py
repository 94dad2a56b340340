"""Without faults the harness finds nothing wrong; with a hole it says so."""

from __future__ import annotations

from tests.chaos.small_suite import SmallSuite, faults


def test_a_quiet_run_is_clean(miniature: SmallSuite, seed: int) -> None:
    """60 filings, 180 events, 60 cases: everything once, nothing left over."""
    miniature.start()
    load = miniature.load(seed=seed)
    load.run(60)

    assert miniature.drain(load.acked, 30) == []
    assert len(load.acked) == 60
    assert set(load.statuses) == {201}


def test_the_checker_sees_what_is_missing(miniature: SmallSuite, seed: int) -> None:
    """A fact, a copy and a filing taken away are each reported: the zeroes mean something."""
    miniature.start()
    load = miniature.load(seed=seed)
    load.run(10)
    assert miniature.drain(load.acked, 30) == []
    miniature.rows("reporting", "DELETE FROM fact WHERE sequence = 2 RETURNING 1")
    miniature.rows("routing", "UPDATE copy SET chain = 'x' RETURNING 1")
    miniature.rows(
        "intake",
        "DELETE FROM filing WHERE key = (SELECT min(key) FROM filing) RETURNING 1",
    )

    found = " ".join(faults(miniature, load.acked))
    assert "acknowledged filings lost" in found
    assert "missing" in found
    assert "divergent" in found
    assert "numbers not dense" in found
