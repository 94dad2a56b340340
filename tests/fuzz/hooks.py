"""Loaded by the fuzzer in its own environment: who asks, and a check of our own.

Each request takes one of the tokens that its operation lets in, or now and then one that it does
not; which one hangs on the request, so that the same request is asked by the same caller again.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st

_STRANGERS = 8  # one in so many
_TOKENS: dict[str, list[str]] = json.loads(Path(os.environ["MOTCUA_FUZZ_TOKENS"]).read_text())
_EVERYBODY = sorted({token for tokens in _TOKENS.values() for token in tokens})


@schemathesis.hook
def before_load_schema(_context: Any, raw_schema: dict[str, Any]) -> None:  # noqa: ANN401 -- the fuzzer's own types
    """Take `default` away: with it no status would be undocumented."""
    for item in raw_schema["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                operation.get("responses", {}).pop("default", None)


# Where the calendar of Python ends and what PostgreSQL takes for no offset: chance hits neither.
_ENDS = ("0001-01-01", "9999-12-31")
_OFFSETS = ("Z", "+07:00", "+14:00", "-12:00", "+23:59", "-23:59")
_days = st.dates().map(str) | st.sampled_from(_ENDS)
_instants = st.tuples(_days, st.sampled_from(("00:00:00", "23:59:59")), st.sampled_from(_OFFSETS))
schemathesis.openapi.format("date", _days)
schemathesis.openapi.format("date-time", _instants.map("{0[0]}T{0[1]}{0[2]}".format))

# Of HTTP itself (RFC 9110, 9111), and for browsers alone.
_NOT_TOLD = {
    *("allow", "cache-control", "connection", "content-security-policy", "date", "server", "vary"),
    *("cross-origin-resource-policy", "referrer-policy", "www-authenticate"),
    *("x-content-type-options", "x-frame-options"),
}


@schemathesis.serializer("message/rfc822")
def mail(_context: Any, value: Any) -> bytes:  # noqa: ANN401 -- the fuzzer's own types
    """Send a mail as it is: text of whatever kind."""
    return str(value).encode("utf-8", "surrogatepass")


@schemathesis.check
def headers_are_told(_context: Any, response: Any, case: Any) -> None:  # noqa: ANN401 -- the fuzzer's own types
    """Hold the gateway to naming each header that means something to clients."""
    if os.environ["MOTCUA_FUZZ_TARGET"] != "gateway":
        return  # of a service the gateway alone reads the headers
    told = case.operation.responses.find_by_status_code(response.status_code)
    names = {name.lower() for name, _ in (told.headers.items() if told else ())} | _NOT_TOLD
    untold = {
        name
        for name in map(str.lower, response.headers)
        if name not in names and not name.startswith("content-")
    }
    if untold and case.method.upper() == case.operation.method.upper():
        raise AssertionError(f"{response.status_code} has headers that are not told: {untold}")


@schemathesis.auth(refresh_interval=None)
class Callers:
    """Gives a request its token."""

    def get(self, case: Any, _context: Any) -> str:  # noqa: ANN401 -- the fuzzer's own types
        """Return the `Authorization` of whoever asks this."""
        asked = repr((case.method, case.path, case.path_parameters, case.query, case.body))
        number = int.from_bytes(hashlib.sha256(asked.encode("utf-8", "replace")).digest()[:8])
        allowed = _TOKENS.get(case.operation.label) or _EVERYBODY
        chosen = _EVERYBODY if number % _STRANGERS == 0 else allowed
        return chosen[number // _STRANGERS % len(chosen)]

    def set(self, case: Any, data: str, _context: Any) -> None:  # noqa: ANN401 -- the same
        """Put it into the request."""
        case.headers = {**(case.headers or {}), "Authorization": data}
