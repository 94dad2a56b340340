"""Loaded by the fuzzer in its own environment: who asks.

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

_STRANGERS = 8  # one in so many
_TOKENS: dict[str, list[str]] = json.loads(Path(os.environ["MOTCUA_FUZZ_TOKENS"]).read_text())
_EVERYBODY = sorted({token for tokens in _TOKENS.values() for token in tokens})


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
