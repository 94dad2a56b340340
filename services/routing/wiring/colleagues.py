"""Who is at work, for the area of work: answered by the register of officers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chassis.db import Transaction
from kernel.rights import Actor
from kernel.standing import Office, placed
from services.routing.officers.domain.officer import Officer
from services.routing.officers.ports import DayOf
from services.routing.officers.store.register import PgRegister
from services.routing.work.domain.assigning import Colleague


class RegisteredColleagues:
    """The ports `Colleagues` and `Workforce` on one transaction."""

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
        return self._as_they_are(self._register.roster(agency, on), on)

    def everybody(self, on: date) -> Sequence[Colleague]:
        """Return who is in office on a day, wherever they stand then, by account."""
        return self._as_they_are(self._register.everybody(on), on)

    def _as_they_are(
        self, entries: Sequence[tuple[Officer, Office]], on: date
    ) -> Sequence[Colleague]:
        there = {one.account: office for one, office in entries}
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
