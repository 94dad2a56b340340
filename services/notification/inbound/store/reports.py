"""Delivery status notifications as mail servers write them (RFC 3464 in RFC 6522)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from uuid import UUID

from services.notification.inbound.domain.bounce import Bounce

_RETURN = re.compile(r"\+([0-9a-f]{32})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"^Message-ID:\s*<([^<>\s]{3,200})>", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>;]{1,64}@[^\s<>;]{1,255}")
_MOST_RECIPIENTS = 20


def read_report(content: bytes) -> list[Bounce]:
    """Return what failed for good by this report; nothing for whatever else comes back.

    Raises nothing, whatever the bytes are: anybody may write to a return address.
    """
    mail = message_from_bytes(content, policy=default)
    if mail.get_content_type() != "multipart/report" or not isinstance(mail, EmailMessage):
        return []
    message, reference = _message_of(mail), _reference_of(mail)
    failed = [fields for part in mail.walk() if _is_status(part) for fields in _failed(part)]
    return [
        Bounce(reference=reference, message=message, recipient=recipient, status=status)
        for recipient, status in failed[:_MOST_RECIPIENTS]
    ]


def _is_status(part: Message) -> bool:
    return part.get_content_type() == "message/delivery-status"


def _failed(part: Message) -> Iterator[tuple[str, str]]:
    """Yield recipient and status of each group of fields that says it failed for good."""
    groups = part.get_payload()
    for group in groups if isinstance(groups, list) else ():
        if not isinstance(group, Message) or _field(group, "Action").lower() != "failed":
            continue
        recipient = _ADDRESS.search(
            _field(group, "Final-Recipient") or _field(group, "Original-Recipient")
        )
        status = _STATUS.search(_field(group, "Status"))
        if recipient and status and status.group().startswith("5."):
            yield recipient.group(), status.group()


def _field(group: Message, name: str) -> str:
    try:
        return str(group.get(name, ""))
    except (ValueError, IndexError, AttributeError):
        # The library's parsers of structured fields trip over some that are none.
        return ""


def _message_of(mail: EmailMessage) -> str | None:
    """Return the id of the letter in the address that the report came to."""
    for name in ("To", "Delivered-To", "X-Original-To"):
        for value in mail.get_all(name, []):
            found = _RETURN.search(str(value))
            if found:
                return str(UUID(found.group(1)))
    return None


def _reference_of(mail: EmailMessage) -> str | None:
    """Return the Message-ID of the letter that came back, from its headers in the report."""
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            found = _MESSAGE_ID.search(_words(part))
            if found:
                return found.group(1)
    return None


def _words(part: Message) -> str:
    """Return a part as text; of a whole mail its head comes first."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return "\n".join(str(one) for one in inner[:1])
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else str(inner)
