"""What the web inbox must answer: letters about one's own dossiers, and nothing of others."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.api.route import Route
from tests.integration.rights.expected import NOT_FOUND, PASSED
from tests.integration.rights.people import Person
from tests.integration.rights.world import World

_FIRST = "SELECT id FROM message WHERE dossier = :code ORDER BY queued_at, id LIMIT 1"


def letters(world: World, route: Route, person: Person) -> Iterator[tuple[str, str, str]]:
    """Yield about what is asked, the path, and what it must answer.

    Of the list, which answers everybody, the letters of others are asked for one by one.
    """
    if route.path == "/inbox":
        yield "list", "/inbox?limit=100", PASSED
        return
    for filed in world.dossiers:
        letter = str(world.sql("notification", _FIRST, code=filed.code)[0].id)
        wanted = PASSED if filed.owner == person.name else NOT_FOUND
        yield f"letter about {filed.label}", route.path.replace("{id}", letter), wanted


def listed(world: World, person: Person) -> set[str]:
    """Return the labels of the dossiers whose letters the list shows to a person."""
    answer = world.ask(person, "GET", "/inbox?limit=100")
    read = {item["dossier"] for item in answer.get_json()["items"]}
    return {filed.label for filed in world.dossiers if filed.code in read}
