"""Rights over everything the public document has: who asks × what is asked × about which dossier.

Every cell has one answer that the table of `kernel.rights` gives; any other is a leak, also where
somebody is refused what the table allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest
from sqlalchemy import select, true

from gateway.api.route import Route
from kernel.rights import Role
from kernel.visibility import ALL
from services.intake.improvement.domain.reach import Reach
from services.intake.registry.domain.readership import readership
from services.intake.registry.store import dossier_files, list_statements
from services.intake.registry.usecases import open_file, search_dossiers
from services.routing.lateness.store import alerts, risks, violations
from services.routing.work.store import queries, seen_cases
from tests.integration.rights.expected_inbox import listed
from tests.integration.rights.matrix import Cell, cells, operations
from tests.integration.rights.people import PEOPLE
from tests.integration.rights.world import World

MOST_SHOWN = 40
ADDS = ("POST", "/dossiers/{code}/messages")
"""What is done whoever else wrote meanwhile: no version is asked, so the allowed do write."""


@pytest.fixture(scope="module")
def world(published: Mapping[str, str]) -> Iterator[World]:
    """Give the suite with its people and dossiers; nothing a test does changes it."""
    with ExitStack() as stack:
        yield World(stack, published=published)


def leaks(found: list[Cell]) -> list[str]:
    return [str(cell) for cell in found if cell.leaks]


@pytest.mark.timeout(900)
def test_every_cell_answers_as_the_table_says(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    """And what is refused, or stale, leaves no row, number or event."""
    before = world.state()
    found = list(cells(world, lambda route: (route.method, route.path) != ADDS))
    after = world.state()
    found += cells(world, lambda route: (route.method, route.path) == ADDS)
    record_property("cells", len(found))
    wrong = leaks(found)
    print(f"\nrights matrix: {len(found)} cells, {len(wrong)} leaks")  # noqa: T201 -- the figure

    assert wrong[:MOST_SHOWN] == []
    assert len(operations(world)) * len(PEOPLE) <= len(found)
    assert after == before


def test_the_inbox_lists_letters_about_ones_own_dossiers_alone(world: World) -> None:
    """For every citizen there is, and an officer has none."""
    citizens = [one for one in PEOPLE if one is not None and Role.CITIZEN in one.roles]
    wanted = [{f.label for f in world.dossiers if f.owner == one.name} for one in citizens]

    assert {"own", "own-accepted"} in wanted
    assert [listed(world, one) for one in citizens] == wanted


def planted(world: World, *paths: str) -> list[str]:
    """Return the leaks of some operations."""

    def wanted(route: Route) -> bool:
        return f"{route.method} {route.path}" in paths

    return leaks(list(cells(world, wanted)))


def test_a_hole_in_a_list_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list forgets that some dossiers are confidential."""
    monkeypatch.setattr(list_statements, "ALLOWED", "true")
    found = planted(world, "GET /dossiers")

    assert any("seconded" in leak and "own-confidential" in leak for leak in found), found
    assert any("supervisor-H56 " in leak for leak in found), found


def test_a_hole_in_the_search_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search takes the scope of reading for its own."""
    monkeypatch.setattr(search_dossiers, "readership", lambda actor, _action: readership(actor))
    found = planted(world, "POST /dossiers/search")

    assert any("officer-H56.14797" in leak and "own-confidential" in leak for leak in found), found


def test_a_hole_in_the_amendments_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one desk proposed is shown to every other."""
    monkeypatch.setattr(Reach, "holds", lambda *_: True)
    found = planted(world, "GET /amendments/{id}")

    assert any("officer-H56.14758 " in leak for leak in found), found


def test_a_hole_in_one_object_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task is shown to whoever knows its id."""
    monkeypatch.setattr(queries, "in_scope", lambda *_args, **_kwargs: true())
    found = planted(world, "GET /tasks/{id}")

    assert any("officer-H56.14758" in leak and "own-accepted" in leak for leak in found), found


def test_a_hole_in_one_dossier_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dossier is opened for whoever knows its code."""
    monkeypatch.setattr(dossier_files, "_readable", lambda _reader: true())
    monkeypatch.setattr(open_file, "visible", lambda *_: ALL)
    found = planted(world, "GET /dossiers/{code}", "GET /dossiers/{code}/accesses")

    assert any("citizen-2 about own:" in leak for leak in found), found
    assert any("accesses" in leak for leak in found), found


def test_a_hole_in_the_register_of_violations_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lines are shown to whoever may read some."""
    open_to_all = violations._PAGE.replace("(:everywhere OR", "(true OR :everywhere OR")
    monkeypatch.setattr(violations, "_PAGE", open_to_all)
    found = planted(world, "GET /violations")

    assert any("officer-H56.14797 " in leak for leak in found), found
    assert any("head-H56.14758 " in leak for leak in found), found


def test_a_hole_in_the_alerts_is_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one unit was told is told to every other."""
    monkeypatch.setattr(alerts, "_in_reach", lambda _reach: true())
    found = planted(world, "GET /alerts")

    assert any("officer-H56.14758 " in leak for leak in found), found
    assert any("seconded" in leak for leak in found), found


def test_a_hole_in_the_graph_of_a_case_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The query forgets for whom a case is and who may not know of confidential ones."""
    path = "GET /dossiers/{code}/graph"
    whole = planted(world, path)
    monkeypatch.setattr(seen_cases, "SEEN", select(true()))
    found = planted(world, path)

    assert whole == []
    assert any("officer-H56.14758 " in leak for leak in found), found
    assert any("own-confidential" in leak for leak in found), found


def test_a_hole_in_the_list_of_risks_is_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lines are shown to whoever may read some."""
    open_to_all = risks._PAGE.replace("(:everywhere OR", "(true OR :everywhere OR")
    monkeypatch.setattr(risks, "_PAGE", open_to_all)
    found = planted(world, "GET /risks")

    assert any("head-H56.14758 " in leak for leak in found), found
