"""What messages need to know of an agency."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyWords:
    """An agency as a letter names it; `phone` as people dial it."""

    code: str
    name: str
    address: str | None = None
    phone: str | None = None
