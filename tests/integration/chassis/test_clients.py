"""A call to another service carries who asks, and a silent service is a 503, soon."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from wsgiref.simple_server import WSGIServer, make_server

import orjson
import pytest
from joserfc.jwk import KeySet, OKPKey

from chassis.auth import TokenSigner, TokenVerifier
from chassis.clients import ServiceClient
from chassis.clock import machine_clock
from kernel.errors import UnavailableError
from kernel.rights import Actor, Role

KEY = OKPKey.generate_key("Ed25519", parameters={"kid": "gateway"})
SIGNER = TokenSigner("gateway", KEY, machine_clock)
Start = Callable[[str, list[tuple[str, str]]], object]


def echo(environ: dict[str, object], start: Start) -> list[bytes]:
    """Answer with who called and what was asked; redirects are offered at /moved."""
    token = str(environ["HTTP_AUTHORIZATION"]).removeprefix("Bearer ")
    caller = TokenVerifier("intake", KeySet([KEY]), machine_clock).verify(token)
    if environ["PATH_INFO"] == "/moved":
        start("302 Found", [("Location", "/elsewhere")])
        return [b""]
    start("201 Created", [("Content-Type", "application/json"), ("ETag", '"1"')])
    actor = caller.actor.subject if caller.actor else None
    return [orjson.dumps({"caller": caller.service, "actor": actor})]


@pytest.fixture
def server() -> Iterator[WSGIServer]:
    made = make_server("127.0.0.1", 0, echo)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def test_the_service_learns_who_calls_for_whom(server: WSGIServer) -> None:
    """The token names the calling service and the actor behind it."""
    client = ServiceClient("intake", f"http://127.0.0.1:{server.server_port}", SIGNER)
    actor = Actor(subject="c-1", roles=frozenset({Role.CITIZEN}))

    reply = client.call("POST", "/dossiers", actor=actor, document={"a": 1})

    assert (reply.status, reply.ok, reply.headers["etag"]) == (201, True, '"1"')
    assert reply.json() == {"caller": "gateway", "actor": "c-1"}


def test_redirects_are_not_followed(server: WSGIServer) -> None:
    """A service never sends us somewhere else with its token in hand."""
    client = ServiceClient("intake", f"http://127.0.0.1:{server.server_port}", SIGNER)

    assert client.call("GET", "/moved").status == 302


def test_nobody_there_is_unavailable() -> None:
    """A closed port answers at once with an error that says: try again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(UnavailableError) as caught:
        ServiceClient("intake", f"http://127.0.0.1:{port}", SIGNER).call("GET", "/")

    assert caught.value.retry_after > 0
    assert caught.value.extra == {"service": "intake"}


def test_a_service_that_never_answers_is_given_up_in_time() -> None:
    """The deadline holds even when the connection is taken and nothing comes."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(UnavailableError):
            ServiceClient("intake", url, SIGNER, seconds=0.2).call("GET", "/")

        assert time.monotonic() - began < 20
