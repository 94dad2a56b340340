"""What a mandate (giấy ủy quyền) lets somebody do in another's name, and those somebody holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class MandatedAction(StrEnum):
    """What the one who gives the mandate lets the other do (Civil Code 2015 art. 141)."""

    FILE = "file"  # file dossiers, follow and write about those filed
    SUPPLEMENT = "supplement"  # answer a request for papers
    RECEIVE_RESULT = "receive-result"  # be given the result at the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMandate:
    """A mandate in force, as far as rights ask: what its holder may do."""

    id: str
    actions: frozenset[MandatedAction]
