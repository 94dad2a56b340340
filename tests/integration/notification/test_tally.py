"""What became of the notices of each day: counted as they stand, and kept a week later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis.identifiers import new_id
from contracts.events.draft import DraftContactSet, DraftExpiring
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.settings import TextSettings
from services.notification.tally.domain.figures import By, Line
from services.notification.tally.store.tallies import PgTally
from services.notification.tally.usecases.tally_day import tally_day
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import AGENCY, AT, accepted, finished
from tests.integration.notification.rig import Notification
from tests.integration.notification.sms_provider import SmsBox
from tests.integration.notification.test_gathering import know, pass_time, wrote
from tests.integration.notification.test_messages_api import FakeAuthenticator

DAY = AT.date()
GOOD, BAD, UNANSWERED = "+84912345678", "+84900000001", "+84900000005"
REFUSED = "550 no such user"
COUNTS = ("told_first", "told_other", "told_nobody", "on_the_way", "unknown", "joined", "stopped")


@pytest.fixture
def both(notification: Notification, sms: SmsBox) -> Notification:
    """Give the service with a mail server and a provider of texts, knowing the names."""
    notification.texts = TextSettings(providers=[sms.provider], rate=50)
    notification.know_names()
    return notification


def lines(
    notification: Notification, agencies: Sequence[str] | None = None, day: date = DAY
) -> Mapping[tuple[By, str], Line]:
    with notification.database.read(snapshot=True) as tx:
        found = PgTally(tx).figures(day, day, agencies)
    return {(line.by, line.key): line for line in found}


def came_to(notification: Notification) -> dict[str, int]:
    """Return the counts of all notices that are not 0."""
    figures = lines(notification)[By.TOTAL, ""].notices
    assert figures is not None
    assert figures.notices == sum(getattr(figures, name) for name in COUNTS)
    return {name: getattr(figures, name) for name in COUNTS if getattr(figures, name)}


def tally(notification: Notification) -> date | None:
    with notification.database.transaction() as tx:
        return tally_day(tally=PgTally(tx), now=notification.clock())


@pytest.mark.parametrize(
    ("email", "phone", "answer", "wanted"),
    [
        ("e@example.vn", None, "250 OK", "told_first"),
        ("e@example.vn", BAD, "250 OK", "told_first"),
        ("e@example.vn", GOOD, REFUSED, "told_other"),
        (None, GOOD, REFUSED, "told_first"),
        ("e@example.vn", BAD, REFUSED, "told_nobody"),
        (None, BAD, REFUSED, "told_nobody"),
        (None, None, REFUSED, "told_nobody"),
        (None, UNANSWERED, REFUSED, "unknown"),
        ("e@example.vn", UNANSWERED, REFUSED, "unknown"),
        ("e@example.vn", UNANSWERED, "250 OK", "told_first"),
        ("e@example.vn", None, "451 later", "on_the_way"),
        ("e@example.vn", GOOD, "451 later", "told_other"),
    ],
)
def test_a_notice_comes_to_one_thing(
    both: Notification, email: str | None, phone: str | None, answer: str, wanted: str
) -> None:
    """The first channel is the first that the citizen left."""
    both.provider.rcpt_answer = answer
    both.hear(both.intake.contact(email=email, phone=phone), accepted())
    both.send(both.dispatching(), 25)
    both.send_texts()

    assert came_to(both) == {wanted: 1}


def test_what_waits_in_the_queue_is_on_the_way(both: Notification) -> None:
    both.hear(both.intake.contact(), accepted())

    assert came_to(both) == {"on_the_way": 1}


def test_lines_of_a_digest_are_joined_and_the_digest_is_one_notice(
    notification: Notification,
) -> None:
    know(notification)
    notification.hear(wrote(), wrote("H56.14797-261123-0002"))
    pass_time(notification)
    found = lines(notification)

    assert came_to(notification) == {"told_first": 4, "joined": 2}
    assert found[By.MILESTONE, "digest"].messages.handed_over == 1
    assert found[By.MILESTONE, "officer-wrote"].messages.joined == 2


def test_a_letter_about_a_draft_is_nobodys_agency(both: Notification) -> None:
    """Whoever asks for agencies does not hear of it."""
    draft = str(new_id())
    sealed = both.intake.contact(code=f"draft/{draft}")
    both.hear(
        DraftContactSet(id=draft, key_id=sealed.key_id, ciphertext=sealed.ciphertext),
        DraftExpiring(
            id=draft,
            procedure="1.001193",
            language="vi",
            expires_at=AT + timedelta(days=3),
        ),
    )
    both.send_all()

    assert lines(both)[By.AGENCY, ""].messages.handed_over == 1
    assert lines(both, [AGENCY.code])[By.TOTAL, ""].messages.messages == 0


def test_messages_are_counted_by_channel_with_what_they_cost(both: Notification) -> None:
    """Half a minute behind the event; the text has accents, and one segment of them."""
    both.hear(both.intake.contact(phone=GOOD), accepted())
    both.clock.set(AT + timedelta(seconds=31.4))
    both.send_all()
    both.send_texts()
    found = lines(both)
    letter, text = (found[By.CHANNEL, name].messages for name in ("email", "sms"))

    assert found[By.CHANNEL, "sms"].notices is None
    assert (letter.handed_over, letter.attempts, letter.cost) == (1, 1, 0)
    assert (letter.p50_ms, letter.p95_ms) == (31_000, 31_000)
    assert (text.segments, text.cost) == (2, 700)
    assert found[By.TOTAL, ""].messages.cost == 700


def test_receipts_tell_delivered_from_handed_over(both: Notification) -> None:
    """When the provider took it stays when it took it."""
    both.hear(both.intake.contact(email=None, phone=GOOD), accepted())
    both.send_all()
    both.clock.set(AT + timedelta(seconds=2))
    both.send_texts()
    (text,) = [one for one, _ in both.messages() if one.channel == "sms"]
    both.clock.set(AT + timedelta(minutes=10))
    both.take(
        Receipt(
            provider="sms",
            id="r1",
            reference=text.reference,
            state=State.DELIVERED,
            at=both.clock(),
        )
    )
    found = lines(both)[By.CHANNEL, "sms"].messages

    assert (found.handed_over, found.delivered, found.p95_ms) == (1, 1, 2_000)


def test_nineteen_of_twenty_were_handed_over_within_p95(both: Notification) -> None:
    for number in range(1, 21):
        code = f"H56.14797-261123-{number:04}"
        both.clock.set(AT)
        both.hear(both.intake.contact(code=code), accepted(code))
        both.clock.set(AT + timedelta(seconds=number))
        both.send_all()
    found = lines(both)[By.TOTAL, ""].messages

    assert (found.messages, found.p50_ms, found.p95_ms) == (20, 10_000, 19_000)


def test_the_parts_add_up_and_a_day_kept_is_the_day_as_it_stood(both: Notification) -> None:
    """And what comes later changes it no more: a quarter that is closed stays as it is."""
    _tell_some(both)
    stood = lines(both)
    both.clock.set(AT + timedelta(days=8))
    days = [tally(both), tally(both)]
    kept = lines(both)
    both.execute("UPDATE message SET status = 'failed', attempts = 9")

    for by in (By.AGENCY, By.MILESTONE, By.CHANNEL):
        parts = [asdict(line.messages) for (of, _), line in stood.items() if of is by]
        total = asdict(stood[By.TOTAL, ""].messages)
        assert all(
            sum(part[name] for part in parts) == total[name] for name in total if "_ms" not in name
        )
    assert days == [DAY, None]
    assert kept == stood
    assert lines(both) == stood
    assert lines(both)[By.TOTAL, ""].messages.failed == 1


def test_a_day_is_kept_once_and_later_days_are_counted_beside_it(both: Notification) -> None:
    _tell_some(both)
    both.clock.set(AT + timedelta(days=8))
    tally(both)
    both.hear(accepted("H56.14797-261123-0009"))
    with both.database.transaction() as tx:
        again = PgTally(tx).keep(DAY, both.clock())
        whole = {line.by: line for line in PgTally(tx).figures(DAY, both.clock().date(), None)}[
            By.TOTAL
        ]

    assert again is False
    assert (whole.messages.messages, whole.messages.on_the_way) == (7, 1)


def test_reporting_alone_asks(both: Notification) -> None:
    _tell_some(both)
    wanted = {"first": "2026-11-01", "last": "2026-11-30", "agencies": [AGENCY.code]}

    def ask(service: str, wanted: object) -> tuple[int, dict[str, Any]]:
        client: FlaskClient = app_of(both.parts(), FakeAuthenticator(None, service)).test_client()
        answer = client.post(
            "/internal/notice-figures", json=wanted, headers={"Authorization": "Bearer x"}
        )
        return answer.status_code, answer.get_json()

    status, counted = ask("reporting", wanted)

    assert status == 200
    assert counted["settled_to"] is None
    assert {line["by"] for line in counted["lines"]} == {"total", "agency", "milestone", "channel"}
    assert ask("gateway", wanted)[0] in {401, 403}
    assert ask("reporting", {"first": "2026-13-01", "last": "2026-11-30"})[0] == 422


def _tell_some(both: Notification) -> None:
    """Tell of two dossiers by three channels and more, one text of which does not arrive."""
    other = "H56.14797-261123-0002"
    both.hear(both.intake.contact(phone=GOOD), accepted(), finished())
    both.hear(both.intake.contact(code=other, phone=BAD), accepted(other))
    both.send_all()
    both.send_texts()
    both.send_texts()
    assert len(both.statuses()) == 6
