"""Where no provider of text messages is set up."""

from __future__ import annotations

from datetime import timedelta

from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms


class NoSms:
    """The port `SmsSender` without a provider: nothing leaves."""

    patience: timedelta | None = None

    def send(self, sms: Sms) -> Outcome:  # noqa: ARG002 -- the port's
        """Say that there is no provider."""
        return Outcome(result=Result.UNREACHABLE, reason="no-sms-provider")
