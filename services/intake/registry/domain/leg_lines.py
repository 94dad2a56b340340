"""Lines of the timeline about the parts of agencies and their steps, named in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel.text import Text
from services.intake.registry.domain.timeline import (
    By,
    EntryKind,
    TimelineEntry,
    by_officer,
    entry,
    named,
)

_STEP_TEXTS: Mapping[EntryKind, Text] = {
    EntryKind.STEP_STARTED: Text(vi="Bắt đầu bước: {vi}.", en="Step begun: {en}."),
    EntryKind.STEP_COMPLETED: Text(vi="Hoàn thành bước: {vi}.", en="Step completed: {en}."),
}

_LEG_TEXTS: Mapping[EntryKind, Text] = {
    EntryKind.LEG_STARTED: Text(vi="Bắt đầu phần việc: {vi}.", en="Part begun: {en}."),
    EntryKind.LEG_FINISHED: Text(vi="Đã xong phần việc: {vi}.", en="Part done: {en}."),
    EntryKind.LEG_SKIPPED: Text(
        vi="Phần việc này không áp dụng cho hồ sơ: {vi}.",
        en="This part does not apply to the dossier: {en}.",
    ),
}
_HANDOVERS: Mapping[EntryKind, Text] = {
    EntryKind.HANDOVER_TAKEN: Text(
        vi="Cơ quan nhận xác nhận đã nhận bàn giao hồ sơ.",
        en="The receiving agency confirmed that the dossier was handed to it.",
    ),
    EntryKind.HANDOVER_REFUSED: Text(
        vi="Cơ quan nhận từ chối nhận bàn giao, chờ bổ sung những gì còn thiếu.",
        en="The receiving agency refused the hand-over until what is missing has come.",
    ),
}
_LATE = Text(
    vi="Đã xong phần việc: {vi}, chậm so với thời hạn của cơ quan.",
    en="Part done: {en}, past the agency's own term.",
)


def leg_entry(
    kind: EntryKind,
    *,
    at: datetime,
    agency: str,
    name: Mapping[str, str] | None,
    data: Mapping[str, Any],
) -> TimelineEntry:
    """Return a line about the part of one agency; `name` is missing in what was said of old.

    Done past the agency's own term (`late` in `data`) it says so: whose time it was is theirs
    to know who wait for it.
    """
    words = _LATE if data.get("late") else _LEG_TEXTS[kind]
    by = by_officer(None, role=None, agency=agency)
    if name is None:
        return entry(kind, at=at, by=by, data=data)
    return TimelineEntry(at=at, kind=kind, by=by, text=named(words, name), data=data)


def step_entry(
    kind: EntryKind,
    *,
    at: datetime,
    by: By | None,
    name: Mapping[str, str],
    data: Mapping[str, Any],
) -> TimelineEntry:
    """Return a line about a step, which is named in it."""
    text = named(_STEP_TEXTS[kind], name)
    return TimelineEntry(at=at, kind=kind, by=by, text=text, data=data)


def handover_entry(
    *, taken: bool, at: datetime, officer: str, agency: str, data: Mapping[str, Any]
) -> TimelineEntry:
    """Return a line about a hand-over slip that the receiving agency confirmed or refused."""
    kind = EntryKind.HANDOVER_TAKEN if taken else EntryKind.HANDOVER_REFUSED
    by = by_officer(officer, role=None, agency=agency)
    return TimelineEntry(at=at, kind=kind, by=by, text=_HANDOVERS[kind], data=data)
