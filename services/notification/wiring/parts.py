"""What the routes of notification are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from chassis.crypto import KeyRing
from chassis.db import Database
from kernel.clock import Clock
from services.notification.dispatch.clients.no_sms import NoSms
from services.notification.dispatch.domain.budget import Prices
from services.notification.dispatch.ports import Purse, SmsSender
from services.notification.dispatch.store.purse import PgPurse
from services.notification.letterbox.clients.intake_dossiers import Asked
from services.notification.people.ports import OfficerNames
from services.notification.people.store.stop_links import StopLinks
from services.notification.receipts.api.routes_receipts import Keys
from services.notification.staff.ports import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The database, clock and keys of the routes.

    `public_url` is where people reach the public API; `intake` says whose dossiers are whose;
    `keys` are those of providers and mail servers that call; `texted` tells whether there is a
    provider of SMS, and `answers` is what texts that come in are answered by, at these `prices`;
    `officers` is who knows what they are called, `register` who is in office; `mail_domain` names
    letters.
    """

    database: Database
    clock: Clock
    ring: KeyRing = field(repr=False)
    public_url: str
    intake: Asked | None = None
    keys: Keys = field(default_factory=dict, repr=False)
    texted: bool = False
    answers: SmsSender = field(default_factory=NoSms)
    prices: Prices = field(default_factory=Prices)
    officers: OfficerNames | None = None
    register: Register | None = None
    mail_domain: str = "motcua.invalid"

    @property
    def purse(self) -> Purse:
        """Return what pays for answers."""
        return PgPurse(self.database, self.clock, self.prices)

    @property
    def links(self) -> StopLinks:
        """Return what makes and opens the links that stop messages."""
        return StopLinks(self.ring, self.public_url)
