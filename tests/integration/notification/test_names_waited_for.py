"""A letter waits for the name of its officer while routing, asked over HTTP, is slow or away."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from contracts.events.clock import SupplementRequested
from contracts.events.intake import DossierSubmitted
from services.notification.dispatch.domain.message import EMAIL, SMS
from services.notification.dispatch.domain.outcome import Result
from services.notification.dispatch.store.providers import PgProviders
from services.notification.settings import TextSettings
from tests.integration.notification.intake_stub import AGENCY, AT, CODE, PROCEDURE, accepted
from tests.integration.notification.rig import Notification, wait_until
from tests.integration.notification.routing_box import RoutingBox
from tests.integration.notification.routing_stub import FakeRouting
from tests.integration.notification.sms_provider import SmsBox

NAME, WHO = "Lê Thị Duyên", "officer-017"
OTHER = "H56.14797-261123-0002"
NAMED = f"  Cán bộ thực hiện: {NAME}\n"
DESK = "  Đầu mối liên hệ: Bộ phận Một cửa"
SLOW_SECONDS = 2.6
"""Longer than anybody waits for a name."""
MOST_SECONDS = 30.0
"""Twelve are waited at most; the rest is what a crowded machine may add."""
WAITED, WENT = ("deferred", "officer-not-named"), ("accepted", None)
_OPEN = text("""
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
      AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
