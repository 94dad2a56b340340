"""A net under the log: what looks personal is taken out of a line before it is written.

Nobody relies on it. Lines carry ids and codes by rule; what the net catches is a mistake, and
`motcua_log_redactions_total` counts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from structlog.typing import EventDict, WrappedLogger

from chassis import metrics
from kernel.personal import PERSONAL

REDACTED: Final = "[redacted]"
_KEYS: Final = frozenset({
    "name", "applicant", "on_behalf_of", "id_number", "tax_code", "birth_date", "phone", "email",
    "address", "street", "form", "contact", "recipient", "mailbox", "body", "document", "secret",
    "otp", "token", "authorization", "password", "idempotency_key",
})  # fmt: skip
_DEEPEST: Final = 12


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Return the line without what looks personal; a structlog processor."""
    caught: list[str] = []
    # The frames of a trace have names of functions, and nobody's.
    clean = {
        key: _clean(key, value, caught, keys=frozenset() if key == "exception" else _KEYS)
        for key, value in event.items()
    }
    if caught:
        metrics.counter("motcua_log_redactions_total", "Personal data kept out of the log").inc(
            len(caught)
        )
    return clean


def _clean(
    key: object, value: object, caught: list[str], *, keys: frozenset[str], depth: int = 0
) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if key in keys or depth > _DEEPEST:
        caught.append(str(key))
        return REDACTED
    if isinstance(value, Mapping):
        return {
            name: _clean(name, item, caught, keys=keys, depth=depth + 1)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(None, item, caught, keys=keys, depth=depth + 1) for item in value]
    text = value if isinstance(value, str) else str(value)
    clean, count = PERSONAL.subn(REDACTED, text)
    caught += ["value"] * count
    return clean if count else value
