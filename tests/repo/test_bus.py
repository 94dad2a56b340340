"""What is said is heard: events, queues and listeners fit together."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest
import yaml

from contracts.registry import EVENTS

ROOT = Path(__file__).parents[2]
SERVICES = ("intake", "routing", "notification", "reporting")


def constructed_names(service: str) -> set[str]:
    """Return the names called anywhere in the service's rules and use cases."""
    return {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for path in (ROOT / "services" / service).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_each_event_is_said_by_its_owner(event_type: str) -> None:
    """No event class without a producer in the service its type names."""
    owner = event_type.partition(".")[0]

    assert EVENTS[event_type].__name__ in constructed_names(owner)


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_each_event_is_heard_by_somebody(event_type: str) -> None:
    """No event class that nobody subscribes to."""
    name = EVENTS[event_type].__name__
    listeners = [
        service
        for service in SERVICES
        if name in (ROOT / "services" / service / "subscriptions.py").read_text(encoding="utf-8")
    ]

    assert listeners


def test_each_declared_queue_belongs_to_a_service_that_listens() -> None:
    """A queue nobody reads fills until the broker stops; a listener without a queue is deaf."""
    topology = yaml.safe_load((ROOT / "deploy/rabbitmq/topology.yaml").read_text("utf-8"))
    queues = {queue["name"] for queue in topology["queues"]}

    assert queues == {f"{service}.events" for service in SERVICES}
    for service in SERVICES:
        assert importlib.util.find_spec(f"services.{service}.subscriptions") is not None