""")
UNNAMED = ("accepted", "officer-not-named")


@pytest.fixture
def routing() -> RoutingBox:
    """Give a routing that knows one officer, and does not run yet."""
    return RoutingBox(FakeRouting(names={WHO: NAME}))


@pytest.fixture
def asking(notification: Notification, routing: RoutingBox) -> Notification:
    """Give notification, which asks that routing and has an acceptance to tell."""
    notification.officers = routing.officers(notification.clock)
    notification.know_names()
    notification.hear(notification.intake.contact(), accepted())
    return notification


def tries(notification: Notification, code: str = CODE) -> list[tuple[str | None, str | None]]:
    """Return how the tries of the letters of a dossier ended, with their reasons."""
    return [
        (attempt.outcome, attempt.reason)
        for message, attempts in notification.messages(code)
        if message.channel == EMAIL
        for attempt in attempts
    ]


def words(notification: Notification) -> list[str]:
    """Return the plain texts of the letters that went."""
    bodies = [mail.get_body(("plain",)) for mail in notification.provider.mails]
    return [body.get_content().replace("\r\n", "\n") for body in bodies if body is not None]


def counted(result: Result) -> float:
    """Return how many letters were counted as without the name of their officer."""
    labels = {"result": str(result)}
    return REGISTRY.get_sample_value("motcua_letters_unnamed_total", labels) or 0.0


def _submitted(code: str) -> DossierSubmitted:
    return DossierSubmitted(
        code=code,
        procedure=PROCEDURE.procedure,
        procedure_version=1,
        case=None,
        channel="online",
        receiving_agency=AGENCY.code,
        competent_agency=AGENCY.code,
        filed_at=AT,
        received_at=AT,
        answer_by=AT,
        language="vi",
    )


def _asked_for() -> SupplementRequested:
    return SupplementRequested(
        code=CODE,
        procedure=PROCEDURE.procedure,
        receiving_agency=AGENCY.code,
        competent_agency=AGENCY.code,
        accepted=False,
        requested_at=AT,
        supplement_by=AT,
        officer=WHO,
    )


def _transactions(notification: Notification) -> int:
    """Return how many transactions others have open."""
    with notification.database.read() as tx:
        found = tx.execute(_OPEN).scalar_one()
    return int(found)


def come_due(notification: Notification) -> None:
    """Let the time pass for which letters were put off."""
    notification.execute("UPDATE message SET next_attempt_at = now() WHERE status = 'queued'")


def test_routing_that_was_slow_once_names_the_officer_at_the_next_try(
    asking: Notification, routing: RoutingBox
) -> None:
    """As on a crowded machine: the letter is three seconds late and whole."""
    pauses = iter([SLOW_SECONDS])
    routing.fake.meanwhile = lambda: time.sleep(next(pauses, 0.0))
    begun = time.monotonic()
    with routing.serving(), asking.sending(1):
        wait_until(lambda: len(words(asking)) == 1)
        took = time.monotonic() - begun
        wait_until(lambda: len(tries(asking)) == 2 and tries(asking)[-1][0] is not None)

    assert NAMED in words(asking)[0]
    assert DESK not in words(asking)[0]
    assert tries(asking) == [WAITED, WENT]
    assert 3.0 <= took <= MOST_SECONDS


def test_routing_that_comes_back_is_asked(asking: Notification, routing: RoutingBox) -> None:
    """Nobody listened at its port at the first try."""
    first = asking.send_all()
    time.sleep(1.0)
    come_due(asking)
    with routing.serving():
        second = asking.send_all()

    assert (first, second) == ([Result.DEFERRED], [Result.ACCEPTED])
    assert NAMED in words(asking)[0]


@pytest.mark.parametrize("slow", [True, False], ids=["slow", "away"])
def test_where_routing_stays_silent_the_letter_goes_with_the_desk_in_time(
    asking: Notification, routing: RoutingBox, *, slow: bool
) -> None:
    """A status notice is not kept back for it, and what happened is written down."""
    routing.fake.meanwhile = partial(time.sleep, SLOW_SECONDS)
    before = counted(Result.DEFERRED), counted(Result.ACCEPTED)
    begun = time.monotonic()
    with routing.serving() if slow else nullcontext(), asking.sending(1):
        wait_until(lambda: len(words(asking)) == 1)
        took = time.monotonic() - begun
        wait_until(lambda: tries(asking)[-1][0] is not None)

    assert NAMED not in words(asking)[0]
    assert DESK in words(asking)[0]
    assert tries(asking) == [WAITED, WAITED, UNNAMED]
    assert (counted(Result.DEFERRED), counted(Result.ACCEPTED)) == (before[0] + 2, before[1] + 1)
    assert 6.0 <= took <= MOST_SECONDS


def test_one_that_is_known_by_no_name_waits_for_nothing(
    asking: Notification, routing: RoutingBox
) -> None:
    """The register answered."""
    routing.fake.names = {}
    with routing.serving():
        results = asking.send_all()

    assert results == [Result.ACCEPTED]
    assert tries(asking) == [WENT]


def test_a_batch_asks_once_with_no_transaction_open(
    notification: Notification, routing: RoutingBox
) -> None:
    """However many letters and officers there are in it."""
    open_meanwhile: list[int] = []
    routing.fake.meanwhile = lambda: open_meanwhile.append(_transactions(notification))
    notification.officers = routing.officers(notification.clock)
    notification.know_names()
    codes = [f"H56.14797-261123-{number:04}" for number in range(20)]
    for number, code in enumerate(codes):
        officer = f"o-{number}"
        routing.fake.names[officer] = f"Nguyễn Văn Số {number}"
        notification.hear(
            notification.intake.contact(code=code), replace(accepted(code), officer=officer)
        )
    with routing.serving():
        results = notification.send_all()

    assert results == [Result.ACCEPTED] * 20
    assert [len(asked) for asked in routing.fake.asked] == [20]
    assert open_meanwhile == [0]
    assert all("Cán bộ thực hiện: Nguyễn Văn Số" in one for one in words(notification))


def test_letters_that_wait_hold_up_no_other(asking: Notification) -> None:
    """Neither of the same dossier nor of others, and the provider keeps its good name."""
    asking.hear(asking.intake.contact(code=OTHER), _submitted(OTHER))
    first = asking.send_all()
    asking.hear(_submitted(CODE))
    second = asking.send_all()
    with asking.database.read() as tx:
        (provider,), _ = PgProviders(tx, EMAIL).all()

    assert sorted(first) == [Result.ACCEPTED, Result.DEFERRED]
    assert second == [Result.ACCEPTED]
    assert (provider.bad, provider.out) == (0.0, False)


def test_a_provider_out_that_is_asked_by_such_a_letter_is_asked_by_the_next(
    asking: Notification,
) -> None:
    """Nothing was said to it, so nothing is learnt of it and it loses no time."""
    asking.send_all()
    asking.execute(
        "UPDATE provider SET points = 0, asks = 3, ask_at = now() WHERE channel = 'email'"
    )
    come_due(asking)
    results = asking.send_all()
    with asking.database.read() as tx:
        (provider,), now = PgProviders(tx, EMAIL).all()

    assert results == [Result.DEFERRED]
    assert (provider.asks, provider.out) == (3, True)
    assert provider.ask_at is not None
    assert provider.ask_at <= now


def test_a_letter_of_the_urgent_lane_waits_and_its_text_does_not(
    notification: Notification, routing: RoutingBox, sms: SmsBox
) -> None:
    """Who is to be asked about the papers is whom it names; the SMS names nobody."""
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.officers = routing.officers(notification.clock)
    notification.know_names()
    notification.hear(notification.intake.contact(phone="0912345678"), _asked_for())
    letters, texts = notification.send_all(), notification.send_texts()
    attempts = {message.channel: message.attempts for message, _ in notification.messages()}
    time.sleep(1.0)
    come_due(notification)
    with routing.serving():
        again = notification.send_all()

    assert (letters, texts, again) == ([Result.DEFERRED], [Result.ACCEPTED], [Result.ACCEPTED])
    assert attempts == {EMAIL: 1, SMS: 1}
    assert len(sms.words) == 1
    assert NAMED in words(notification)[0]
