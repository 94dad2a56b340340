"""Where ids come from."""

from __future__ import annotations

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a UUIDv7 (RFC 9562 section 5.7): unique, and ordered by the time it was made."""
    return uuid7()
