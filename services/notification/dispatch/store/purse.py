"""What agencies spent on text messages, in PostgreSQL."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text

from chassis.db import Database
from kernel.clock import VIETNAM, Clock
from services.notification.dispatch.domain.budget import Budget, Priced, choose

# The row is locked until the text is paid, so that two senders never spend the same money.
_OPEN = text("""
    INSERT INTO sms_spending (agency, day, cost) VALUES (:agency, :day, 0)
    ON CONFLICT (agency, day) DO UPDATE SET cost = sms_spending.cost
    RETURNING cost, (
        SELECT coalesce(sum(earlier.cost), 0) FROM sms_spending AS earlier
        WHERE earlier.agency = :agency AND earlier.day >= :month AND earlier.day < :day
    ) AS before
""")
_SPEND = text("""
    UPDATE sms_spending SET cost = cost + :cost WHERE agency = :agency AND day = :day
""")


class PgPurse:
    """The port `Purse`; caps in đồng for each agency, 0 without one.

    Days and months are those of Vietnam by the suite's clock.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        segment_price: int,
        daily_cap: int,
        monthly_cap: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._price = segment_price
        self._daily_cap = daily_cap
        self._monthly_cap = monthly_cap

    def pay(self, agency: str, words: str, *, only_way: bool) -> Priced | None:
        """Return the text in the form the budget allows, paid in a transaction of its own."""
        day = self._today()
        given = {"agency": agency, "day": day, "month": day.replace(day=1)}
        with self._database.transaction() as tx:
            spent = tx.execute(_OPEN, given).one()
            budget = Budget(
                daily_cap=self._daily_cap,
                monthly_cap=self._monthly_cap,
                spent_today=spent.cost,
                spent_this_month=int(spent.before) + spent.cost,
            )
            priced = choose(words, budget, segment_price=self._price, only_way=only_way)
            if priced is not None:
                tx.execute(_SPEND, {"agency": agency, "day": day, "cost": priced.cost})
        return priced

    def refund(self, agency: str, priced: Priced) -> None:
        """Take back what was paid."""
        given = {"agency": agency, "day": self._today(), "cost": -priced.cost}
        with self._database.transaction() as tx:
            tx.execute(_SPEND, given)

    def _today(self) -> date:
        return self._clock().astimezone(VIETNAM).date()
