"""The trail of a dossier through two agencies, as the control slip reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.intake.registry.domain.leg_lines import handover_entry, step_entry
from services.intake.registry.domain.timeline import By, EntryKind, TimelineEntry, entry
from tests.unit.intake.registry.samples import AT, COMMUNE

POLICE = "H56.CA"
NAMES = {
    COMMUNE: "Ủy ban nhân dân phường Hạc Thành",
    POLICE: "Phòng Cảnh sát quản lý hành chính về trật tự xã hội, Công an tỉnh Thanh Hóa",
}
HOUR = timedelta(hours=1)
CLERK = "Lê Thị Cán Bộ"


def by(name: str | None, agency: str) -> By:
    return {"name": name, "post": None, "role": "officer", "agency": agency, "subject": "x"}


def begun(leg: str, step: str, hours: float, agency: str, due: float = 8) -> TimelineEntry:
    """Return the line of a step that began so many hours after acceptance."""
    return step_entry(
        EntryKind.STEP_STARTED,
        at=AT + hours * HOUR,
        by=by(None, agency),
        name={"vi": step, "en": step},
        data={"leg": leg, "step": step, "due_at": (AT + due * HOUR).isoformat()},
    )


def ended(
    leg: str,
    step: str,
    hours: float,
    who: str,
    agency: str,
    *,
    due: float = 8,
    action: str = "",
) -> TimelineEntry:
    """Return the line of a step that somebody ended."""
    return step_entry(
        EntryKind.STEP_COMPLETED,
        at=AT + hours * HOUR,
        by=by(who, agency),
        name={"vi": step, "en": step},
        data={
            "leg": leg,
            "step": step,
            "action": action or "complete",
            "due_at": (AT + due * HOUR).isoformat(),
        },
    )


def settled(kind: EntryKind, leg: str, hours: float, who: str) -> TimelineEntry:
    """Return the line of a slip that the police settled."""
    line = handover_entry(
        taken=kind is EntryKind.HANDOVER_TAKEN,
        at=AT + hours * HOUR,
        officer="x",
        agency=POLICE,
        data={"number": "H56.14797-261123-0001/BG-1", "to_leg": leg, "from_leg": "one"},
    )
    return replace(line, by=by(who, POLICE))


TRAIL = (
    entry(EntryKind.ACCEPTED, at=AT, by=by(CLERK, COMMUNE)),
    begun("one", "Thẩm tra", 0.5, COMMUNE),
    ended("one", "Thẩm tra", 2, "Phạm Văn Thẩm", COMMUNE, due=26),
    begun("one", "Ký", 2, COMMUNE),
    ended("one", "Ký", 3, "Trần Văn Trưởng", COMMUNE),
    begun("two", "Đăng ký cư trú", 3, POLICE),
    settled(EntryKind.HANDOVER_TAKEN, "two", 4, "Đỗ Thị Công An"),
    ended("two", "Đăng ký cư trú", 30, "Đỗ Thị Công An", POLICE),
    entry(EntryKind.FINISHED, at=AT + 30 * HOUR),
    entry(EntryKind.HANDED_OVER, at=AT + 31 * HOUR, by=by(CLERK, COMMUNE)),
)
