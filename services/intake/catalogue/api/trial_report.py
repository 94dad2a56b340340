"""The trial of a draft as lines for a terminal, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ROLES = {
    "desk": "bộ phận một cửa / desk",
    "officer": "cán bộ / officer",
    "approver": "phê duyệt / approver",
}
_Document = Mapping[str, Any]


def trial_lines(found: _Document) -> Iterator[str]:
    """Yield the report: lateness, then load, then what was assumed."""
    before, after, cases = found["before"], found["after"], found["cases"]
    yield (
        f"Chạy thử quy trình / process tried: {found['procedure']}, "
        f"so với phiên bản / against version {found['version']}"
    )
    yield (
        f"Vụ việc / cases: {cases}, {found['from']} – {found['to']}; "
        f"thực tế chậm / really late: {_part(found['measured_late'], cases)}"
    )
    yield ""
    yield _row("", "trước / before", "sau / after")
    late = (_part(side["late"], cases) for side in (before, after))
    yield _row("Hồ sơ chậm / dossiers late", *late)
    hours = (f"{side['mean_hours']:.1f}" for side in (before, after))
    yield _row("Giờ từ mở đến xong, trung bình / mean hours", *hours)
    yield ""
    yield "Chậm theo công đoạn và cơ quan / late by leg and agency"
    for leg in found["legs"]:
        sides = (_part(leg[side]["late"], leg[side]["done"]) for side in ("before", "after"))
        yield _row(f"  {leg['leg']} · {leg['agency']}", *sides)
    yield ""
    yield "Tải theo cơ quan và vai trò / load by agency and role"
    yield "  (giờ làm / hours of work · bận / busy · chờ / wait)"
    for unit in found["units"]:
        name = f"  {unit['agency']} · {_ROLES[unit['role']]} ×{unit['officers']}"
        yield _row(name, _load(unit["before"]), _load(unit["after"]))
    yield ""
    yield "Giả định / assumptions"
    for line in found["assumptions"]:
        yield f"  - {line['vi']}"
        yield f"    {line['en']}"


def _row(name: str, before: str, after: str) -> str:
    return f"{name:<52} {before:>24}   {after:>24}".rstrip()


def _part(late: int, whole: int) -> str:
    return f"{late}/{whole} ({late / whole:.1%})" if whole else "–"


def _load(unit: _Document) -> str:
    return f"{unit['work_hours']:.1f} h · {unit['busy_percent']:.0f}% · {unit['wait_hours']:.1f} h"
