"""The control slip is printed from what intake heard of the case, version by version."""

from __future__ import annotations

from datetime import timedelta

from contracts.events import Event
from contracts.events.routing import StepCompleted, StepStarted
from contracts.events.ways import HandoverSettled
from tests.integration.intake.clocked import at, filed
from tests.integration.intake.office import COMMUNE, HEAD, OFFICER, Office
from tests.integration.intake.printed import form, versions, words

HOUR = timedelta(hours=1)
OTHER = "H56.14758"
VERIFY = {"vi": "Thẩm tra", "en": "Verify"}


def started(code: str, leg: str, agency: str, hours: float) -> Event:
    begun = at("2026-11-23T09:30") + hours * HOUR
    return StepStarted(
        dossier=code,
        task=f"task-{leg}",
        leg=leg,
        step="verify",
        step_name=VERIFY,
        agency=agency,
        role="officer",
        started_at=begun,
        due_at=begun + 4 * HOUR,
    )


def completed(code: str, leg: str, agency: str, hours: float) -> Event:
    ended = at("2026-11-23T09:30") + hours * HOUR
    return StepCompleted(
        dossier=code,
        task=f"task-{leg}",
        leg=leg,
        step="verify",
        step_name=VERIFY,
        agency=agency,
        role="officer",
        officer="officer-1",
        action="complete",
        started_at=ended - HOUR,
        completed_at=ended,
        due_at=ended - HOUR,
    )


def test_the_slip_follows_the_case(office: Office) -> None:
    """Late at the first agency, handed to the second, confirmed there; each print a version."""
    code = filed(office)
    office.set_clock(at("2026-11-23T09:30"))
    office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)
    office.hear(started(code, "one", COMMUNE, 0.5))
    first = words(form(office, code, "control-slip", OFFICER))
    office.hear(completed(code, "one", COMMUNE, 6))
    office.hear(started(code, "two", OTHER, 6))
    second = words(form(office, code, "control-slip", HEAD))
    office.hear(
        HandoverSettled(
            dossier=code,
            number=f"{code}/BG-1",
            from_leg="one",
            from_agency=COMMUNE,
            to_leg="two",
            to_agency=OTHER,
            returned=False,
            given_at=at("2026-11-23T15:30"),
            outcome="taken",
            officer="officer-9",
            settled_at=at("2026-11-23T16:10"),
        )
    )
    third = words(form(office, code, "control-slip"))
    again = words(form(office, code, "control-slip", OFFICER))

    assert "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ" in first
    assert "Quá hạn" not in first
    assert "Quá hạn" in second
    assert "Chưa xác nhận đã nhận bàn giao." in second
    assert "Đã xác nhận nhận bàn giao" in third
    assert "16:10" in third
    assert again == third
    assert [one["version"] for one in versions(office, code, "control-slip")] == [1, 2, 3]
