"""The gateway and an OpenID provider that is not ours: `oidc-provider`, in Node, pinned.

Run it by name: `python3 deploy/dev.py test tests/interop`. It fetches the provider once.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from chassis.clock import machine_clock
from chassis.testing.fixtures import ServiceDatabase
from gateway.access_tokens import AccessTokens
from gateway.api.own_operations import OwnOperations
from gateway.claims import ClaimNames
from gateway.clients.discovery import DiscoveredKeys
from gateway.clients.issuer_keys import IssuerKeys
from gateway.logout_tokens import LogoutTokens
from gateway.revocation import Revocations
from gateway.signed_tokens import SignedTokens
from kernel.rights import Role
from tests.integration.gateway.servers import serving
from tests.interop.browser import Browser, token_for
from tests.interop.environment import ensure_provider
from tests.unit.gateway.doubles import FakeService, FakeSuite, json_reply

NAMES = ClaimNames(
    claims={"roles": "realm_access.roles", "agency": "unit", "phone": "phone_number"},
    roles={"mc-can-bo": "officer"},
)
READ = "dossiers:read"
_START_SECONDS = 30.0


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Provider:
    """The provider as a process; it rotates its keys by starting anew with others."""

    port: int
    folder: Path
    logout_uri: str
    keys: list[ECKey] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *keys: ECKey) -> None:
        """Start with these keys, the first of which signs."""
        self.stop()
        node, script = ensure_provider()
        file = self.folder / "keys.json"
        file.write_text(json.dumps({"keys": [key.as_dict(private=True) for key in keys]}))
        with (self.folder / "provider.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- our own program
                [str(node), str(script), str(self.port), str(file), self.logout_uri],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert self._process.poll() is None, (self.folder / "provider.log").read_text()
                assert time.monotonic() < deadline
            else:
                return

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def program(self, client: str, scope: str) -> str:
        """Return a token by client credentials (RFC 6749 section 4.4)."""
        form = {"grant_type": "client_credentials", "scope": scope}
        return token_for(self.issuer, client, form)


@dataclass(slots=True)
class Door:
    """The gateway's door before services that say yes; `seconds` is its sense of time."""

    suite: FakeSuite
    seconds: Seconds

    def status(self, token: str, path: str = "/api/v1/dossiers") -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return self.suite.app().test_client().get(path, headers=headers).status_code

    def roles(self, token: str) -> tuple[set[Role], str | None]:
        assert self.suite.tokens is not None
        actor = self.suite.tokens.verify(token).actor
        assert actor is not None
        return set(actor.roles), actor.agency


def signing_key() -> ECKey:
    return ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def door() -> Door:
    suite = FakeSuite()
    suite.services["intake"] = FakeService(json_reply({"items": []}))
    return Door(suite, Seconds())


@pytest.fixture
def provider(door: Door, tmp_path: Path, service_database: ServiceDatabase) -> Iterator[Provider]:
    """Give the provider, and the gateway that trusts it and hears of its logouts."""
    port, database = free_port(), service_database("gateway")
    issuer = f"http://127.0.0.1:{port}"
    keys = IssuerKeys(DiscoveredKeys(issuer), monotonic=door.seconds)
    tokens = SignedTokens(keys, issuer=issuer, clock=machine_clock)
    revoked = Revocations(database, machine_clock, life=timedelta(hours=1))
    door.suite.own = OwnOperations(revoked, LogoutTokens(tokens, clients={"portal"}))
    door.suite.tokens = AccessTokens(tokens, audience="motcua", names=NAMES, revoked=revoked)
    with ExitStack() as stack:
        here = stack.enter_context(serving(door.suite.app()))
        made = Provider(port, tmp_path, f"{here}/api/v1/logout/backchannel")
        stack.callback(made.stop)
        made.start(signing_key())
        yield made


def test_programs_get_in_with_what_their_scopes_say(provider: Provider, door: Door) -> None:
    """Client credentials: no roles, scopes alone."""
    reader, kiosk = provider.program("partner-1", READ), provider.program("kiosk-7", "tracking")

    assert door.roles(reader) == ({Role.PARTNER}, None)
    assert door.status(reader) == 200
    assert door.status(kiosk) == 403


def test_people_get_in_with_roles_and_agency_of_the_provider(
    provider: Provider, door: Door
) -> None:
    """By login at the provider, code and PKCE; its names are mapped by settings."""
    officer = Browser(provider.issuer).log_in("officer-1", READ)
    citizen = Browser(provider.issuer).log_in("citizen-1", READ)

    assert door.roles(officer) == ({Role.OFFICER}, "H56.14797")
    assert door.roles(citizen) == ({Role.CITIZEN}, None)
    assert door.status(officer) == door.status(citizen) == 200


def test_an_administrator_needs_the_providers_second_factor(
    provider: Provider, door: Door
) -> None:
    """As it says by `amr`."""
    one, two = (Browser(provider.issuer).log_in(name, READ) for name in ("admin-1", "admin-2"))

    assert door.status(one, "/api/v1/admin/reconciliation") == 401
    assert door.status(two, "/api/v1/admin/reconciliation") == 200


def test_a_logout_at_the_provider_ends_the_session_here(provider: Provider, door: Door) -> None:
    """It calls our back channel; another session of the same person goes on."""
    here, elsewhere = Browser(provider.issuer), Browser(provider.issuer)
    token, other = (browser.log_in("citizen-1", READ) for browser in (here, elsewhere))
    assert door.status(token) == 200

    here.log_out()

    assert door.status(token) == 401
    assert door.status(other) == 200


def test_keys_rotate_and_are_withdrawn(provider: Provider, door: Door) -> None:
    """A new key is found by its id; a withdrawn one is good for a minute at most."""
    old_key, new_key = signing_key(), signing_key()
    provider.start(old_key)
    old = provider.program("partner-1", READ)
    assert door.status(old) == 200

    provider.start(new_key, old_key)
    new = provider.program("partner-1", READ)
    door.seconds.now += 30
    assert door.status(new) == door.status(old) == 200

    provider.start(new_key)
    door.seconds.now += 59
    assert door.status(old) == 200
    door.seconds.now += 1
    assert door.status(old) == 401
    assert door.status(new) == 200


def test_tokens_for_others_open_nothing(provider: Provider, door: Door) -> None:
    """The provider's ID tokens and opaque tokens are no access tokens for us."""
    assert door.status("opaque-" + "x" * 40) == 401
    other = Provider(free_port(), provider.folder / "other", "http://127.0.0.1:1/none")
    other.folder.mkdir()
    try:
        other.start(signing_key())
        assert door.status(other.program("partner-1", READ)) == 401
    finally:
        other.stop()
