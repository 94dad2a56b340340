"""The legal term of a procedure, per channel and case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from kernel.channel import Channel
from kernel.term import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRule:
    """How long the procedure may take.

    A rule without channel or case holds for all of them. `ground` says where the term comes
    from; `unverified` marks one written by hand (rule 12 of the shipped rule set).
    """

    term: Term
    channel: Channel | None = None
    case: str | None = None
    ground: str
    unverified: bool = False

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a term rule from its checked document."""
        channel = document.get("channel")
        return cls(
            term=Term.parse(document["term"]),
            channel=Channel(channel) if channel else None,
            case=document.get("case"),
            ground=document["ground"],
            unverified=document.get("unverified", False),
        )


def term_for(rules: Iterable[TermRule], *, channel: Channel, case: str | None) -> TermRule | None:
    """Return the most specific rule for channel and case, or None when none fits.

    The case outweighs the channel: a sub-case of a procedure has its own law, a channel only
    its own practice.
    """
    fitting = [
        rule for rule in rules if rule.case in (None, case) and rule.channel in (None, channel)
    ]
    return max(
        fitting,
        key=lambda rule: (rule.case is not None, rule.channel is not None),
        default=None,
    )
