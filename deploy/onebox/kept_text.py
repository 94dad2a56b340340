"""A text message as it lies in the mailbox of one box, where `motcua inbox` looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import format_datetime

_DOMAIN = "sms.motcua.invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    """A text: to which number (without a plus), from which name, and when."""

    reference: str
    to: str
    sender: str
    words: str
    encoding: str
    at: datetime

    @property
    def recipients(self) -> list[str]:
        """Return whom the mail is for."""
        return [f"{self.to}@{_DOMAIN}"]

    def mail(self) -> bytes:
        """Return the mail it is kept as."""
        mail = EmailMessage(policy=MAIL_POLICY)
        mail["From"] = f"{self.sender}@{_DOMAIN}"
        mail["To"] = self.recipients[0]
        mail["Subject"] = "SMS"
        mail["Date"] = format_datetime(self.at)
        mail["Message-ID"] = f"<{self.reference}@{_DOMAIN}>"
        mail["X-Encoding"] = self.encoding
        mail.set_content(self.words, cte="base64")
        return mail.as_bytes()
