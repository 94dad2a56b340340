"""The papers (thành phần hồ sơ) a dossier must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kernel.channel import Channel
from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper: how many originals and copies, and in which cases and channels it is asked.

    Empty `cases` or `channels` mean all. `one_of` names a group of papers of which one is
    enough. `note` tells the citizen what else to know.
    """

    id: str
    name: Text
    required: bool = True
    originals: int = 1
    copies: int = 0
    cases: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    one_of: str | None = None
    note: Text | None = None

    def asked_in(self, *, channel: Channel, case: str | None) -> bool:
        """Tell whether the paper is asked in this channel and case."""
        return (not self.cases or case in self.cases) and (
            not self.channels or channel in self.channels
        )

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a paper from its checked document."""
        note = document.get("note")
        return cls(
            id=document["id"],
            name=Text(**document["name"]),
            required=document.get("required", True),
            originals=document.get("originals", 1),
            copies=document.get("copies", 0),
            cases=tuple(document.get("cases", ())),
            channels=tuple(Channel(value) for value in document.get("channels", ())),
            one_of=document.get("one_of"),
            note=Text(**note) if note else None,
        )
