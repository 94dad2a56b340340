"""The client of an SMS gateway against the gateway of one box, over real HTTP."""

from __future__ import annotations

import pytest

from services.notification.dispatch.clients.http_sms import HttpSms, outcome_of
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.sms import Sms
from services.notification.places import SmsProvider
from services.notification.templates.domain.short_text import short_text
from tests.integration.notification.sms_provider import SmsBox

WORDS = "Hồ sơ một cửa H56.14797-261123-0001: đã được tiếp nhận."


def text_to(phone: str = "+84912345678", reference: str = "r1") -> Sms:
    return Sms(reference=reference, to=phone, text=short_text(WORDS))


@pytest.fixture
def client(sms: SmsBox) -> HttpSms:
    return HttpSms(sms.provider, seconds=30.0)


def test_a_text_is_handed_over(client: HttpSms, sms: SmsBox) -> None:
    assert client.send(text_to()) == Outcome(result=Result.ACCEPTED, code=0)
    assert sms.phones == ["84912345678"]
    assert sms.words == [WORDS]


def test_the_same_reference_is_one_text(client: HttpSms, sms: SmsBox) -> None:
    outcomes = [client.send(text_to()) for _ in range(3)]

    assert [outcome.code for outcome in outcomes] == [0, 1, 1]
    assert {outcome.result for outcome in outcomes} == {Result.ACCEPTED}
    assert len(sms.words) == 1


def test_numbers_stand_for_what_goes_wrong(client: HttpSms, sms: SmsBox) -> None:
    """The ones the README lists; a person tries them without any switch."""
    refused = client.send(text_to("+84900000001", "a"))
    dropped = client.send(text_to("+84900000005", "b"))
    tries = [client.send(text_to("+84900000007", "c")) for _ in range(3)]

    assert (refused.result, refused.reason) == (Result.REFUSED, "number-unknown")
    assert (dropped.result, dropped.reason) == (Result.UNKNOWN, "no-answer")
    assert [outcome.result for outcome in tries] == ["deferred", "deferred", "accepted"]
    assert sms.phones == ["84900000005", "84900000007"]


def test_what_was_unknown_is_found_out_by_the_reference(client: HttpSms, sms: SmsBox) -> None:
    """It had been taken: sent again it is not sent twice."""
    sms.texts.mode = "drop"
    first = client.send(text_to())
    sms.texts.mode = "ok"
    second = client.send(text_to())

    assert (first.result, second.result, second.code) == (Result.UNKNOWN, Result.ACCEPTED, 1)
    assert len(sms.words) == 1


def test_an_answer_that_does_not_come_is_unknown(sms: SmsBox) -> None:
    """It may have been taken, as here."""
    client = HttpSms(sms.provider, seconds=0.2)

    assert client.send(text_to("+84900000004")).result is Result.UNKNOWN
    assert sms.phones == ["84900000004"]


def test_a_gateway_that_is_away_has_taken_nothing() -> None:
    client = HttpSms(SmsProvider(url="http://127.0.0.1:1", sender="MOTCUA"), seconds=1.0)

    assert client.send(text_to()).result is Result.UNREACHABLE


@pytest.mark.parametrize(
    ("code", "result", "reason"),
    [
        (101, Result.UNREACHABLE, "authentication"),
        (103, Result.UNREACHABLE, "account-empty"),
        (202, Result.REFUSED, "number-refuses-texts"),
        (302, Result.DEFERRED, "provider-error"),
        (999, Result.DEFERRED, "provider-deferred"),
    ],
)
def test_codes_are_told_apart_by_whose_trouble_they_are(
    code: int, result: Result, reason: str
) -> None:
    """Our password or money is never the number's fault; an unknown code is tried again."""
    assert outcome_of(code) == Outcome(result=result, reason=reason, code=code)


def test_what_is_no_answer_of_the_gateway_goes_by_its_status(sms: SmsBox) -> None:
    """A page of something in between, which does not know us."""
    client = HttpSms(SmsProvider(url=f"{sms.provider.url}/else", sender="M"), seconds=30.0)

    assert client.send(text_to()) == Outcome(
        result=Result.UNREACHABLE, reason="authentication", code=401
    )
