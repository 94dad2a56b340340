"""Signs what the fuzzer sends to the doors of providers and mail servers, as those would.

Without a signature a request ends before its body is read; the fuzzer cannot make one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Flask

from chassis.clock import machine_clock
from chassis.webhook_signature import HEADERS, ID, signed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PROVIDER = "sms"
KEYS = {name: (name.encode() * 32,) for name in (PROVIDER, "mail")}
"""What the served notification takes signatures by."""

_DOOR = re.compile(r"/(?:messages/(?:receipts|inbound)/(?P<provider>[^/]+)|mail/bounces)$")
_FIELDS = {name: f"HTTP_{name.upper().replace('-', '_')}" for name in HEADERS}
_UNSIGNED = 8  # one in so many


def sign_at_the_door(app: Flask) -> None:
    """Have requests signed before `app` sees them, under the id they came with.

    A request that lacks one of the headers goes as it came, and so does one in eight.
    """
    inner = app.wsgi_app

    def signing(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        door = _DOOR.search(environ["PATH_INFO"])
        if door and all(field in environ for field in _FIELDS.values()):
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(body)
            key = KEYS.get(door["provider"] or "mail")
            if key and sha256(body).digest()[0] % _UNSIGNED:
                given = signed(key[0], environ[_FIELDS[ID]], machine_clock(), body)
                environ.update({_FIELDS[name]: value for name, value in given.items()})
        return inner(environ, start)

    app.wsgi_app = signing  # type: ignore[assignment,method-assign]
