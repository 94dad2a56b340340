"""Alerts and dashboards speak of metrics that exist, and every danger of the bus has an alert."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
PACKAGES = ("chassis", "services", "gateway", "deploy")
MADE = re.compile(r'(?:counter|gauge|histogram)\(\s*"(motcua_[a-z0-9_]+)"')
NAMED = re.compile(r"(?<![:\w])motcua_[a-z0-9_]+")
SERIES_OF_HISTOGRAMS = re.compile(r"_(bucket|sum|count)$")
WATCHED = (
    "motcua_outbox_oldest_seconds",
    "motcua_outbox_backlog",
    "motcua_relay_confirmed_total",
    "motcua_relay_returned_total",
    "motcua_relay_nacked_total",
    "motcua_inbox_rows",
    "motcua_inbox_oldest_seconds",
    "motcua_consumer_deliveries_total",
    "motcua_consumer_connected",
    "motcua_gate_gaps",
    "motcua_gate_replays_total",
    "motcua_topology_differences",
    "motcua_reconcile_divergence",
    "motcua_reconcile_last_run_timestamp_seconds",
)


def made_in_code() -> set[str]:
    """Return the names given to the factories of metrics."""
    texts = (
        path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    )
    return {name for text in texts for name in MADE.findall(text)}


def files_that_name_metrics() -> list[Path]:
    """Return rules, their tests, and dashboards."""
    dashboards = (ROOT / "deploy" / "grafana").rglob("*.json")
    return sorted([*PROMETHEUS.rglob("*.yml"), *dashboards])


def unknown_in(text: str) -> set[str]:
    """Return the names of a text that no code makes."""
    made = made_in_code()
    named = {SERIES_OF_HISTOGRAMS.sub("", name) for name in NAMED.findall(text)}
    return named - made


def alerts() -> list[dict[str, Any]]:
    """Return every alerting rule."""
    groups = [
        group
        for path in (PROMETHEUS / "rules").glob("*.yml")
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]
    ]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


@pytest.mark.parametrize("path", files_that_name_metrics(), ids=lambda path: path.name)
def test_every_metric_that_is_named_exists(path: Path) -> None:
    """A renamed metric would silence its alert for ever."""
    assert unknown_in(path.read_text("utf-8")) == set()


def test_a_name_nobody_makes_is_noticed() -> None:
    """The check itself: a made-up name, and the series of a histogram."""
    assert unknown_in("rate(motcua_nobody_total[5m]) > 0") == {"motcua_nobody_total"}
    assert unknown_in("motcua_http_request_seconds_bucket") == set()


def test_every_danger_of_the_bus_is_watched() -> None:
    """Age and backlog, confirms, returns, nacks, parked, waiting, retries, gaps, divergences."""
    expressions = " ".join(str(rule["expr"]) for rule in alerts())

    assert [name for name in WATCHED if name not in expressions] == []
    for status in ("parked", "waiting", "retry"):
        assert f'status="{status}"' in expressions


def test_every_alert_says_how_urgent_it_is_and_what_to_do() -> None:
    """A severity of two, a summary and an action; each name once."""
    names = [rule["alert"] for rule in alerts()]

    assert len(set(names)) == len(names)
    for rule in alerts():
        assert rule["labels"]["severity"] in {"page", "ticket"}, rule["alert"]
        assert set(rule["annotations"]) == {"summary", "action"}, rule["alert"]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_rules_fire_when_they_should() -> None:
    """`promtool check rules` and `promtool test rules`, where promtool is installed."""
    rules = sorted(str(path) for path in (PROMETHEUS / "rules").glob("*.yml"))
    tests = sorted(str(path) for path in (PROMETHEUS / "tests").glob("*.yml"))
    for arguments in (["check", "rules", *rules], ["test", "rules", *tests]):
        result = subprocess.run(  # noqa: S603 -- promtool, found on PATH
            ["promtool", *arguments],  # noqa: S607 -- the same
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
