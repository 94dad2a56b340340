"""What is kept of intake's trail: where its chains stood at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailEnd:
    """The last link of one chain of one dossier; `hash` as hexadecimal digits."""

    dossier: str
    chain: str
    number: int
    hash: str
