"""Who is at work, for the area of work: answered by the register of officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chassis.db import Transaction
from kernel.rights import Actor
from kernel.standing import Office, placed
from services.routing.officers.ports import DayOf
from services.routing.officers.store.register import PgRegister
from services.routing.work.domain.assigning import Colleague


class RegisteredColleagues:
    """The port `Colleagues` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._register = PgRegister(tx)

    def find(self, account: str, on: date) -> Colleague | None:
        """Return an officer of the register as they are on a day."""
        office = self._register.office(account, on)
        if office is None:
            return None
        days = self._register.days([account], on)
        return _colleague(account, office, days.get(account, DayOf()), on)

    def at(self, agency: str, on: date) -> Sequence[Colleague]:
        """Return who stands at an agency on a day, by account."""
        there = {one.account: office for one, office in self._register.roster(agency, on)}
        days = self._register.days(sorted(there), on)
        return [
            _colleague(account, office, days.get(account, DayOf()), on)
            for account, office in sorted(there.items())
        ]


def _colleague(account: str, office: Office, day: DayOf, on: date) -> Colleague:
    actor = Actor(subject=account, roles=office.roles, agency=office.agency)
    return Colleague(
        actor=placed(actor, office, on), away=day.away, cover=day.cover, fields=day.fields
    )
