"""What a provider's claims make of somebody, under whatever names it gives them."""

from __future__ import annotations

import pytest

from gateway.claims import ClaimNames, MfaRequiredError
from kernel.errors import UnauthenticatedError
from kernel.rights import Role
from tests.unit.gateway.doubles import KEY, FakeSuite, access_tokens, bearer, token

KEYCLOAK = ClaimNames(
    claims={
        "roles": "realm_access.roles",
        "phone": "phone_number",
        "agency": "https://province.example/agency",
        "id_number": "identity.number",
    },
    roles={"mc-can-bo": "officer", "mc-lanh-dao": "head"},
)


def test_names_of_the_provider_are_ours() -> None:
    """A path leads into a claim; a name that holds dots or slashes is itself; roles are mapped."""
    actor = KEYCLOAK.actor(
        {
            "sub": "f:1",
            "realm_access": {"roles": ["mc-can-bo", "offline_access", "citizen"]},
            "phone_number": "+84912345678",
            "https://province.example/agency": "H56.14797",
            "identity": {"number": "038190000001"},
            "roles": ["admin"],
        }
    )

    assert actor.roles == {Role.OFFICER, Role.CITIZEN}
    assert (actor.agency, actor.phone) == ("H56.14797", "+84912345678")
    assert actor.id_number == "038190000001"


def test_a_program_in_its_own_name_is_a_partner() -> None:
    """Client credentials bring no roles (RFC 9068 section 2.2): scopes say what it may do."""
    names = ClaimNames()
    program = {"sub": "kiosk-7", "client_id": "kiosk-7", "scope": "tracking"}

    assert names.actor(program).roles == {Role.PARTNER}
    assert names.actor({"sub": "kiosk-7", "azp": "kiosk-7"}).roles == {Role.PARTNER}
    assert names.actor(program | {"sub": "citizen-1"}).roles == frozenset()
    assert names.actor(program | {"roles": []}).roles == frozenset()


@pytest.mark.parametrize(
    "claims",
    [
        {"amr": ["pwd"]},
        {"amr": "mfa"},
        {"amr": None},
        {"acr": "1"},
        {},
    ],
)
def test_an_administrator_needs_a_second_factor(claims: dict[str, object]) -> None:
    """Whatever else they are: the token is refused whole."""
    with pytest.raises(MfaRequiredError):
        ClaimNames().actor({"sub": "a", "roles": ["officer", "admin"], **claims})


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "otp"]}, {"acr": "gold"}])
def test_what_counts_as_a_second_factor_is_a_setting(claims: dict[str, object]) -> None:
    """Providers say it by `amr` or by `acr`."""
    names = ClaimNames(second_factor=frozenset({"otp", "gold"}))

    assert names.actor({"sub": "a", "roles": ["admin"], **claims}).roles == {Role.ADMIN}


def test_the_refusal_says_what_is_missing() -> None:
    """RFC 9470 section 3: the client can send the person to log in again."""
    client = FakeSuite().app().test_client()
    headers = bearer(roles=["admin"], amr=["pwd"])
    answer = client.get("/api/v1/admin/reconciliation", headers=headers)

    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["type"] == "/problems/mfa-required"
    assert 'error="insufficient_user_authentication"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("missing", ["jti", "iat"])
def test_a_token_that_could_not_be_revoked_is_refused(missing: str) -> None:
    """RFC 9068 section 2.2 demands both."""
    with pytest.raises(UnauthenticatedError):
        access_tokens().verify(token(KEY, None, **{missing: None}))


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("dossiers:read", 200),
        ("dossiers:file tracking", 403),
        ("", 403),
        ("admin dossiers", 403),
    ],
)
def test_a_program_does_what_its_scopes_say(scope: str, status: int) -> None:
    """The role alone opens nothing."""
    client = FakeSuite().app().test_client()
    program = bearer(sub="p", client_id="p", roles=None, scope=scope)

    assert client.get("/api/v1/dossiers", headers=program).status_code == status


def test_scopes_give_nothing_to_people() -> None:
    """A citizen's portal may put what it likes into a token."""
    client = FakeSuite().app().test_client()

    assert client.get("/api/v1/dossiers", headers=bearer(scope="")).status_code == 200
    refused = client.post(
        "/api/v1/dossiers/search", json={}, headers=bearer(scope="dossiers:read")
    )
    assert refused.status_code == 403
