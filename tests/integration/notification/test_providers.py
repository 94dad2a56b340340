"""Several providers: who goes by whom, who is out, who comes back, and what somebody pinned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from services.notification.commands_providers import providers
from services.notification.dispatch.domain.binding import UNKNOWN_WINDOW
from services.notification.dispatch.domain.message import SMS
from services.notification.dispatch.domain.provider import IN_A_ROW, STEP_EVERY
from services.notification.dispatch.store.providers import PgProviders
from tests.integration.notification.intake_stub import CODE
from tests.integration.notification.rig import Notification
from tests.integration.notification.several import CODES, Several
from tests.integration.notification.sms_provider import SmsBox


@pytest.fixture
def several(notification: Notification, tmp_path: Path) -> Iterator[Several]:
    one, two = SmsBox(tmp_path / "one"), SmsBox(tmp_path / "two")
    with one.serving(), two.serving():
        yield Several(notification, one, two)


def test_an_unknown_end_goes_again_by_the_same_provider(several: Several) -> None:
    """Under its reference, so that it arrives once; the other does not get it meanwhile."""
    several.one.texts.mode = "drop"
    several.queue(CODE)
    several.only("one")
    first = several.send()
    several.now()
    several.only("two")
    meanwhile = several.send()
    several.one.texts.mode = "ok"
    several.only("one")
    again = several.send()

    assert (first, meanwhile, again) == (["unknown"], [], ["accepted"])
    assert several.tried_by(CODE) == ["one", "one"]
    assert (len(several.one.words), several.two.words) == (1, [])


def test_after_its_window_another_may_have_it(several: Several) -> None:
    """A notice goes out at least once, whatever became of a provider."""
    several.one.texts.mode = "drop"
    several.queue(CODE)
    several.only("one")
    several.send()
    several.now()
    several.later(UNKNOWN_WINDOW)
    several.only("two")

    assert several.send() == ["accepted"]
    assert several.tried_by(CODE) == ["one", "two"]


def test_a_failure_takes_nothing_back_of_an_unknown_end(several: Several) -> None:
    """The second try surely failed; the first may have arrived all the same."""
    several.one.texts.mode = "drop"
    several.queue(CODE)
    several.only("one")
    several.send()
    several.one.texts.mode = "throttle"
    several.now()
    second = several.send()
    several.now()
    several.only("two")

    assert second == ["deferred"]
    assert several.send() == []


def test_what_surely_failed_goes_by_another(several: Several) -> None:
    several.one.texts.mode = "throttle"
    several.queue(CODE)
    several.only("one")
    first = several.send()
    several.now()
    several.only("two")

    assert (first, several.send()) == (["deferred"], ["accepted"])
    assert several.tried_by(CODE) == ["one", "two"]
    assert (several.one.words, len(several.two.words)) == ([], 1)


def test_an_attempt_nobody_ended_binds_to_who_was_tried(several: Several) -> None:
    """A sender was killed between the call and its record."""
    several.queue(CODE)
    several.only("one")
    notification = several.notification
    notification.texting().claim(25)
    notification.execute("UPDATE message SET claimed_at = now() - interval '3 minutes'")
    notification.sweep()
    several.only("two")
    by_two = several.send()
    several.only("one")

    assert (by_two, several.send()) == ([], ["accepted"])


def test_errors_put_a_provider_out_and_all_is_delivered(several: Several) -> None:
    """The other has everything; a probe finds the first back, and steps lead to its weight."""
    several.one.texts.mode = "broken"
    several.queue(*CODES[:8])
    several.only("one")
    errors = several.send()
    several.only("")
    several.later(STEP_EVERY)
    several.notification.execute("UPDATE message SET next_attempt_at = now()")
    by_two = several.send()
    out = several.provider("one")
    several.one.texts.mode = "ok"
    several.queue(*CODES[8:10])
    several.now()
    probe, back = several.send(), several.provider("one")
    several.only("one")
    several.later(STEP_EVERY)
    several.send()

    assert errors == ["deferred"] * IN_A_ROW
    assert by_two == ["accepted"] * 8
    assert out.out
    assert probe == ["accepted"]
    assert (back.points, several.provider("one").points) == (5, 10)
    assert Counter(status for status, _, _ in several.notification.statuses()) == {"accepted": 20}


def test_of_a_batch_what_was_not_spent_goes_by_the_other_at_once(several: Several) -> None:
    """However well the failing one did before, and with nobody who waits or helps."""
    several.notification.execute("UPDATE provider SET good = 1000 WHERE name = 'one'")
    several.queue(*CODES[:25])
    several.only("one")
    several.one.texts.mode = "broken"
    spent = several.send()
    several.only("")
    at_once = several.send()
    tries = Counter(several.tried_by(code)[-1] for code in CODES[:25])

    assert spent == ["deferred"] * IN_A_ROW
    assert several.provider("one").out
    assert at_once == ["accepted"] * 20
    assert tries == {"one": 5, "two": 20}


def test_one_asks_whether_it_is_back_and_the_others_wait(several: Several) -> None:
    """Who has nothing to ask with lets another ask."""
    with several.notification.database.transaction() as tx:
        store = PgProviders(tx, SMS)
        store.enrol({"one": 50})
        tx.execute(text("UPDATE provider SET points = 0, ask_at = now() - interval '1 s'"))
        leased = [store.lease("one"), store.lease("one")]
        tx.execute(text("UPDATE provider SET ask_at = now() - interval '1 s'"))
    nothing = several.send()
    ask_at, now = several.provider("one").ask_at, several.provider("one")

    assert leased == [True, False]
    assert nothing == []
    assert ask_at is not None
    assert ask_at - now.noted_at < timedelta(seconds=29)


def test_settings_that_name_another_provider_are_followed(several: Several) -> None:
    with several.notification.database.transaction() as tx:
        store = PgProviders(tx, SMS)
        store.enrol({"one": 20, "three": 80})
        found = {one.name: (one.weight, one.points) for one in store.all()[0]}

    assert found == {"one": (20, 20), "three": (80, 80)}


@pytest.fixture
def command(several: Several, monkeypatch: pytest.MonkeyPatch) -> Several:
    monkeypatch.setattr("chassis.logging.configure", lambda *_: None)
    url = several.notification.database.url
    for name, value in (
        ("MOTCUA_NOTIFICATION_DATABASE_URL", url),
        ("MOTCUA_NOTIFICATION_SIGNING_KEY_FILE", "/nowhere"),
        ("MOTCUA_TRUSTED_KEYS_FILE", "/nowhere"),
    ):
        monkeypatch.setenv(name, value)
    return several


def motcua(*arguments: str) -> Result:
    return CliRunner().invoke(providers, list(arguments))


def test_a_pin_is_an_order_and_is_kept(command: Several) -> None:
    """All goes by the pinned one; who said so and why stands in a table nobody can change."""
    pinned = motcua("pin", "sms", "two", "--reason", "contract", "--operator", "an")
    listed = motcua("list")
    command.queue(*CODES[:8])
    command.send()
    unpinned = motcua("unpin", "sms", "--reason", "over", "--operator", "an")
    with command.notification.database.read() as tx:
        rows = tx.execute(text("SELECT act, name, operator, reason FROM provider_act ORDER BY id"))
        kept = [tuple(row) for row in rows]

    assert (pinned.exit_code, listed.exit_code, unpinned.exit_code) == (0, 0, 0), pinned.output
    assert "fit, pinned" in listed.output
    assert (command.one.words, len(command.two.words)) == ([], 8)
    assert kept == [("pin", "two", "an", "contract"), ("unpin", "two", "an", "over")]


def test_what_is_not_there_cannot_be_pinned(command: Several) -> None:
    assert motcua("pin", "sms", "three", "--reason", "x").exit_code == 1
    assert motcua("unpin", "sms", "--reason", "x").exit_code == 1
    assert not command.provider("one").pinned
