"""The public calendar 2024 to 2027 as the notices fix it, and schedules on it."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.calendar import Calendar, calendar_from_document, laid_over
from kernel.office_hours import STANDARD_HOURS, OfficeHours, office_hours_from_document
from kernel.working_time import Schedule


def _off(first: str, last: str, note: str, **more: object) -> dict[str, object]:
    return {"from": first, "to": last, "kind": "off", "note": note, **more}


def _swap(day: str, off: str, notice: str | None = None) -> list[dict[str, object]]:
    more = {} if notice is None else {"notice": notice}
    return [
        {"date": off, "kind": "off", "note": "Nghỉ hoán đổi", **more},
        {"date": day, "kind": "work", "note": "Làm bù", "stands_for": off, **more},
    ]


VIETNAM_CALENDAR: dict[str, Any] = {
    "id": "vn",
    "version": 1,
    "years": {"from": 2024, "to": 2027},
    "days": [
        _off("2024-01-01", "2024-01-01", "Tết Dương lịch"),
        _off("2024-02-08", "2024-02-14", "Tết Giáp Thìn"),
        _off("2024-04-18", "2024-04-18", "Giỗ Tổ Hùng Vương"),
        *_swap("2024-05-04", "2024-04-29", "2450/VPCP-KGVX"),
        _off("2024-04-30", "2024-05-01", "Chiến thắng và Quốc tế Lao động"),
        _off("2024-09-02", "2024-09-03", "Quốc khánh"),
        _off("2025-01-01", "2025-01-01", "Tết Dương lịch"),
        _off("2025-01-27", "2025-01-31", "Tết Ất Tỵ", notice="6150/TB-BLĐTBXH"),
        _off("2025-04-07", "2025-04-07", "Giỗ Tổ Hùng Vương"),
        *_swap("2025-04-26", "2025-05-02", "6150/TB-BLĐTBXH"),
        _off("2025-04-30", "2025-05-01", "Chiến thắng và Quốc tế Lao động"),
        _off("2025-09-01", "2025-09-02", "Quốc khánh"),
        _off("2026-01-01", "2026-01-01", "Tết Dương lịch"),
        *_swap("2026-01-10", "2026-01-02", "12729/VPCP-KGVX"),
        _off("2026-02-16", "2026-02-20", "Tết Bính Ngọ"),
        _off("2026-04-27", "2026-04-27", "Nghỉ bù Giỗ Tổ Hùng Vương"),
        _off("2026-04-30", "2026-05-01", "Chiến thắng và Quốc tế Lao động"),
        *_swap("2026-08-22", "2026-08-31"),
        _off("2026-09-01", "2026-09-02", "Quốc khánh"),
        _off("2026-11-24", "2026-11-24", "Văn hóa Việt Nam", notice="28/2026/QH16"),
        _off("2027-01-01", "2027-01-01", "Tết Dương lịch"),
        _off("2027-02-04", "2027-02-10", "Tết Đinh Mùi", confirmed=False),
        _off("2027-04-16", "2027-04-16", "Giỗ Tổ Hùng Vương"),
        _off("2027-04-30", "2027-04-30", "Chiến thắng"),
        _off("2027-05-03", "2027-05-03", "Nghỉ bù Quốc tế Lao động"),
        _off("2027-09-02", "2027-09-03", "Quốc khánh", confirmed=False),
        _off("2027-11-24", "2027-11-24", "Văn hóa Việt Nam", notice="28/2026/QH16"),
    ],
}


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    """Read the public calendar."""
    return calendar_from_document(VIETNAM_CALENDAR)


@pytest.fixture(scope="session")
def schedule(calendar: Calendar) -> Schedule:
    """Give an agency that keeps the standard hours."""
    return Schedule(calendar, STANDARD_HOURS)


@pytest.fixture(scope="session")
def saturday_hours() -> OfficeHours:
    """Keep half of Friday, and Saturday mornings."""
    full = ["07:30-11:30", "13:30-17:30"]
    week = dict.fromkeys(("mon", "tue", "wed", "thu"), full)
    weekly = {**week, "fri": ["07:30-11:30"], "sat": ["08:00-11:00"]}
    return office_hours_from_document({"id": "saturday-desk", "weekly": weekly})


@pytest.fixture(scope="session")
def saturday_desk(calendar: Calendar, saturday_hours: OfficeHours) -> Schedule:
    """Give an agency with Saturday mornings and Friday afternoons closed."""
    return Schedule(calendar, saturday_hours)


STORMS: dict[str, Any] = {
    "id": "storms",
    "version": 1,
    "scope": "province",
    "over": "vn",
    "years": {"from": 2024, "to": 2026},
    "days": [
        _off("2024-03-06", "2024-03-06", "Bão", notice="1/CĐ-UBND"),
        _off("2024-09-09", "2024-09-11", "Lũ", notice="2/CĐ-UBND"),
        {"date": "2024-09-12", "kind": "work", "note": "Nửa ngày", "hours": ["07:30-11:30"]},
        {"date": "2025-05-16", "kind": "work", "note": "Nửa ngày", "hours": ["13:30-17:30"]},
        _off("2025-10-01", "2025-10-01", "Bão", notice="3/CĐ-UBND"),
        {"date": "2026-02-13", "kind": "work", "note": "Nửa ngày", "hours": ["07:30-11:30"]},
        _off("2026-03-13", "2026-03-13", "Bão", confirmed=False),
    ],
}


@pytest.fixture(scope="session")
def storms(calendar: Calendar) -> Schedule:
    """Give an agency of a province with closures and half days of its own."""
    return Schedule(laid_over(calendar, calendar_from_document(STORMS)), STANDARD_HOURS)


@pytest.fixture(scope="module", params=["schedule", "saturday_desk", "storms"])
def office(request: pytest.FixtureRequest) -> Schedule:
    """Each property holds for the standard week, for Saturday desks and for local closures."""
    found: Schedule = request.getfixturevalue(request.param)
    return found
