"""A mail as MIME: plain text with the same in HTML beside it."""

from __future__ import annotations

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from services.notification.dispatch.domain.mail import Mail


class MailPolicy(EmailPolicy):
    """The wire form of our mails, with subjects that keep their spaces.

    Python 3.11 loses the space between two encoded words where it folds a long header
    (RFC 2047 section 6.2 drops white space between them), so subjects are folded by `Header`.
    """

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401 -- the policy's own signature
        """Return a header as lines."""
        subject = str(value)
        if name.lower() != "subject" or subject.isascii() or self.utf8:
            folded: str = super().fold(name, value)
            return folded
        words = Header(subject, "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401 -- the same
        """Return a header as lines of bytes."""
        if name.lower() != "subject" or self.utf8:
            return super().fold_binary(name, value)
        return self.fold(name, value).encode("ascii")


POLICY = MailPolicy(linesep="\r\n")


def to_mime(mail: Mail, sender: Address) -> EmailMessage:
    """Return the mail as a multipart/alternative message.

    Raises `ValueError` when a header would hold a line break, as an address must never do.
    """
    message = EmailMessage(policy=POLICY)
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
