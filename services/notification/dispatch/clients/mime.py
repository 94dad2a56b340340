"""A mail as MIME: plain text with the same in HTML beside it."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from services.notification.dispatch.domain.mail import Mail


def to_mime(mail: Mail, sender: Address) -> EmailMessage:
    """Return the mail as a multipart/alternative message.

    Raises `ValueError` when a header would hold a line break, as an address must never do.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(mail.date)
    message["Message-ID"] = f"<{mail.reference}>"
    # Vacation replies would go to nobody (RFC 3834 section 5).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # Last, because setting content takes all Content-… headers away.
    message["Content-Language"] = mail.language
    return message
