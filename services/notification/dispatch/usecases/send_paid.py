"""A text goes inside its agency's budget, and stays paid for where it may have gone."""

from __future__ import annotations

from dataclasses import replace

from services.notification.dispatch.domain.budget import Bill
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.ports import Purse, SmsSender

OVER_BUDGET = Outcome(result=Result.REFUSED, reason="over-budget")
_NOT_TAKEN = frozenset({Result.UNREACHABLE, Result.DEFERRED, Result.REFUSED})


def send_paid(
    words: str,
    *,
    to: str,
    reference: str,
    bill: Bill,
    only_way: bool,
    purse: Purse,
    sender: SmsSender,
    mark: int | None = None,
) -> Outcome:
    """Pay for a text, hand it over and return how that ended, `over-budget` where it was not.

    Money comes back for what this try paid and did not hand over. An earlier try under the same
    bill whose end is unknown may have been taken, and a later failure says nothing about it; a
    refusal does, for a provider says of the reference it took that it has it.
    """
    paid = purse.pay(bill, words, only_way=only_way)
    if paid is None:
        return OVER_BUDGET
    outcome = sender.send(Sms(reference=reference, to=to, text=paid.text, mark=mark))
    if outcome.result not in _NOT_TAKEN:
        return replace(outcome, cost=paid.cost, patience=sender.patience)
    if paid.cost or outcome.result is Result.REFUSED:
        purse.refund(bill)
    return outcome
