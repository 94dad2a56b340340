"""Cursors, gauges, settings and the table of subscriptions."""

from __future__ import annotations

import base64
import threading
from datetime import UTC
from uuid import UUID

import pytest
from marshmallow import ValidationError

from chassis import metrics as exposed
from chassis.settings import SettingsError
from kernel.errors import UnavailableError
from services.routing import settings
from services.routing.metrics import OpenTaskGauge
from services.routing.subscriptions import GATED, Handlers, subscriptions
from services.routing.work.api.schemas import Cursor, cursor_of
from services.routing.work.domain.reading import Place
from tests.unit.routing.samples import MONDAY


@pytest.mark.parametrize("due_at", [None, MONDAY, MONDAY.astimezone(UTC)])
def test_a_cursor_survives_the_journey(due_at: object) -> None:
    """Written by us, read by us, opaque to others."""
    place = Place(at=due_at, task=UUID(int=7))  # type: ignore[arg-type]

    assert Cursor().deserialize(cursor_of(place)) == place


NAIVE = base64.urlsafe_b64encode(f"2026-11-02T08:00:00|{UUID(int=7)}".encode()).decode()


@pytest.mark.parametrize("written", ["", "x", "fDE=", NAIVE, 7])
def test_what_is_no_cursor_of_ours_is_refused(written: object) -> None:
    """Also one whose instant has no offset."""
    with pytest.raises(ValidationError):
        Cursor().deserialize(written)


class Hurried(threading.Event):
    """Counts the waits and takes no time over them."""

    waited = 0

    def wait(self, timeout: float | None = None) -> bool:
        """Pass on at once."""
        assert timeout == 60.0
        self.waited += 1
        return self.is_set()


def test_the_gauge_shows_what_is_open_and_zero_for_what_is_not_any_more() -> None:
    """A role whose work is done must not keep its last number; an outage is waited out."""
    answers: list[dict[tuple[str, str], int]] = [
        {("officer", "waiting"): 2},
        {("approver", "waiting"): 1},
    ]
    stop = Hurried()

    def count() -> dict[tuple[str, str], int]:
        if stop.waited == 0:
            raise UnavailableError
        if len(answers) == 1:
            stop.set()
        return answers.pop(0)

    gauge = OpenTaskGauge(count)
    gauge.run(stop)

    text = exposed.exposition().decode()
    assert 'motcua_tasks_open{role="officer",status="waiting"} 0.0' in text
    assert 'motcua_tasks_open{role="approver",status="waiting"} 1.0' in text
    assert gauge.ready()
    assert gauge.alive()


def test_routing_listens_to_four_kinds_of_subjects() -> None:
    """All of them in order."""

    def handle(*_: object) -> None:
        """Do nothing."""

    table = subscriptions(
        Handlers(
            copy_procedure=handle,
            copy_agency=handle,
            copy_calendar=handle,
            open_case=handle,
            follow_dossier=handle,
            settle_withdrawal=handle,
            record_violation=handle,
            record_overdue=handle,
            reopen_case=handle,
            correct_case=handle,
            move_cases=handle,
            erase_notes=handle,
            queue_enquiry=handle,
        )
    )

    kinds = {("intake", row.event_class.SUBJECT_KIND) for row in table}
    assert kinds == set(GATED)
    assert len(table) == 23


def test_settings_name_every_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once."""
    for name in ("DATABASE_URL", "SIGNING_KEY_FILE", "AMQP_URL", "MASTER_KEY_FILE"):
        monkeypatch.delenv(f"MOTCUA_ROUTING_{name}", raising=False)
    monkeypatch.delenv("MOTCUA_TRUSTED_KEYS_FILE", raising=False)
    monkeypatch.delenv("MOTCUA_INTAKE_URL", raising=False)

    with pytest.raises(SettingsError, match=r"(?s)ROUTING_DATABASE_URL.*TRUSTED_KEYS_FILE"):
        settings.process()
    with pytest.raises(SettingsError, match=r"(?s)ROUTING_AMQP_URL.*ROUTING_MASTER_KEY_FILE"):
        settings.bus()
    with pytest.raises(SettingsError, match="INTAKE_URL"):
        settings.intake_url()
