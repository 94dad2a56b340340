"""The topology as a definitions document of RabbitMQ, and the rules that keep it fit for 4.x.

A broker can import the document at its start; passwords are not in it, users get theirs from
`motcua topology apply`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from chassis.topology import Topology


class Release(StrEnum):
    """The lines of RabbitMQ that differ in what policies may say."""

    THREE_TEN = "3.10"  # Debian 12
    FOUR = "4"  # 4.0 and later


_QUORUM = {"x-queue-type": "quorum"}
_APPLY_TO = {Release.THREE_TEN: "queues", Release.FOUR: "quorum_queues"}
# 4.x keeps a queue's members at this number by itself; a consumer's ack time-out is a policy too.
_MORE: Mapping[Release, Mapping[str, int]] = {
    Release.THREE_TEN: {},
    Release.FOUR: {"target-group-size": 3, "consumer-timeout": 1_800_000},
}
_KNOWN_KEYS = {
    Release.THREE_TEN: {
        "dead-letter-exchange", "dead-letter-routing-key", "dead-letter-strategy",
        "delivery-limit", "expires", "max-length", "max-length-bytes", "message-ttl",
        "overflow", "queue-leader-locator",
    },
}  # fmt: skip
_KNOWN_KEYS[Release.FOUR] = _KNOWN_KEYS[Release.THREE_TEN] | {
    "target-group-size",
    "consumer-timeout",
}
_QUEUE_ARGUMENTS = {"x-queue-type", "x-single-active-consumer"}


def definitions(topology: Topology, *, vhost: str, release: Release) -> dict[str, Any]:
    """Return the document for a release."""
    return {
        "vhosts": [{"name": vhost}],
        "exchanges": [
            {"name": name, "vhost": vhost, "type": kind, **_durable(), "internal": False}
            for name, kind in topology.exchanges.items()
        ],
        "queues": [
            {"name": queue.name, "vhost": vhost, **_durable(dict(_QUORUM))}
            for queue in topology.queues
        ],
        "bindings": [
            {
                "source": queue.exchange,
                "vhost": vhost,
                "destination": queue.name,
                "destination_type": "queue",
                "routing_key": key,
                "arguments": {},
            }
            for queue in topology.queues
            for key in queue.bindings
        ],
        "policies": [
            {**policy, "name": name, "vhost": vhost, "apply-to": _APPLY_TO[release],
             "definition": {**policy["definition"], **_MORE[release]}}
            for name, policy in topology.policies.items()
        ],
    }  # fmt: skip


def _durable(arguments: dict[str, str] | None = None) -> dict[str, Any]:
    return {"durable": True, "auto_delete": False, "arguments": arguments or {}}


def broken_rules(document: Mapping[str, Any], release: Release) -> Sequence[str]:
    """Return in words what of a definitions document would not hold on a release.

    What 4.x denies or has removed is never used: transient queues, mirrored or lazy classic
    queues, unlimited redelivery, alternate exchanges that swallow a return.
    """
    return [
        *(fault for queue in document["queues"] for fault in _queue_faults(queue)),
        *(fault for exchange in document["exchanges"] for fault in _exchange_faults(exchange)),
        *(fault for one in document["policies"] for fault in _policy_faults(one, release)),
        *_global_faults(document),
    ]


def _queue_faults(queue: Mapping[str, Any]) -> Iterator[str]:
    name, arguments = queue["name"], queue.get("arguments", {})
    if not queue["durable"] or queue.get("auto_delete") or queue.get("exclusive"):
        yield f"queue {name} is transient"
    if arguments.get("x-queue-type") != "quorum":
        yield f"queue {name} is no quorum queue"
    for argument in sorted(set(arguments) - _QUEUE_ARGUMENTS):
        yield f"queue {name}: {argument} belongs in a policy, if anywhere"


def _exchange_faults(exchange: Mapping[str, Any]) -> Iterator[str]:
    name = exchange["name"]
    if not exchange["durable"] or exchange.get("auto_delete"):
        yield f"exchange {name} is transient"
    if exchange["type"] not in {"topic", "direct"}:
        yield f"exchange {name} needs a plug-in: {exchange['type']}"
    if exchange.get("arguments"):
        yield f"exchange {name} has arguments"


def _policy_faults(policy: Mapping[str, Any], release: Release) -> Iterator[str]:
    name, wanted = policy["name"], policy["definition"]
    if policy["apply-to"] != _APPLY_TO[release]:
        yield f"policy {name} applies to {policy['apply-to']}, not {_APPLY_TO[release]}"
    for key in sorted(set(wanted) - _KNOWN_KEYS[release]):
        yield f"policy {name}: {key} is nothing a quorum queue of {release} knows"
    if not (policy["pattern"].startswith("^") and policy["pattern"].endswith("$")):
        yield f"policy {name}: its pattern takes in more than it names"
    if "dead-letter-exchange" in wanted:
        yield from _dead_letter_faults(name, wanted)


def _dead_letter_faults(name: str, wanted: Mapping[str, Any]) -> Iterator[str]:
    limit = wanted.get("delivery-limit")
    if not isinstance(limit, int) or limit < 1:
        yield f"policy {name}: delivery-limit is {limit}; none or -1 lets poison go round for ever"
    if wanted.get("dead-letter-strategy") != "at-least-once":
        yield f"policy {name}: dead letters may be lost"
    if wanted.get("overflow") != "reject-publish":
        yield f"policy {name}: at-least-once dead letters need overflow reject-publish"


def _global_faults(document: Mapping[str, Any]) -> Iterator[str]:
    patterns = [policy["pattern"] for policy in document["policies"]]
    if len(patterns) != len(set(patterns)):
        yield "two policies have one pattern: only one of them would count"
    for parameter in document.get("global_parameters", []):
        yield f"global parameter {parameter['name']}"
