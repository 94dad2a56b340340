"""The loops every service on the bus runs: relay, consumer, retrier, housekeeper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chassis.auth import TokenSigner
from chassis.background import Loop
from chassis.clients import ServiceClient
from chassis.consumer import Consumer
from chassis.housekeeping import Housekeeper
from chassis.inbox import Inbox
from chassis.relay import Relay
from chassis.retrier import InboxRetrier, RequestReplay
from kernel.errors import UnavailableError


def bus_loops(
    inbox: Inbox, amqp_url: str, *, source_urls: Mapping[str, str], signer: TokenSigner
) -> dict[str, Sequence[Loop]]:
    """Return the loops of a service by role.

    `source_urls` says where each service that this one listens to can be asked over HTTP to
    say events again.
    """
    return {
        "relay": [Relay(inbox.database, amqp_url, source=inbox.consumer)],
        "consumer": [
            Consumer(inbox, amqp_url),
            InboxRetrier(inbox, request_replay(source_urls, signer)),
        ],
        "timers": [Housekeeper(inbox.database)],
    }


def request_replay(source_urls: Mapping[str, str], signer: TokenSigner) -> RequestReplay:
    """Return how a service asks the owners of events to say some of them again."""
    clients = {source: ServiceClient(source, url, signer) for source, url in source_urls.items()}

    def request(source: str, subject: str, first: int, last: int) -> None:
        wanted = {"subject": subject, "first": first, "last": last}
        reply = clients[source].call("POST", "/internal/events/replay", document=wanted)
        if not reply.ok:
            raise UnavailableError

    return request
