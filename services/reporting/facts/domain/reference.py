"""What reports need to know of agencies and procedures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCopy:
    """An agency as published last; `parent` is the agency above it."""

    code: str
    name: str
    tier: str
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureCopy:
    """A procedure as published last, with the field (lĩnh vực) it is counted under."""

    code: str
    name: str
    field_code: str
    field_name: str
