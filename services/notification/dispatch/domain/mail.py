"""A message as an e-mail provider gets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one mailbox; `reference` is its Message-ID without brackets (RFC 5322 3.6.4).

    A mail that is sent again carries the same reference and date, so that the mailbox can see
    that it has it already. `stop_url` is where all such letters are stopped with one click
    (RFC 8058), None in letters that cannot be.
    """

    reference: str
    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    language: str
    date: datetime
    stop_url: str | None = field(default=None, repr=False)


def return_path(address: str, reference: str) -> str:
    """Return where a mail comes back to: an address that names the letter (VERP).

    `reference` is the Message-ID, whose local part is the id of the letter.
    """
    local, _, domain = address.rpartition("@")
    return f"{local}+{reference.partition('@')[0].replace('-', '')}@{domain}"
