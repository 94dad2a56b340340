"""Tokens that lead elsewhere: nobody is let in, and nothing is fetched from where they lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, Response, request

from chassis.http import json_response
from gateway.clients.discovery import DiscoveredKeys
from gateway.clients.issuer_keys import IssuerKeys, fetching
from gateway.signed_tokens import SignedTokens
from kernel.errors import UnauthenticatedError
from tests.integration.gateway.servers import serving
from tests.unit.gateway.doubles import KEY, NOW, FakeSuite, checker, token


@dataclass(slots=True)
class Web:
    """The issuer and somebody else, each with a server that notes what is fetched of it."""

    issuer: str
    evil: str
    fetched: list[str]
    suite: FakeSuite


@pytest.fixture
def web() -> Iterator[Web]:
    fetched: list[str] = []
    app = Flask("web", static_folder=None)

    @app.get("/.well-known/openid-configuration")
    def metadata() -> Response:
        fetched.append(request.host)
        return json_response(
            {"issuer": f"http://{request.host}", "jwks_uri": f"http://{request.host}/jwks"}
        )

    @app.get("/<path:_path>")
    def keys(_path: str) -> Response:
        fetched.append(request.host)
        return json_response({"keys": [KEY.as_dict(private=False)]})

    with serving(app) as issuer, serving(app) as evil:
        suite = FakeSuite()
        keys_ = IssuerKeys(DiscoveredKeys(issuer, fetching))
        suite.tokens = checker(keys_, issuer=issuer)
        yield Web(issuer, evil, fetched, suite)


def hostile(web: Web) -> dict[str, str]:
    evil, ours = f"{web.evil}/jwks", {"iss": web.issuer}
    return {
        "jku": token(KEY, {"jku": evil}, **ours),
        "x5u": token(KEY, {"x5u": evil}, **ours),
        "kid is an address": token(KEY, {"kid": evil}, **ours),
        "kid is a path": token(KEY, {"kid": "../../etc/passwd"}, **ours),
        "kid is SQL": token(KEY, {"kid": "x' OR '1'='1"}, **ours),
        "key inside": token(KEY, {"jwk": KEY.as_dict(private=False)}, **ours),
        "certificate inside": token(KEY, {"x5c": ["MIIB"]}, **ours),
        "its own issuer": token(KEY, None, iss=web.evil),
        "issuer with a user": token(KEY, None, iss=web.issuer.replace("//", "//a@")),
        "jku, another algorithm": token(KEY, {"jku": evil, "alg": "none"}, **ours),
        "critical": token(KEY, {"crit": ["b64"], "b64": False}, **ours),
        "huge": token(KEY, {"jku": evil}, name="x" * 100_000, **ours),
    }


def test_a_token_that_leads_elsewhere_lets_nobody_in_and_us_nowhere(web: Web) -> None:
    """401 for each of them; only the issuer's two pages were fetched, once."""
    client = web.suite.app().test_client()
    good = {"Authorization": f"Bearer {token(KEY, None, iss=web.issuer)}"}
    assert client.get("/api/v1/dossiers", headers=good).status_code == 200
    web.suite.asked()

    statuses = {
        name: client.get(
            "/api/v1/dossiers", headers={"Authorization": f"Bearer {given}"}
        ).status_code
        for name, given in hostile(web).items()
    }

    assert statuses == dict.fromkeys(statuses, 401)
    assert len(statuses) == 12
    assert web.suite.asked() == 0
    assert web.fetched == [web.issuer.removeprefix("http://")] * 2


def test_keys_are_not_fetched_where_a_redirect_leads(web: Web) -> None:
    """An issuer that was taken over for a moment sends us nowhere."""
    app = Flask("moved", static_folder=None)

    @app.get("/<path:path>")
    def moved(path: str) -> Response:
        return Response(status=302, headers={"Location": f"{web.evil}/{path}"})

    with serving(app) as issuer:
        keys = IssuerKeys(fetching(f"{issuer}/jwks"))
        tokens = SignedTokens(keys, issuer=web.issuer, clock=lambda: NOW)
        with pytest.raises(Exception, match="not available"):
            tokens.claims(token(KEY, None, iss=web.issuer), types={"at+jwt"}, audiences={"motcua"})

    assert web.fetched == []
    with pytest.raises(UnauthenticatedError):
        tokens.claims("x.y.z", types={"at+jwt"}, audiences={"motcua"})
