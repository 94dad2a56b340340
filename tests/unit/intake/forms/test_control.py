"""The control slip says who gave the dossier to whom, when, and whether in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from services.intake.forms.domain.control import control_act
from services.intake.forms.domain.errors import NoControlSlipError
from services.intake.forms.domain.form_set import FormName, FormSet
from services.intake.forms.store.layouts import shipped_sets
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry, entry
from tests.unit.intake.forms.papers import ACCEPTED, drawn, values
from tests.unit.intake.forms.trail import (
    CLERK,
    HOUR,
    NAMES,
    POLICE,
    TRAIL,
    begun,
    by,
    ended,
    settled,
)
from tests.unit.intake.registry.samples import AT, COMMUNE, dossier

HERE, THERE = NAMES[COMMUNE], NAMES[POLICE]
FINISHED = replace(ACCEPTED, finished_at=AT + 30 * HOUR)


def rows(trail: Sequence[TimelineEntry], about: Dossier = FINISHED) -> list[dict[str, Any]]:
    act = control_act(about, timeline=trail, name=lambda code: NAMES.get(code, code))
    found: list[dict[str, Any]] = act.facts["handovers"]
    return found


def sides(row: dict[str, Any]) -> tuple[Any, ...]:
    to = row["to"]["vi"] if isinstance(row["to"], dict) else row["to"]
    return row["from"], row["given_by"], to, row["taken_by"]


def outcomes(found: list[dict[str, Any]]) -> list[str | None]:
    return [row["outcome"] and row["outcome"]["vi"] for row in found]


def test_every_hand_over_names_both_sides_from_reception_to_the_applicant() -> None:
    """The desk, the steps inside the agency, the police, back to the desk, to the applicant."""
    found = rows(TRAIL)

    assert [sides(row) for row in found] == [
        (HERE, CLERK, HERE, "Phạm Văn Thẩm"),
        (HERE, "Phạm Văn Thẩm", HERE, "Trần Văn Trưởng"),
        (HERE, "Trần Văn Trưởng", THERE, "Đỗ Thị Công An"),
        (THERE, "Đỗ Thị Công An", HERE, None),
        (HERE, CLERK, "Người nộp hồ sơ", None),
    ]
    assert found[0]["at"] == AT.replace(second=0, microsecond=0).isoformat()


def test_it_says_what_was_early_on_time_and_late() -> None:
    """A step by its minute, early where a day was left; the result by its date."""
    found = rows(TRAIL)

    assert outcomes(found) == [None, "Trước hạn", "Đúng hạn", "Quá hạn", "Trước hạn"]
    assert outcomes(rows(TRAIL, replace(FINISHED, due_at=AT + 30 * HOUR)))[-1] == "Đúng hạn"
    assert outcomes(rows(TRAIL, replace(FINISHED, due_at=AT)))[-1] == "Quá hạn"
    assert outcomes(rows(TRAIL, replace(FINISHED, due_at=None)))[-1] is None


def test_the_next_agency_confirms_and_until_then_it_has_not() -> None:
    """With the number of the slip, who and when; inside an agency nobody is asked."""
    notes = [[note["vi"] for note in row["notes"]] for row in rows(TRAIL)]
    refused = settled(EntryKind.HANDOVER_REFUSED, "two", 3.5, "Đỗ Thị Công An")
    both = rows([*TRAIL[:6], refused, *TRAIL[6:]])[2]["notes"]
    silent = rows(TRAIL[:6])[2]["notes"]

    assert notes[1] == ["Hoàn thành bước: Thẩm tra."]
    assert "phiếu H56.14797-261123-0001/BG-1: Đỗ Thị Công An" in notes[2][1]
    assert [note["vi"].partition(",")[0] for note in both[1:]] == [
        "Từ chối nhận bàn giao",
        "Đã xác nhận nhận bàn giao",
    ]
    assert silent[1]["vi"] == "Chưa xác nhận đã nhận bàn giao."


def test_what_begins_side_by_side_is_a_line_each_and_a_join_waits() -> None:
    """Two steps begin as one ends; the first of them to end has nobody to give it to yet."""
    trail = [
        *TRAIL[:4],
        ended("one", "Ký", 3, "Trần Văn Trưởng", COMMUNE),
        begun("two", "Cư trú", 3, POLICE),
        begun("three", "Thẻ", 3, COMMUNE),
        ended("three", "Thẻ", 5, "Lê Văn Thẻ", COMMUNE, action="return"),
    ]
    found = rows(trail, replace(FINISHED, finished_at=None))

    assert [sides(row)[2] for row in found[2:]] == [
        THERE,
        HERE,
        "(chờ các phần việc song song)",
    ]
    assert found[-1]["notes"][-1]["vi"] == "Trả lại bước trước."


def test_a_step_that_began_again_is_somebody_elses_second_run() -> None:
    """Who took it is who ended that run; a slip counts for the run it was for."""
    trail = [
        *TRAIL[:7],
        ended("two", "Đăng ký cư trú", 5, "Một", POLICE, action="return"),
        begun("one", "Ký", 5, COMMUNE),
        ended("one", "Ký", 6, "Hai", COMMUNE),
        begun("two", "Đăng ký cư trú", 6, POLICE),
    ]
    found = rows(trail, replace(FINISHED, finished_at=None))

    assert sides(found[2])[3] == "Một"
    assert sides(found[3])[3] == "Hai"
    assert sides(found[4]) == (HERE, "Hai", THERE, None)
    assert found[4]["notes"][-1]["vi"] == "Chưa xác nhận đã nhận bàn giao."
    taken = settled(EntryKind.HANDOVER_TAKEN, "two", 7, "Ba")
    later = rows([*trail, taken], replace(FINISHED, finished_at=None))
    assert [len(row["notes"]) for row in (later[2], later[4])] == [2, 2]
    assert "Ba" in later[4]["notes"][-1]["vi"]


def test_on_the_spot_there_is_one_line_and_before_a_case_too() -> None:
    """Settled at the desk; or accepted, and nobody has begun."""
    spot = rows([entry(EntryKind.SETTLED_ON_THE_SPOT, at=AT, by=by(CLERK, COMMUNE))])
    fresh = rows(TRAIL[:1], replace(FINISHED, finished_at=None))

    assert [sides(row)[2] for row in spot] == ["Người nộp hồ sơ"]
    assert [sides(row) for row in fresh] == [(HERE, CLERK, None, None)]


def test_before_acceptance_there_is_none() -> None:
    """Nobody handed it to anybody."""
    with pytest.raises(NoControlSlipError):
        control_act(dossier(), timeline=[], name=str)


@pytest.mark.parametrize("form_set", shipped_sets().sets, ids=lambda one: one.name)
def test_both_sets_have_the_slip_with_its_number(form_set: FormSet) -> None:
    """Form 05 of 2018, 06 of 2025: decider, who takes part, dates, and the table."""
    data = drawn(FormName.CONTROL_SLIP, form_set)
    known = values(data)

    assert (
        form_set.forms[FormName.CONTROL_SLIP].number == {"2018": "05", "2025": "06"}[form_set.name]
    )
    assert data["title"] == ["PHIẾU KIỂM SOÁT", "QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ"]
    assert known["Cơ quan giải quyết hồ sơ"] == "Sở Tư pháp tỉnh Thanh Hóa"
    assert known["Cơ quan phối hợp giải quyết hồ sơ"].endswith(THERE)
    assert len(known["Quá trình giao, nhận và giải quyết"]) == 5
