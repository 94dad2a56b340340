"""What officers are called, as far as it could be learnt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """Name, post and unit in one line, by account, of those known.

    `in_charge` are the accounts of who has the work on dossiers, by dossier. `unanswered` are the
    accounts and dossiers of which nobody could be asked yet; an account that stands nowhere is
    one by which the register knows nobody, a dossier one that nobody has.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    in_charge: Mapping[str, str] = field(default_factory=dict)
    unanswered: frozenset[str] = frozenset()
