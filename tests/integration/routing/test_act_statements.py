"""An act costs few statements: what it goes by is read once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from kernel.rights import Role
from tests.integration.routing.suite import Suite, accepted
from tests.unit.routing.samples import COMMUNE, officer

OFFICER = officer(Role.OFFICER)


@contextmanager
def clocks_read(engine: Engine) -> Iterator[Counter[str]]:
    """Count how often the office clock of each agency is read."""
    found: Counter[str] = Counter()

    def note(_c: Any, _u: Any, statement: str, given: Any, *_: Any) -> None:  # noqa: ANN401 -- SQLAlchemy's hook
        if "office_hours" in statement:
            found.update(given.values())

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("actions", [("claim",), ("claim", "complete")])
def test_the_office_clock_of_an_agency_is_read_once_an_act(
    suite: Suite, actions: tuple[str, ...]
) -> None:
    suite.hear_reference()
    suite.hear(accepted("H56.14797-261102-0001"))
    (item,) = suite.worklist(OFFICER)
    for action in actions[:-1]:
        item = suite.act(OFFICER, item, action).get_json()

    with clocks_read(suite.database.engine) as found:
        answer = suite.act(OFFICER, item, actions[-1])

    assert answer.status_code == 200
    assert found[COMMUNE] == 1
    assert set(found.values()) == {1}
