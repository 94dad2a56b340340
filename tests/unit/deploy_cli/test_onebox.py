"""Demonstration helps exist on one box only; databases and clock are named by the settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet

from chassis.clock import machine_clock
from chassis.settings import SettingsError
from deploy.databases import UrlMissingError, home_of
from deploy.keys import make_keys
from deploy.onebox.access_token import DemonstrationIssuer
from deploy.onebox.issuer import create_issuer
from deploy.onebox.settings import read_issuer_settings
from deploy.suite_clock import clock, instant_of
from gateway.settings import read_gateway_settings

URLS = {
    "MOTCUA_INTAKE_DATABASE_URL": "postgresql+psycopg://motcua_intake:p%40w@h:1/motcua_intake",
    "MOTCUA_INTAKE_OWNER_DATABASE_URL": "postgresql+psycopg://boss:o@h:1/motcua_intake",
}


@pytest.fixture
def issuer(tmp_path: Path) -> DemonstrationIssuer:
    make_keys(tmp_path, with_issuer=True)
    key_file = tmp_path / "issuer.private.json"
    return DemonstrationIssuer.from_file("http://127.0.0.1:8121", "motcua", key_file)


@pytest.fixture
def app(issuer: DemonstrationIssuer) -> Flask:
    return create_issuer(issuer, machine_clock)


def test_a_program_gets_a_token_for_its_secret(app: Flask) -> None:
    """Client credentials; the token verifies against the published keys."""
    client = app.test_client()
    form = {"grant_type": "client_credentials"}
    given = client.post("/token", data=form, auth=("demo-portal", "demonstration")).json
    published = client.get("/jwks").get_json()

    assert given is not None
    keys = KeySet.import_key_set(published)
    decoded = jwt.decode(given["access_token"], keys, algorithms=["ES256"])
    assert decoded.header["typ"] == "at+jwt"
    assert decoded.claims["roles"] == ["partner"]
    assert decoded.claims["scope"] == "dossiers:file dossiers:read"
    assert {"iss", "aud", "sub", "client_id", "iat", "exp", "jti"} <= set(decoded.claims)


def test_a_wrong_secret_or_grant_gets_nothing(app: Flask) -> None:
    """RFC 6749 section 5.2."""
    client = app.test_client()
    form = {"grant_type": "client_credentials"}

    assert client.post("/token", data=form, auth=("demo-portal", "guess")).status_code == 401
    assert client.post("/token", data=form, auth=("nobody", "demonstration")).status_code == 401
    assert client.post("/token", data={"grant_type": "password"}).status_code == 400


def test_the_issuer_publishes_nothing_private(app: Flask) -> None:
    """The key set has public members alone, and the metadata leads to it."""
    client = app.test_client()
    metadata = client.get("/.well-known/openid-configuration").json

    assert metadata is not None
    assert metadata["jwks_uri"] == "http://127.0.0.1:8121/jwks"
    assert "d" not in client.get("/jwks").json["keys"][0]  # type: ignore[index]


@pytest.mark.parametrize("environment", [None, "production"])
def test_production_refuses_the_demonstration(
    environment: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No token, no issuer, no set clock; and production is what is meant when nothing is said."""
    monkeypatch.setattr("os.environ", {"MOTCUA_ENVIRONMENT": environment} if environment else {})

    with pytest.raises(SettingsError):
        read_issuer_settings()
    assert CliRunner().invoke(clock, ["set", "2026-02-13T16:45"]).exit_code == 1
    assert CliRunner().invoke(clock, ["clear"]).exit_code == 1


@pytest.mark.parametrize(("environment", "good"), [("onebox", True), ("production", False)])
def test_production_takes_tokens_only_of_an_issuer_by_tls(
    environment: str,
    good: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Plain HTTP would let anybody on the way hand in a key of their own."""
    names = ("INTAKE", "ROUTING", "NOTIFICATION", "REPORTING")
    settings = {f"MOTCUA_{name}_URL": "http://service" for name in names} | {
        "MOTCUA_ENVIRONMENT": environment,
        "MOTCUA_GATEWAY_DATABASE_URL": "postgresql://g@h/g",
        "MOTCUA_TRUSTED_KEYS_FILE": "keys.json",
        "MOTCUA_GATEWAY_SIGNING_KEY_FILE": "gateway.json",
        "MOTCUA_OIDC_ISSUER": "https://login.example.vn",
        "MOTCUA_OIDC_JWKS_URL": "http://login.example.vn/jwks",
    }
    monkeypatch.setattr("os.environ", settings)

    if good:
        assert read_gateway_settings().jwks_url.startswith("http://")
    else:
        with pytest.raises(SettingsError):
            read_gateway_settings()


def test_roles_and_passwords_are_those_of_the_urls() -> None:
    """Written encoded in a URL, given to the server as they are."""
    home = home_of(URLS, "intake")

    assert (home.database, home.app.name, home.app.password) == (
        "motcua_intake", "motcua_intake", "p@w",
    )  # fmt: skip
    assert home.owner.name == "boss"
    assert (home.reader.name, home.reader.password) == ("motcua_intake_ro", None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"MOTCUA_INTAKE_DATABASE_URL": ""},
        {"MOTCUA_INTAKE_OWNER_DATABASE_URL": "postgresql://boss@h/other"},
        {"MOTCUA_INTAKE_DATABASE_URL": "postgresql://h/motcua_intake"},
    ],
)
def test_urls_that_do_not_fit_together_are_refused(wrong: dict[str, str]) -> None:
    """Before anything is made on a server."""
    with pytest.raises(UrlMissingError):
        home_of(URLS | wrong, "intake")


def test_a_wall_time_is_vietnams() -> None:
    """What an operator types without offset."""
    assert instant_of("2026-02-13T16:45").isoformat() == "2026-02-13T16:45:00+07:00"
    assert instant_of("2026-02-13T09:45Z") == instant_of("2026-02-13T16:45")
