"""What is known of an address: what its owner stopped, and that it takes no mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

BOUNCED = "bounced"
"""The mailbox does not exist (any more): nothing is sent to it for a while."""
BOUNCE_HOLDS = timedelta(days=90)
"""After so long it is tried again: mailboxes are opened anew. A stop holds until taken back."""
_STOP = "stop:"


def stop_of(kind: str) -> str:
    """Return the mark by which its owner wants no messages of a kind."""
    return f"{_STOP}{kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a link in a letter stops: messages of `kind` to an address, named by its blind index.

    `language` is that of the letter, for the page behind the link.
    """

    address: str
    kind: str
    language: str
