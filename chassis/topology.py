"""What the broker holds, as data: applied as the deploy user, compared at any time.

The document is `deploy/rabbitmq/topology.yaml`. Exchange, queues and bindings go over AMQP,
vhost, users, permissions and policies over the management API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pika
import yaml
from pika.adapters.blocking_connection import BlockingChannel

from chassis.management import Management, ManagementError, quoted

DOCUMENT = Path(__file__).parents[1] / "deploy" / "rabbitmq" / "topology.yaml"
_QUORUM = {"x-queue-type": "quorum"}
_OURS = "motcua-"
"""Policies whose names begin so are ours to delete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSpec:
    """A durable quorum queue and the routing keys it is bound by to an exchange."""

    name: str
    exchange: str
    bindings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSpec:
    """A run-time user: permissions on the vhost, and on routing keys of the exchange."""

    name: str
    configure: str
    write: str
    read: str
    topics: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """Everything the broker should hold; `exchanges` maps names to types."""

    exchange: str
    exchanges: Mapping[str, str]
    queues: tuple[QueueSpec, ...]
    policies: Mapping[str, Mapping[str, Any]]
    users: tuple[UserSpec, ...] = field(default_factory=tuple)


def load(path: Path = DOCUMENT) -> Topology:
    """Return the topology of a document."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    events, dead = document["exchange"], document["dead_letters"]
    queues = [
        QueueSpec(name=queue["name"], exchange=events, bindings=tuple(queue["bindings"]))
        for queue in document["queues"]
    ]
    queues += [
        QueueSpec(name=name, exchange=dead["exchange"], bindings=(name,))
        for name in dead["queues"]
    ]
    return Topology(
        exchange=events,
        exchanges={events: "topic", dead["exchange"]: "direct"},
        queues=tuple(queues),
        policies={policy["name"]: _policy(policy) for policy in document["policies"]},
        users=tuple(UserSpec(**user) for user in document["users"]),
    )


def apply(
    topology: Topology, *, amqp_url: str, api_url: str, passwords: Mapping[str, str]
) -> list[str]:
    """Make the broker hold the topology; return the differences that were there before.

    `amqp_url` is the deploy user's and names the vhost; `passwords` has one for every user.
    Raises `ManagementError`, and pika's errors when the broker refuses a declaration.
    """
    vhost = vhost_of(amqp_url)
    with closing(Management(api_url)) as management:
        _make_vhost(management, vhost, deploy_user=unquote(urlsplit(amqp_url).username or ""))
        before = list(_differences(topology, management, vhost))
        for user in topology.users:
            _make_user(management, vhost, topology.exchange, user, passwords[user.name])
        _make_policies(topology, management, vhost)
        stale = _stale_bindings(topology, management, vhost)
    declare(topology, amqp_url, stale)
    return before


def compare(topology: Topology, *, api_url: str, vhost: str) -> list[str]:
    """Return in words how the broker differs from the topology; empty when it does not.

    Raises `ManagementError` when the management API does not answer.
    """
    with closing(Management(api_url)) as management:
        return list(_differences(topology, management, vhost))


def declare(
    topology: Topology, amqp_url: str, stale: tuple[tuple[str, str, str], ...] = ()
) -> None:
    """Declare exchanges, queues and bindings; undo the stale (exchange, key, queue) ones."""
    with closing(pika.BlockingConnection(pika.URLParameters(amqp_url))) as connection:
        channel: BlockingChannel = connection.channel()
        for name, kind in topology.exchanges.items():
            channel.exchange_declare(name, kind, durable=True)
        for queue in topology.queues:
            channel.queue_declare(queue.name, durable=True, arguments=_QUORUM)
            for key in queue.bindings:
                channel.queue_bind(queue.name, queue.exchange, key)
        for exchange, key, name in stale:
            channel.queue_unbind(name, exchange, key)


def vhost_of(amqp_url: str) -> str:
    """Return the vhost an AMQP URL names."""
    return unquote(urlsplit(amqp_url).path.removeprefix("/")) or "/"


def _policy(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "pattern": document["pattern"],
        "apply-to": "queues",
        "priority": 0,
        "definition": dict(document["definition"]),
    }


def _make_vhost(management: Management, vhost: str, deploy_user: str) -> None:
    management.put(f"/vhosts/{quoted(vhost)}", {})
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    management.put(f"/permissions/{quoted(vhost)}/{quoted(deploy_user)}", everything)


def _make_user(
    management: Management, vhost: str, exchange: str, user: UserSpec, password: str
) -> None:
    place = f"{quoted(vhost)}/{quoted(user.name)}"
    management.put(f"/users/{quoted(user.name)}", {"password": password, "tags": ""})
    management.put(f"/permissions/{place}", _permissions(user))
    management.put(f"/topic-permissions/{place}", {"exchange": exchange, **user.topics})


def _make_policies(topology: Topology, management: Management, vhost: str) -> None:
    for name, policy in topology.policies.items():
        management.put(f"/policies/{quoted(vhost)}/{quoted(name)}", policy)
    for policy in management.get(f"/policies/{quoted(vhost)}") or []:
        if policy["name"].startswith(_OURS) and policy["name"] not in topology.policies:
            management.delete(f"/policies/{quoted(vhost)}/{quoted(policy['name'])}")


def _permissions(user: UserSpec) -> dict[str, str]:
    return {"configure": user.configure, "write": user.write, "read": user.read}


def _wanted_bindings(topology: Topology) -> set[tuple[str, str, str]]:
    return {
        (queue.exchange, key, queue.name) for queue in topology.queues for key in queue.bindings
    }


def _found_bindings(
    topology: Topology, management: Management, vhost: str
) -> set[tuple[str, str, str]]:
    return {
        (name, binding["routing_key"], binding["destination"])
        for name in topology.exchanges
        for binding in management.get(f"/exchanges/{quoted(vhost)}/{quoted(name)}/bindings/source")
        or []
    }


def _stale_bindings(
    topology: Topology, management: Management, vhost: str
) -> tuple[tuple[str, str, str], ...]:
    found = _found_bindings(topology, management, vhost)
    return tuple(sorted(found - _wanted_bindings(topology)))


def _differences(topology: Topology, management: Management, vhost: str) -> Iterator[str]:
    if management.get(f"/vhosts/{quoted(vhost)}") is None:
        yield f"vhost {vhost} is missing"
        return
    for name, kind in topology.exchanges.items():
        exchange = management.get(f"/exchanges/{quoted(vhost)}/{quoted(name)}")
        if exchange is None:
            yield f"exchange {name} is missing"
        elif exchange["type"] != kind or not exchange["durable"]:
            yield f"exchange {name} is not a durable {kind} exchange"
    yield from _queue_differences(topology, management, vhost)
    yield from _binding_differences(topology, management, vhost)
    yield from _policy_differences(topology, management, vhost)
    for user in topology.users:
        yield from _user_differences(user, management, vhost, topology.exchange)


def _queue_differences(topology: Topology, management: Management, vhost: str) -> Iterator[str]:
    found = {queue["name"]: queue for queue in management.get(f"/queues/{quoted(vhost)}") or []}
    for queue in topology.queues:
        there = found.pop(queue.name, None)
        if there is None:
            yield f"queue {queue.name} is missing"
        elif there.get("arguments") != _QUORUM:
            yield f"queue {queue.name} is not a plain quorum queue: {there.get('arguments')}"
    for name in sorted(found):
        yield f"queue {name} is not in the topology"


def _binding_differences(topology: Topology, management: Management, vhost: str) -> Iterator[str]:
    wanted, found = _wanted_bindings(topology), _found_bindings(topology, management, vhost)
    for _, key, queue in sorted(wanted - found):
        yield f"binding of {queue} by {key} is missing"
    for _, key, queue in sorted(found - wanted):
        yield f"binding of {queue} by {key} is not in the topology"


def _policy_differences(topology: Topology, management: Management, vhost: str) -> Iterator[str]:
    found = {
        policy["name"]: policy for policy in management.get(f"/policies/{quoted(vhost)}") or []
    }
    for name, wanted in topology.policies.items():
        there = found.pop(name, None)
        if there is None:
            yield f"policy {name} is missing"
            continue
        for part, value in wanted.items():
            if there.get(part) != value:
                yield f"policy {name}: {part} is {there.get(part)}, not {value}"
    for name in sorted(found):
        yield f"policy {name} is not in the topology"


def _user_differences(
    user: UserSpec, management: Management, vhost: str, exchange: str
) -> Iterator[str]:
    place = f"{quoted(vhost)}/{quoted(user.name)}"
    try:
        permissions = management.get(f"/permissions/{place}")
        topics = management.get(f"/topic-permissions/{place}") or []
    except ManagementError as error:
        yield f"permissions of {user.name} cannot be read: {error}"
        return
    if permissions is None:
        yield f"user {user.name} has no permissions"
        return
    for part, value in _permissions(user).items():
        if permissions[part] != value:
            yield f"user {user.name}: {part} is {permissions[part]}, not {value}"
    wanted = [{"exchange": exchange, **user.topics}]
    found = [{name: topic[name] for name in ("exchange", "write", "read")} for topic in topics]
    if found != wanted:
        yield f"user {user.name}: topic permissions are {found}, not {wanted}"
