"""What the trial of a process answers: figures before and after, and what was assumed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kernel.text import Text
from kernel.working_time import in_vietnam
from services.routing.simulation.domain.comparison import (
    Comparison,
    LegFigures,
    Side,
    UnitFigures,
)
from services.routing.simulation.domain.planning import Source


def comparison_document(found: Comparison) -> dict[str, Any]:
    """Return the comparison as JSON; nothing in it tells of a case or a person."""
    return {
        "procedure": found.procedure,
        "version": found.version,
        "cases": found.cases,
        "other_tasks": found.other,
        "from": in_vietnam(found.window.first).date().isoformat(),
        "to": in_vietnam(found.window.last).date().isoformat(),
        "seed": found.seed,
        "measured_late": found.measured_late,
        "before": _side(found.before),
        "after": _side(found.after),
        "legs": list(_legs(found)),
        "units": list(_units(found)),
        "steps": {source.value: found.guesses.sources[source] for source in Source},
        "assumptions": [text.to_document() for text in assumptions(found)],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"late": side.late, "mean_hours": round(side.hours, 1)}


def _legs(found: Comparison) -> Iterator[dict[str, Any]]:
    places = dict.fromkeys((*found.before.legs, *found.after.legs))
    for leg, agency in places:
        yield {
            "leg": leg,
            "agency": agency,
            "before": _leg(found.before.legs.get((leg, agency), LegFigures())),
            "after": _leg(found.after.legs.get((leg, agency), LegFigures())),
        }


def _leg(figures: LegFigures) -> dict[str, int]:
    return {"done": figures.done, "late": figures.late}


def _units(found: Comparison) -> Iterator[dict[str, Any]]:
    for unit in dict.fromkeys((*found.before.units, *found.after.units)):
        yield {
            "agency": unit.agency,
            "role": unit.role.value,
            "officers": max(1, found.officers.get(unit, 0)),
            "before": _unit(found.before.units.get(unit, UnitFigures())),
            "after": _unit(found.after.units.get(unit, UnitFigures())),
        }


def _unit(figures: UnitFigures) -> dict[str, float]:
    return {
        "work_hours": round(figures.minutes / 60, 1),
        "busy_percent": round(figures.busy * 100, 1),
        "wait_hours": round(figures.wait / 60, 1),
    }


def assumptions(found: Comparison) -> Iterator[Text]:
    """Yield what was assumed, beside the figures it explains."""
    taken = found.guesses.sources
    yield Text(
        vi="Mỗi đơn vị (cơ quan, vai trò) có một hàng đợi, ai đến trước làm trước, với số người "
        "từng kết thúc việc ở đó trong kỳ; mỗi người làm một việc một lúc, trong giờ làm việc.",
        en="Each unit (agency, role) has one queue, first come first served, with as many people "
        "as ended work there; each does one thing at a time, in office time.",
    )
    yield Text(
        vi="Thời gian một việc là giờ làm việc từ lúc nhận đến lúc xong, chia đều cho các việc "
        f"người đó giữ cùng lúc: {taken[Source.MEASURED]} bước lấy của chính vụ việc, "
        f"{taken[Source.DRAWN]} bước rút ngẫu nhiên từ vụ việc khác (hạt giống {found.seed}), "
        f"{taken[Source.STATED]} bước chưa ai làm lấy {found.share:.0%} số giờ đã ghi.",
        en="A task takes the office time from taking to ending it, shared among what was held at "
        f"once: {taken[Source.MEASURED]} steps as in the case itself, {taken[Source.DRAWN]} drawn "
        f"from other cases (seed {found.seed}), {taken[Source.STATED]} never done before take "
        f"{found.share:.0%} of the hours the process states.",
    )
    yield Text(
        vi=f"{found.other} việc của thủ tục khác ở các đơn vị đó đến đúng lúc đã đến.",
        en=f"{found.other} tasks of other procedures in these units come when they came.",
    )
    yield Text(
        vi="Việc nộp tiền lâu như đã nộp; tạm dừng bổ sung, trả lại bước trước và vắng mặt không "
        "lặp lại, việc nằm chờ khi đơn vị còn người rảnh cũng vậy; ngày hẹn trả giữ như của hồ "
        "sơ. “Trước” là quy trình đang công bố, chạy lại cùng cách.",
        en="Payments take as long as they took; stops for supplements, returns and absences are "
        "not repeated, nor is work that lay while its unit had time; the due date stays the "
        "dossier's. “Before” is the published process, replayed in the same way.",
    )
    yield from _guessed(found)


def _guessed(found: Comparison) -> Iterator[Text]:
    """Yield what the past could not tell of the draft."""
    if found.guesses.placed:
        legs = ", ".join(sorted(found.guesses.placed))
        yield Text(
            vi=f"Công đoạn vụ việc cũ không có được giao theo quy tắc của dự thảo, nếu không tìm "
            f"được thì cơ quan có thẩm quyền: {legs}.",
            en=f"Legs the past cases did not have go where the draft's rule leads, or to the "
            f"competent agency: {legs}.",
        )
    if found.guesses.unjudged:
        named = "; ".join(sorted(found.guesses.unjudged))
        yield Text(
            vi=f"Điều kiện không có trong vụ việc cũ coi như không thỏa: {named}.",
            en=f"Conditions that past cases were not asked about count as not met: {named}.",
        )
