"""A mail as the bytes an SMTP server gets: plain text with the same in HTML beside it.

The forms are RFC 5322 (headers), 2047 (words in headers) and 2045/2046 (bodies). The bytes are put
together here from the standard library's encoders: its `EmailMessage` parses each header it is
given and folds it again, which was half of what a letter cost (docs/performance.md, messages).
"""

from __future__ import annotations

import binascii
import re
from email.header import Header
from email.headerregistry import Address
from email.utils import format_datetime, formataddr
from functools import lru_cache

from services.notification.dispatch.domain.mail import Mail

_CRLF = "\r\n"
_LINE_END = re.compile(r"\r\n|\r|\n")


def to_mime(mail: Mail, sender: Address) -> bytes:
    """Return the mail as a multipart/alternative message, lines ending in CRLF.

    All of it is ASCII but an address that is not (RFC 6532), which needs a server with SMTPUTF8.
    Raises `ValueError` when a header would hold a line break, as an address must never do.
    """
    urls = () if mail.stop_url is None else (mail.stop_url,)
    if any(_breaks(value) for value in (mail.to, mail.reference, mail.language, *urls)):
        raise ValueError("a header holds a linefeed")
    # Quoted-printable text never holds `=_`, so no line of a body can look like the boundary
    # (RFC 2045 section 6.7).
    boundary = f"=_{mail.reference.partition('@')[0]}"
    headers = (
        f"From: {_from(sender.display_name, sender.addr_spec)}",
        f"To: {mail.to}",
        f"Subject: {_words(mail.subject, 'Subject')}",
        f"Date: {format_datetime(mail.date)}",
        f"Message-ID: <{mail.reference}>",
        # Vacation replies would go to nobody (RFC 3834 section 5).
        "Auto-Submitted: auto-generated",
        f"Content-Language: {mail.language}",
        *_stop(mail.stop_url),
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative;{_CRLF} boundary="{boundary}"',
    )
    parts = (_part(boundary, "plain", mail.text), _part(boundary, "html", mail.html))
    head = _CRLF.join(headers).encode() + b"\r\n\r\n"
    return head + b"".join(parts) + f"--{boundary}--{_CRLF}".encode()


def _stop(url: str | None) -> tuple[str, ...]:
    """Return the headers that let a mailbox stop such letters with one click (RFC 8058)."""
    if url is None:
        return ()
    return f"List-Unsubscribe: <{url}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def _part(boundary: str, subtype: str, words: str) -> bytes:
    head = (
        f"--{boundary}{_CRLF}"
        f'Content-Type: text/{subtype}; charset="utf-8"{_CRLF}'
        f"Content-Transfer-Encoding: quoted-printable{_CRLF}{_CRLF}"
    )
    # The encoder breaks lines as the first line of its input ends: one must be there, and it is
    # the one before the next boundary.
    lines = _LINE_END.sub(_CRLF, words) + _CRLF
    return head.encode() + binascii.b2a_qp(lines.encode(), istext=True)


@lru_cache(maxsize=4)
def _from(name: str, address: str) -> str:
    if name.isascii():
        return formataddr((name, address))
    return f"{_words(name, 'From')} <{address}>"


def _words(words: str, header: str) -> str:
    """Return words of a header, folded and in ASCII.

    `Header` keeps the spaces between two encoded words, which Python 3.11's newer folding loses
    (RFC 2047 section 6.2 drops white space between them).
    """
    if _breaks(words):
        raise ValueError("a header holds a linefeed")
    charset = "us-ascii" if words.isascii() else "utf-8"
    return Header(words, charset, header_name=header).encode(linesep=_CRLF)


def _breaks(value: str) -> bool:
    return "\r" in value or "\n" in value
