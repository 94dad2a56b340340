"""When money for a text comes back, and when it stays because the text may have gone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from services.notification.dispatch.domain.budget import Bill, Form, Priced, priced
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.dispatch.usecases.send_paid import OVER_BUDGET, send_paid

COST = 350
BILL = Bill(message=UUID(int=1), number=1, agency="H56.14797", once=True)


class InMemoryPurse:
    """What is paid, by message and number; with no money nothing is."""

    def __init__(self, *, money: bool = True) -> None:
        self.paid: dict[tuple[UUID, int], int] = {}
        self._money = money

    def pay(self, bill: Bill, words: str, *, only_way: bool) -> Priced | None:
        if not (self._money or only_way):
            return None
        key = (bill.message, bill.number)
        cost = 0 if key in self.paid else COST
        self.paid.setdefault(key, COST)
        text = priced(words, form=Form.PLAIN, segment_price=COST).text
        return Priced(text=text, form=Form.PLAIN, cost=cost)

    def refund(self, bill: Bill) -> None:
        self.paid.pop((bill.message, bill.number), None)


class Provider:
    """Answers as it is told to."""

    patience = timedelta(minutes=1)

    def __init__(self, *results: Result) -> None:
        self._results = list(results)
        self.sent = 0

    def send(self, sms: Sms) -> Outcome:
        assert sms.reference == "r"
        self.sent += 1
        return Outcome(result=self._results.pop(0))


def tries(purse: InMemoryPurse, provider: Provider, count: int) -> list[Outcome]:
    return [
        send_paid(
            "Ho so",
            to="+84912345678",
            reference="r",
            bill=BILL,
            only_way=False,
            purse=purse,
            sender=provider,
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("result", [Result.ACCEPTED, Result.UNKNOWN])
def test_what_may_have_gone_stays_paid(result: Result) -> None:
    purse = InMemoryPurse()
    (outcome,) = tries(purse, Provider(result), 1)

    assert (outcome.result, outcome.cost, outcome.patience) == (result, COST, Provider.patience)
    assert sum(purse.paid.values()) == COST


@pytest.mark.parametrize("result", [Result.UNREACHABLE, Result.DEFERRED, Result.REFUSED])
def test_what_did_not_go_is_given_back(result: Result) -> None:
    purse = InMemoryPurse()
    (outcome,) = tries(purse, Provider(result), 1)

    assert (outcome.result, outcome.cost, purse.paid) == (result, 0, {})


@pytest.mark.parametrize("later", [Result.UNREACHABLE, Result.DEFERRED])
def test_a_later_failure_gives_nothing_back_of_an_unknown_end(later: Result) -> None:
    """The first try may have been taken, and is billed then."""
    purse = InMemoryPurse()
    outcomes = tries(purse, Provider(Result.UNKNOWN, later, later, Result.ACCEPTED), 4)

    assert [outcome.cost for outcome in outcomes] == [COST, 0, 0, 0]
    assert sum(purse.paid.values()) == COST


def test_a_refusal_says_that_no_try_was_taken() -> None:
    """A provider that has the reference says so, and does not refuse it."""
    purse = InMemoryPurse()
    tries(purse, Provider(Result.UNKNOWN, Result.REFUSED), 2)

    assert purse.paid == {}


def test_without_money_nothing_is_sent() -> None:
    provider = Provider()

    assert tries(InMemoryPurse(money=False), provider, 1) == [OVER_BUDGET]
    assert provider.sent == 0
