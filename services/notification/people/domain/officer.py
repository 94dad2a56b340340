"""What officers are called, as far as it could be learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """Name, post and unit in one line, by account, of those known.

    `unanswered` are the accounts of which nobody could be asked yet; of one that stands in
    neither the register says that it knows nobody by it.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    unanswered: frozenset[str] = frozenset()
