"""The broker's topology holds on 3.10 and on 4.x: nothing that 4.x denies, limits always set."""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.definitions import Release, broken_rules, definitions
from chassis.topology import load

ROOT = Path(__file__).parents[2]
FOUR = ROOT / "deploy" / "rabbitmq" / "definitions-4.json"
Document = dict[str, Any]


def document(release: Release) -> Document:
    return definitions(load(), vhost="motcua", release=release)


@pytest.mark.parametrize("release", list(Release))
def test_no_rule_is_broken(release: Release) -> None:
    """Both sets of definitions, made of the one topology."""
    assert broken_rules(document(release), release) == []


def test_the_file_for_four_is_what_the_topology_says() -> None:
    """`motcua topology definitions --release 4 > deploy/rabbitmq/definitions-4.json` writes it."""
    assert json.loads(FOUR.read_text("utf-8")) == document(Release.FOUR)


def test_no_password_stands_in_the_file() -> None:
    """Users get theirs when the topology is applied."""
    assert "password" not in FOUR.read_text("utf-8")


def test_every_queue_has_exactly_one_policy() -> None:
    """A queue without one would have no delivery limit on 3.10; of two only one counts."""
    made = document(Release.THREE_TEN)
    covering = {
        queue["name"]: [
            one["name"] for one in made["policies"] if re.search(one["pattern"], queue["name"])
        ]
        for queue in made["queues"]
    }

    assert {name: len(found) for name, found in covering.items() if len(found) != 1} == {}


def _queue(made: Document) -> Document:
    found: Document = made["queues"][0]
    return found


def _argument(made: Document, name: str, value: object) -> None:
    _queue(made)["arguments"][name] = value


def _limits(made: Document) -> Document:
    found: Document = made["policies"][0]["definition"]
    return found


PLANTED: dict[str, Callable[[Document], object]] = {
    "is transient": lambda made: _queue(made).update(durable=False),
    "intake.events is transient": lambda made: _queue(made).update(auto_delete=True),
    "is no quorum queue": lambda made: _argument(made, "x-queue-type", "classic"),
    "x-queue-mode belongs": lambda made: _argument(made, "x-queue-mode", "lazy"),
    "x-max-length belongs": lambda made: _argument(made, "x-max-length", 5),
    "ha-mode is nothing": lambda made: _limits(made).update({"ha-mode": "all"}),
    "queue-mode is nothing": lambda made: _limits(made).update({"queue-mode": "lazy"}),
    "delivery-limit is -1": lambda made: _limits(made).update({"delivery-limit": -1}),
    "delivery-limit is None": lambda made: _limits(made).pop("delivery-limit"),
    "dead letters may be lost": lambda made: _limits(made).pop("dead-letter-strategy"),
    "need overflow reject-publish": lambda made: _limits(made).update(overflow="drop-head"),
    "applies to all": lambda made: made["policies"][0].update({"apply-to": "all"}),
    "takes in more": lambda made: made["policies"][0].update(pattern="events"),
    "two policies have one pattern": lambda made: made["policies"][1].update(
        pattern=made["policies"][0]["pattern"]
    ),
    "exchange motcua.events is transient": lambda made: made["exchanges"][0].update(durable=False),
    "needs a plug-in": lambda made: made["exchanges"][0].update(type="x-delayed-message"),
    "has arguments": lambda made: made["exchanges"][0].update(
        arguments={"alternate-exchange": "lost"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("release", list(Release))
@pytest.mark.parametrize("words", list(PLANTED))
def test_each_rule_is_missed_when_it_is_broken(words: str, release: Release) -> None:
    """Break each once and see it named."""
    made = copy.deepcopy(document(release))
    PLANTED[words](made)

    assert any(words in fault for fault in broken_rules(made, release))


def test_what_only_four_knows_is_a_fault_on_three_ten() -> None:
    """A policy key that 3.10 refuses, and where policies apply."""
    faults = broken_rules(document(Release.FOUR), Release.THREE_TEN)

    assert any("target-group-size is nothing" in fault for fault in faults)
    assert any("applies to quorum_queues, not queues" in fault for fault in faults)


def keywords_in(path: Path) -> Iterator[tuple[str, object]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg and isinstance(keyword.value, ast.Constant):
                    yield keyword.arg, keyword.value.value


def test_code_asks_for_no_global_prefetch_and_declares_nothing_transient() -> None:
    """`apply_global`, `global_qos`, `exclusive`, `auto_delete`, `durable=False` stand nowhere."""
    wrong = {
        ("apply_global", True), ("global_qos", True), ("a_global", True), ("exclusive", True),
        ("auto_delete", True), ("durable", False), ("transient", True),
    }  # fmt: skip
    found = [
        f"{path.relative_to(ROOT)}: {name}={value}"
        for package in ("chassis", "services", "gateway", "deploy")
        for path in (ROOT / package).rglob("*.py")
        for name, value in keywords_in(path)
        if (name, value) in wrong
    ]

    assert found == []
