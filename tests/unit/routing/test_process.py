"""Reading and checking of published processes."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.document import DocumentError
from kernel.process import StepAction, StepRole
from services.routing.process.domain.errors import ProcessFaultyError
from services.routing.process.domain.graph import require_sound
from services.routing.process.domain.process_document import process_from_document
from tests.unit.routing.samples import BIRTH, leg, opened, process_of, step


def test_a_process_is_read_with_its_limits_in_minutes() -> None:
    """Working hours become minutes, names both languages."""
    process = process_of()

    sign = process.step("registration", "sign")
    assert (sign.role, sign.working_minutes) == (StepRole.APPROVER, 180)
    assert sign.actions == {StepAction.APPROVE, StepAction.RETURN, StepAction.REFUSE}
    assert sign.name.vi == "Bước sign"
    assert process.leg("insurance").after == {"registration"}


def test_a_quarter_of_an_hour_is_a_limit() -> None:
    """Documents allow quarters."""
    process = process_of({"legs": [leg("a", [step("s", hours=0.25)])]})

    assert process.step("a", "s").working_minutes == 15


def test_members_not_known_here_are_skipped() -> None:
    """A newer publisher may say more than we understand."""
    document = {"legs": [{**leg("a", [{**step("s"), "skill": "land"}]), "silent": True}]}

    assert process_of(document).leg("a").steps[0].id == "s"


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ([], ""),
        ({}, "/legs"),
        ({"legs": [7]}, "/legs/0"),
        ({"legs": [{**leg("a", []), "name": "x"}]}, "/legs/0/name"),
        ({"legs": [{**leg("a", []), "working_hours": "8"}]}, "/legs/0/working_hours"),
        ({"legs": [{**leg("a", []), "working_hours": -1}]}, "/legs/0/working_hours"),
        ({"legs": [{**leg("a", []), "working_hours": True}]}, "/legs/0/working_hours"),
        ({"legs": [leg("a", [step("s", "minister")])]}, "/legs/0/steps/0/role"),
        ({"legs": [leg("a", [step("s", actions=["fly"])])]}, "/legs/0/steps/0/actions"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_pointer(document: Any, pointer: str) -> None:  # noqa: ANN401
    """A publisher is told where."""
    with pytest.raises(DocumentError) as caught:
        process_from_document(document)

    assert caught.value.pointer == pointer


@pytest.mark.parametrize(
    ("legs", "pointer"),
    [
        ([], "/legs"),
        ([leg("a", [step("s")]), leg("a", [step("s")])], "/legs"),
        ([leg("a", [])], "/legs/0/steps"),
        ([leg("a", [step("s"), step("s")])], "/legs/0/steps"),
        ([leg("a", [step("s")], after=["b"])], "/legs/0/after"),
        ([leg("a", [step("s", actions=["return"])])], "/legs/0/steps/0/actions"),
        (
            [leg("a", [step("s")], after=["b"]), leg("b", [step("s")], after=["a"])],
            "/legs/0/after",
        ),
        ([leg("a", [step("s")]), leg("b", [step("s")], after=["b"])], "/legs/1/after"),
    ],
)
def test_a_process_no_case_could_end_is_refused(legs: list[dict[str, Any]], pointer: str) -> None:
    """No leg, a double id, a dead end, a cycle, an unknown predecessor."""
    with pytest.raises(DocumentError) as caught:
        require_sound(process_of({"legs": legs}))

    assert caught.value.pointer == pointer


def test_a_sound_process_passes() -> None:
    """Sequence, fan-out and join are all graphs."""
    fan = [
        leg("a", [step("s")]),
        leg("b", [step("s")], after=["a"]),
        leg("c", [step("s")], after=["a"]),
        leg("d", [step("s")], after=["b", "c"]),
    ]

    require_sound(process_of(BIRTH))
    require_sound(process_of({"legs": fan}))
    with pytest.raises(ProcessFaultyError):
        require_sound(process_of({"legs": fan[:2] + fan[3:]}))


def test_a_leg_or_step_that_is_not_there_has_no_definition() -> None:
    """A programming error, not an officer's."""
    with pytest.raises(KeyError):
        process_of().leg("customs")
    with pytest.raises(KeyError):
        process_of().step("registration", "stamp")
    with pytest.raises(KeyError):
        opened()[0].leg("customs")
