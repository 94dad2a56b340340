"""A mail came back: what a mail server says became of it (RFC 3464)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique

_NO_MAILBOX = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
"""The mailbox or its domain does not exist, moved, is switched off or takes no mail.

RFC 3463 sections 3.2, 3.3 and 3.5, RFC 7505 section 4.1. Other permanent failures (a full
mailbox, a policy, content) say nothing about whether the address is good.
"""


@unique
class Taken(StrEnum):
    """What a report came to."""

    DISABLED = "disabled"  # the address gets nothing any more
    FAILED = "failed"  # this letter did not arrive; the address may be good
    KNOWN = "known"  # said before
    UNKNOWN = "unknown"  # about no letter of ours
    IGNORED = "ignored"  # no failure: a delay, a vacation


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A letter that failed for good, by its Message-ID or the id in its return path.

    `status` is the enhanced status code (RFC 3463), `recipient` the address that failed.
    """

    reference: str | None
    message: str | None
    recipient: str = field(repr=False)
    status: str

    @property
    def no_mailbox(self) -> bool:
        """Tell whether there is nobody at the address."""
        return self.status in _NO_MAILBOX
