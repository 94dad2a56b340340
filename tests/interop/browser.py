"""A person with a browser at the provider: follows redirects, keeps cookies, fills in forms."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson

CALLBACK = "http://127.0.0.1/callback"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(slots=True)
class Browser:
    """Speaks to one provider at `issuer`."""

    issuer: str
    cookies: dict[str, str] = field(default_factory=dict)

    def log_in(self, login: str, scope: str) -> str:
        """Go through login and consent for the portal; return its access token.

        Authorization code with PKCE (RFC 6749 section 4.1, RFC 7636).
        """
        verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "client_id": "portal",
            "response_type": "code",
            "scope": f"openid {scope}",
            "redirect_uri": CALLBACK,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            "state": "s",
        }
        address = self._location(f"{self.issuer}/auth?{urlencode(asked)}")
        for form in ({"prompt": "login", "login": login, "password": "x"}, {"prompt": "consent"}):
            address = self._location(self._absolute(address), form)
            address = self._location(self._absolute(address))
        code = parse_qs(urlsplit(address).query)["code"][0]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": verifier,
        }
        return token_for(self.issuer, "portal", form)

    def log_out(self) -> None:
        """End the session at the provider, which tells the portals' back channels."""
        page = self._ask(f"{self.issuer}/session/end?client_id=portal")[2].decode()
        found = re.search(r'name="xsrf" value="([^"]+)"', page)
        assert found, page
        form = {"xsrf": found.group(1), "logout": "yes"}
        status, _, body = self._ask(f"{self.issuer}/session/end/confirm", form)
        assert status in {200, 302, 303}, body

    def _location(self, address: str, form: dict[str, str] | None = None) -> str:
        status, location, body = self._ask(address, form)
        assert status in {302, 303}, (status, address, body)
        return location

    def _absolute(self, address: str) -> str:
        return address if "://" in address else self.issuer + address

    def _ask(self, address: str, form: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": kept} if kept else {}
        try:
            connection.request(
                "GET" if form is None else "POST",
                f"{parts.path}?{parts.query}" if parts.query else parts.path,
                body=urlencode(form) if form else None,
                headers=headers | (_FORM if form else {}),
            )
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.headers.get("Location", ""), answer.read()
        finally:
            connection.close()


def token_for(issuer: str, client: str, form: dict[str, str]) -> str:
    """Return the access token a program gets for `form` with its secret."""
    parts = urlsplit(issuer)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    pair = f"{client}:{client}+secret+of+this+test".encode()
    basic = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    try:
        connection.request("POST", "/token", urlencode(form), _FORM | basic)
        answer = connection.getresponse()
        document: dict[str, Any] = orjson.loads(answer.read())
        assert answer.status == 200, document
        token: str = document["access_token"]
        return token
    finally:
        connection.close()
