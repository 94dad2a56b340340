"""Two providers of text messages beside each other, with what each took and what a test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from services.notification.dispatch.domain.message import SMS
from services.notification.dispatch.domain.outcome import Result
from services.notification.dispatch.domain.provider import Provider
from services.notification.dispatch.store.providers import PgProviders
from services.notification.settings import TextSettings
from tests.integration.notification.intake_stub import accepted
from tests.integration.notification.rig import Notification
from tests.integration.notification.sms_provider import SmsBox

CODES = [f"H56.14797-261123-{number:04}" for number in range(1, 41)]


@dataclass
class Several:
    """The service with providers `one` and `two`, both of weight 50."""

    notification: Notification
    one: SmsBox
    two: SmsBox

    def __post_init__(self) -> None:
        named = {"one": self.one, "two": self.two}
        self.notification.texts = TextSettings(
            providers=[replace(box.provider, name=name, weight=50) for name, box in named.items()],
            rate=100,
        )
        self.notification.know_names()
        with self.notification.database.transaction() as tx:
            PgProviders(tx, SMS).enrol(dict.fromkeys(named, 50))

    def queue(self, *codes: str) -> None:
        """Have a text about each dossier waiting."""
        contact = self.notification.intake.contact
        contacts = [contact(code=code, phone="+84912345678") for code in codes]
        self.notification.hear_together(*contacts, *(accepted(code) for code in codes))
        self.notification.send_all()

    def only(self, name: str) -> None:
        """Pin a provider; with no name none is."""
        with self.notification.database.transaction() as tx:
            store = PgProviders(tx, SMS)
            assert store.pin(name) if name else store.unpin()

    def now(self) -> None:
        """Let all that waits be due, and whoever is out be asked."""
        self.notification.execute("UPDATE message SET next_attempt_at = now() - interval '1 s'")
        self.notification.execute("UPDATE provider SET ask_at = now() WHERE ask_at IS NOT NULL")

    def later(self, wait: timedelta) -> None:
        """Let time pass for providers and for what is bound to them."""
        seconds = wait.total_seconds()
        self.notification.execute(f"""
            UPDATE provider SET noted_at = noted_at - interval '{seconds} s',
                step_at = step_at - interval '{seconds} s'
        """)  # noqa: S608 -- a number of ours
        self.notification.execute(
            f"UPDATE message SET bound_until = bound_until - interval '{seconds} s'"  # noqa: S608
        )

    def send(self) -> list[Result]:
        """Send what may go, and return how each try ended."""
        return self.notification.send_texts()

    def provider(self, name: str) -> Provider:
        """Return how a provider stands."""
        with self.notification.database.read() as tx:
            (found,) = [one for one in PgProviders(tx, SMS).all()[0] if one.name == name]
        return found

    def tried_by(self, code: str) -> Sequence[str | None]:
        """Return by whom the text about a dossier was tried, in order."""
        found = self.notification.messages(code)
        return [
            attempt.provider
            for message, attempts in found
            if message.channel == SMS
            for attempt in attempts
        ]
