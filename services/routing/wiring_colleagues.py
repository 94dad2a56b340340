"""Who is at work, for the area of work: answered by the register of officers."""

from __future__ import annotations

from datetime import date

from chassis.db import Transaction
from kernel.rights import Actor
from kernel.standing import placed
from services.routing.officers.store.register import PgRegister


class RegisteredColleagues:
    """The port `Colleagues` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._register = PgRegister(tx)

    def find(self, account: str, on: date) -> Actor | None:
        """Return an officer of the register with where they stand on a day."""
        office = self._register.office(account, on)
        if office is None:
            return None
        actor = Actor(subject=account, roles=office.roles, agency=office.agency)
        return placed(actor, office, on)
