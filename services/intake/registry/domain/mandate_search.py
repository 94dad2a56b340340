"""Whose mandates a desk looks for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateQuery:
    """Either side, by `identities` (as `identities_of` names them) or by the whole `name`."""

    identities: tuple[str, ...] = field(default=(), repr=False)
    name: str | None = field(default=None, repr=False)
