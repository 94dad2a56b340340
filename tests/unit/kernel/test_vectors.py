"""The vectors of the law, asked of the kernel with the shipped calendar."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kernel.calendar import calendar_from_document
from kernel.office_hours import STANDARD_HOURS
from kernel.working_time import Schedule, Term, deadline_if_filed, rule_book
from tests.unit.kernel.instants import at, restart, resume, stop
from tests.unit.kernel.vectors import VECTORS, Vector

SHIPPED = Path(__file__).parents[3] / "catalogue" / "calendars" / "vn.yaml"


@pytest.fixture(scope="module")
def shipped() -> Schedule:
    """Keep standard hours on the calendar that is shipped."""
    document = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return Schedule(calendar_from_document(document), STANDARD_HOURS)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_a_vector_of_the_law_is_met_with_its_reasons(shipped: Schedule, vector: Vector) -> None:
    """Reception, due date and the rules of the moves are as worked by hand."""
    events = [
        *map(stop, vector.stops),
        *map(resume, vector.resumes),
        *map(restart, vector.restarts),
    ]
    found = deadline_if_filed(
        at(vector.filed),
        Term.parse(vector.term),
        shipped,
        at_desk=vector.channel == "desk",
        rules=rule_book(vector.book or "one-stop"),
        interruptions=sorted(events, key=lambda event: event.at),
    )

    assert found.due_at == at(vector.due), vector.why
    assert found.received_at == at(vector.received)
    assert tuple(move.rule.value for move in found.moves) == vector.rules
    assert all(move.ground and move.text.vi and move.text.en for move in found.moves)
