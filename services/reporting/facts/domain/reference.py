"""What reports need to know of agencies, procedures, and who may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCopy:
    """An agency as published last; `parent` is the agency above it.

    After `valid_to` what `heir` has of it is all that nobody else took over.
    """

    code: str
    name: str
    tier: str
    parent: str | None
    heir: str | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureCopy:
    """A procedure as published last, with the field (lĩnh vực) it is counted under."""

    code: str
    name: str
    field_code: str
    field_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerCopy:
    """Where an account is in office, as what, from `first_day` to `last_day`, both included."""

    account: str
    officer: str
    agency: str
    roles: tuple[str, ...]
    first_day: date
    last_day: date | None
