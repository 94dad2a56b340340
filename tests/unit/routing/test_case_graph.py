"""A case as a graph: each leg and step with its state, in data, in words and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from kernel.process import StepRole
from services.routing.work.api.graph_documents import GraphSchema, graph_document
from services.routing.work.api.graph_drawing import graph_drawing
from services.routing.work.domain.case import CaseStatus, LegStatus
from services.routing.work.domain.case_graph import CaseGraph, State, graph_of
from services.routing.work.domain.graph_words import lines_of
from services.routing.work.domain.reading import CaseView, LegView
from services.routing.work.domain.task import Task, TaskEnd, TaskStatus
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, leg, process_of, step

HOUR = timedelta(hours=1)
TWO = [step("check"), step("sign", "approver", ["approve", "return", "refuse"])]
PROCESS = process_of(
    {
        "legs": [
            leg("birth", TWO),
            leg("police", TWO, after=["birth"]),
            leg("card", TWO, after=["birth"]),
            leg("result", [step("issue")], after=["police", "card"]),
        ]
    }
)


def task(
    number: int,
    step_id: str,
    end: TaskEnd | None = None,
    *,
    due: datetime | None = MONDAY + 4 * HOUR,
    held: bool = False,
) -> Task:
    status = TaskStatus.ENDED if end else TaskStatus.CLAIMED if held else TaskStatus.WAITING
    return Task(
        id=UUID(int=number),
        leg="-",
        step=step_id,
        agency=COMMUNE,
        role=StepRole.OFFICER,
        started_at=MONDAY + number * HOUR,
        due_at=due,
        status=status,
        assignee="officer-1" if held else None,
        end=end,
        ended_at=MONDAY + 2 * HOUR if end else None,
        ended_by="officer-1" if end else None,
    )


def part(
    name: str, status: LegStatus, tasks: Sequence[Task] = (), agency: str = COMMUNE
) -> LegView:
    return LegView(
        leg=name,
        name=PROCESS.leg(name).name,
        agency=agency,
        agency_name=f"Cơ quan {agency}",
        status=status,
        started_at=MONDAY if tasks else None,
        finished_at=MONDAY + 3 * HOUR if status is LegStatus.FINISHED else None,
        due_at=MONDAY + 8 * HOUR if tasks else None,
        late_at=MONDAY + 8 * HOUR if tasks else None,
        tasks=tasks,
    )


BIRTH = part(
    "birth",
    LegStatus.FINISHED,
    [task(0, "check", TaskEnd.COMPLETE), task(1, "sign", TaskEnd.APPROVE)],
)
POLICE = part("police", LegStatus.RUNNING, [task(2, "check", held=True)], "H56.CA.14797")
CARD = part("card", LegStatus.RUNNING, [task(3, "check")], INSURANCE)
RESULT = part("result", LegStatus.WAITING)


def case(*legs: LegView, status: CaseStatus = CaseStatus.OPEN) -> CaseView:
    return CaseView(
        id=UUID(int=9),
        dossier=DOSSIER,
        procedure="2.000986",
        procedure_version=1,
        process=PROCESS,
        status=status,
        opened_at=MONDAY,
        due_at=MONDAY + 9 * HOUR,
        decided_at=None,
        legs=legs or (BIRTH, POLICE, CARD, RESULT),
    )


def states(graph: CaseGraph) -> dict[str, tuple[State, bool]]:
    return {one.id: (one.state, one.late) for each in graph.legs for one in each.steps}


def test_two_agencies_at_work_and_one_that_waits() -> None:
    """Past its term a step is late; what nobody took is open; nobody is named."""
    graph = graph_of(case(), MONDAY + 5 * HOUR)

    assert states(graph) == {
        "birth/check": (State.DONE, False),
        "birth/sign": (State.DONE, False),
        "police/check": (State.CLAIMED, True),
        "police/sign": (State.WAITING, False),
        "card/check": (State.OPEN, True),
        "card/sign": (State.WAITING, False),
        "result/issue": (State.WAITING, False),
    }
    assert [each.state for each in graph.legs] == [
        State.DONE,
        State.CLAIMED,
        State.OPEN,
        State.WAITING,
    ]
    assert not any(each.late for each in graph.legs)
    assert {(one.id, other.id) for one, other in graph.edges()} == {
        ("birth/check", "birth/sign"),
        ("birth/sign", "police/check"),
        ("birth/sign", "card/check"),
        ("police/check", "police/sign"),
        ("card/check", "card/sign"),
        ("police/sign", "result/issue"),
        ("card/sign", "result/issue"),
    }
    assert "officer-1" not in str(graph_document(graph))


def test_a_leg_is_late_by_its_own_term_while_it_runs_and_after() -> None:
    """A minute past its term; ended before, it stays in time whatever the clock says."""
    running = graph_of(case(), MONDAY + 8 * HOUR + timedelta(minutes=1))

    assert [each.late for each in running.legs] == [False, True, True, False]


@pytest.mark.parametrize(
    ("legs", "place", "wanted"),
    [
        ([BIRTH, part("police", LegStatus.SKIPPED), CARD, RESULT], "police/check", State.SKIPPED),
        (
            [BIRTH, part("police", LegStatus.CANCELLED), CARD, RESULT],
            "police/sign",
            State.CANCELLED,
        ),
        (
            [
                BIRTH,
                replace(
                    part("police", LegStatus.FINISHED, [task(2, "check", TaskEnd.LAPSED)]),
                    lapsed=True,
                ),
                CARD,
                RESULT,
            ],
            "police/sign",
            State.LAPSED,
        ),
        (
            [
                part(
                    "birth",
                    LegStatus.RUNNING,
                    [
                        task(0, "check", TaskEnd.COMPLETE),
                        task(1, "sign", TaskEnd.RETURN),
                        task(2, "check"),
                    ],
                ),
                part("police", LegStatus.WAITING),
                part("card", LegStatus.WAITING),
                RESULT,
            ],
            "birth/sign",
            State.WAITING,
        ),
        (
            [
                part("birth", LegStatus.CANCELLED, [task(1, "sign", TaskEnd.REFUSE)]),
                part("police", LegStatus.CANCELLED),
                part("card", LegStatus.CANCELLED),
                RESULT,
            ],
            "birth/sign",
            State.REFUSED,
        ),
        (
            [part("birth", LegStatus.RUNNING, [task(1, "sign")]), POLICE, CARD, RESULT],
            "birth/check",
            State.SKIPPED,
        ),
    ],
)
def test_every_end_of_a_step_has_its_state(legs: list[LegView], place: str, wanted: State) -> None:
    """Not chosen, not worked on any more, nobody answered, sent back, refused, passed over."""
    graph = graph_of(case(*legs), MONDAY + HOUR)

    assert states(graph)[place][0] is wanted


def test_a_step_that_was_sent_back_runs_a_second_time() -> None:
    """Its dates are those of the newest run."""
    runs = [
        task(0, "check", TaskEnd.COMPLETE),
        task(1, "sign", TaskEnd.RETURN),
        task(2, "check", held=True),
    ]
    first = part("birth", LegStatus.RUNNING, runs)
    others = (part("police", LegStatus.WAITING), part("card", LegStatus.WAITING), RESULT)
    (check, _) = graph_of(case(first, *others), MONDAY + 3 * HOUR).legs[0].steps

    assert (check.runs, check.state, check.ended_at) == (2, State.CLAIMED, None)
    assert check.started_at == MONDAY + 2 * HOUR


def test_the_words_say_what_the_drawing_shows() -> None:
    """A sentence for each leg in both languages: agency, state, what it waits for, its steps."""
    lines = list(lines_of(graph_of(case(), MONDAY + 5 * HOUR)))

    assert lines[1].vi == (
        "2. Chặng police – Cơ quan H56.CA.14797: đang xử lý, hạn 16:00 02/11/2026; "
        "sau “Chặng birth”; Bước check (cán bộ chuyên môn): đang xử lý, quá hạn, "
        "hạn 12:00 02/11/2026; Bước sign (người phê duyệt): chưa đến lượt."
    )
    assert lines[3].en.startswith("4. Leg result – Cơ quan H56.14797: not yet its turn; after")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_drawing_can_be_heard(language: str) -> None:
    """Title and description are told by name; each step and agency stands in it once."""
    graph = graph_of(case(), MONDAY + 5 * HOUR)
    reader: Any = ET.XMLPullParser(["end"])
    reader.feed(graph_drawing(graph, language))
    root: ET.Element = list(reader.read_events())[-1][1]
    space = "{http://www.w3.org/2000/svg}"
    told = root.find(f"{space}desc")
    lines = list(lines_of(graph))

    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title description"
    assert {one.attrib["id"] for one in root if "id" in one.attrib} >= {"title", "description"}
    assert told is not None
    assert told.text == " ".join(getattr(line, language) for line in lines)
    groups = [one.attrib["id"] for one in root.iter(f"{space}g")]
    assert groups == [f"step-{one.leg}.{one.step}" for each in graph.legs for one in each.steps]
    written = " ".join(one.text or "" for one in root.iter(f"{space}text"))
    late = {"vi": "quá hạn", "en": "late"}[language]
    assert written.count(late) == 2


def test_the_document_is_what_the_schema_promises() -> None:
    """Nothing is missing and nothing is unknown."""
    document = graph_document(graph_of(case(), MONDAY + 5 * HOUR))

    assert GraphSchema().validate(document) == {}
