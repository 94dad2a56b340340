"""What services show of their state, so that one can be held against another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a bucket holds: how many ids, and a digest over ids and values."""

    bucket: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One id and its value; `age` is how many seconds ago it changed, None when not known."""

    id: str
    value: str
    age: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something a service finds wrong with its own state: what is there, what should be."""

    invariant: str
    kind: str
    id: str
    found: str
    wanted: str
