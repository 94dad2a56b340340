"""What agencies spent on text messages, in PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import text

from chassis.db import Database, Transaction
from kernel.clock import VIETNAM, Clock
from services.notification.dispatch.domain.budget import (
    Bill,
    Budget,
    Form,
    Priced,
    Prices,
    choose,
    priced,
)

# The row is locked until the text is paid, so that two senders never spend the same money.
_OPEN = text("""
    INSERT INTO sms_spending (agency, day, cost) VALUES (:agency, :day, 0)
    ON CONFLICT (agency, day) DO UPDATE SET cost = sms_spending.cost
    RETURNING cost, (
        SELECT coalesce(sum(earlier.cost), 0) FROM sms_spending AS earlier
        WHERE earlier.agency = :agency AND earlier.day >= :month AND earlier.day < :day
    ) AS before
""")
# A provider that knows a text again bills its own first try of it, and no other.
_FIRST = text("""
    SELECT coalesce(min(number), :number) FROM attempt
    WHERE message = :message AND provider = (
        SELECT provider FROM attempt WHERE message = :message AND number = :number
    )
""")
_PAID = text("SELECT form FROM sms_payment WHERE message = :message AND number = :number")
_SPEND = text("""
    WITH paid AS (
        INSERT INTO sms_payment (message, number, agency, day, cost, form, segments)
        VALUES (:message, :number, :agency, :day, :cost, :form, :segments)
    )
    UPDATE sms_spending SET cost = cost + :cost WHERE agency = :agency AND day = :day
""")
# Given back to the day it was paid on.
_REFUND = text("""
    WITH paid AS (
        DELETE FROM sms_payment WHERE message = :message AND number = :number
        RETURNING agency, day, cost
    )
    UPDATE sms_spending SET cost = sms_spending.cost - paid.cost FROM paid
    WHERE sms_spending.agency = paid.agency AND sms_spending.day = paid.day
""")


class PgPurse:
    """The port `Purse`. Days and months are those of Vietnam by the suite's clock."""

    def __init__(self, database: Database, clock: Clock, prices: Prices) -> None:
        self._database = database
        self._clock = clock
        self._prices = prices

    def pay(self, bill: Bill, words: str, *, only_way: bool) -> Priced | None:
        """Return the text in the form the budget allows, paid in a transaction of its own."""
        day = self._today()
        price = self._prices.segment_price
        given = {"agency": bill.agency, "day": day, "month": day.replace(day=1)}
        with self._database.transaction() as tx:
            of_text = _of_text(tx, bill)
            form: str | None = tx.scalar(_PAID, of_text)
            if form is not None:
                before = priced(words, form=Form(form), segment_price=price)
                return replace(before, cost=0)
            spent = tx.execute(_OPEN, given).one()
            budget = Budget(
                daily_cap=self._prices.daily_cap,
                monthly_cap=self._prices.monthly_cap,
                spent_today=spent.cost,
                spent_this_month=int(spent.before) + spent.cost,
            )
            chosen = choose(words, budget, segment_price=price, only_way=only_way)
            if chosen is not None:
                paid = {"agency": bill.agency, "day": day, "cost": chosen.cost}
                written = {"form": chosen.form, "segments": chosen.text.segments}
                tx.execute(_SPEND, {**of_text, **paid, **written})
        return chosen

    def refund(self, bill: Bill) -> None:
        """Take back what was paid."""
        with self._database.transaction() as tx:
            tx.execute(_REFUND, _of_text(tx, bill))

    def _today(self) -> date:
        return self._clock().astimezone(VIETNAM).date()


def _of_text(tx: Transaction, bill: Bill) -> dict[str, object]:
    """Return under what a payment stands: the message, and the try that is billed."""
    of_text: dict[str, object] = {"message": bill.message, "number": bill.number}
    return {**of_text, "number": tx.scalar(_FIRST, of_text)} if bill.once else of_text
