"""Measure and print: `python -m tests.benchmarks.run [relay|consumer|latency] …`."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from tests.benchmarks import consumer, latency, relay
from tests.benchmarks.place import Place, dev, fresh_place
from tests.benchmarks.report import Delays, Rates, delays_table, rates_table

_PARTS = ("relay", "consumer", "latency")


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(_PARTS))
@click.option("--rounds", default=3, show_default=True, help="Rounds of each; they interleave.")
@click.option("--relay-events", default=20_000, show_default=True, help="Events a round.")
@click.option("--events", default=5_000, show_default=True, help="Events a round, consumers.")
@click.option("--only", default="", help="Consumers whose name contains this.")
@click.option("--seconds", default=15.0, show_default=True, help="Of each pace, latency.")
@click.option("--seed", default=7, show_default=True, help="Of the pace's jitter.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write all rounds here.")
@click.option("--keep-servers", is_flag=True, help="Leave the private servers running.")
def main(parts: Sequence[str], file: Path | None, *, keep_servers: bool, **given: Any) -> None:
    """Measure the bus on private servers: relay, consumer, latency, or all of them."""
    dev("servers")
    try:
        with fresh_place() as place:
            found = {part: _measure(part, place, given) for part in parts or _PARTS}
    finally:
        if not keep_servers:
            dev("stop")
    if file is not None:
        file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _measure(part: str, place: Place, given: dict[str, Any]) -> dict[str, Any]:
    before = os.getloadavg()[0]
    began = time.monotonic()
    rounds = given["rounds"]
    rows: Sequence[Rates | Delays]
    if part == "relay":
        rows = relay_rows = relay.measure(place, rounds=rounds, events=given["relay_events"])
        table = rates_table(relay_rows, against=relay_rows[0].median)
    elif part == "consumer":
        rows = rates = consumer.measure(
            place, rounds=rounds, events=given["events"], only=given["only"]
        )
        table = rates_table(rates, against=consumer.best_peer(rates))
    else:
        rows = delays = latency.measure(
            place, rounds=rounds, seconds=given["seconds"], seed=given["seed"]
        )
        table = delays_table(delays)
    loads = {"before": before, "after": os.getloadavg()[0]}
    took = time.monotonic() - began
    click.echo(
        f"\n{part}: {rounds} rounds in {took:.0f} s, {os.cpu_count()} cores,"
        f" Python {platform.python_version()},"
        f" load average {loads['before']:.1f} before and {loads['after']:.1f} after\n\n{table}"
    )
    return {"settings": given, "load": loads, "rows": [asdict(row) for row in rows]}


if __name__ == "__main__":
    main()
