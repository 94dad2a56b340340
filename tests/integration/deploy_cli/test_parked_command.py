"""`motcua parked` works on the databases alone: shown, counted, then done."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from chassis.db import Database
from chassis.identifiers import new_id
from chassis.subscription import Park
from chassis.testing.fixtures import ServiceDatabase
from deploy.parked import parked
from deploy.setup.environment import SERVICES
from tests.integration.chassis.bus import Effects, body, statuses_in, with_effects

CAUSE = "IllegalTransitionError illegal-transition"


@pytest.fixture(autouse=True)
def _logs_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the logging of the test's own process alone."""
    monkeypatch.setattr("chassis.logging.configure", lambda *_: None)


def motcua(*arguments: str) -> Result:
    return CliRunner().invoke(parked, list(arguments))


@pytest.fixture
def databases(
    service_database: ServiceDatabase, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Database]:
    """Give the databases of all services, three events parked at intake, one at routing."""
    made = {name: with_effects(service_database(None)) for name in SERVICES}
    for name, count in (("intake", 3), ("routing", 1)):
        effects = Effects()
        effects.failing = {f"dossier/D{number}:1": Park(CAUSE) for number in range(count)}
        inbox = effects.inbox(made[name])
        bodies = [body(f"D{number}", event_id=new_id()) for number in range(count)]
        inbox.work([inbox.reader.read(each) for each in bodies])
    for name, database in made.items():
        monkeypatch.setenv(f"MOTCUA_{name.upper()}_DATABASE_URL", database.url)
    return made


def test_it_lists_counts_and_shows(databases: dict[str, Database]) -> None:
    """One aligned line an event, totals by service, one event with its body."""
    listed = motcua("list")
    causes = motcua("list", "--causes", "--service", "intake")
    found = json.loads(motcua("list", "--json").output)
    shown = motcua("show", found["routing"][0]["event_id"])

    assert len(databases) == 4
    assert listed.output.count(CAUSE) == 4
    assert "4 parked (intake 3, routing 1)" in listed.output
    assert causes.output.count(CAUSE) == 1
    assert '"subject": "dossier/D0"' in shown.output
    assert "service   routing" in shown.output


def test_many_are_only_counted_without_yes(databases: dict[str, Database]) -> None:
    """Then done with it, and written down under who did it."""
    counted = motcua("discard", "--reason", "Illegal", "--service", "intake")
    before = statuses_in(databases["intake"])
    done = motcua(
        "discard", "--reason", "Illegal", "--service", "intake", "--yes", "--operator", "op-7"
    )
    with databases["intake"].read() as tx:
        row = tx.execute(text("SELECT operator, door, chosen, events FROM operator_action")).one()

    assert "Nothing was done" in counted.output
    assert before == {"parked": 3}
    assert done.output.endswith("intake: 3 discarded\n")
    assert statuses_in(databases["intake"]) == {"discarded": 3}
    assert statuses_in(databases["routing"]) == {"parked": 1}
    assert (row.operator, row.door, row.chosen, len(row.events)) == (
        "op-7", "command-line", {"reason": "Illegal"}, 3,
    )  # fmt: skip


def test_a_named_event_is_replayed_at_once(databases: dict[str, Database]) -> None:
    """Wherever it is parked."""
    event_id = json.loads(motcua("list", "--json").output)["routing"][0]["event_id"]

    assert motcua("replay", event_id).output.endswith("routing: 1 to be tried again now\n")
    assert statuses_in(databases["routing"]) == {"retry": 1}


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["discard"], 2, "Name events"),
        (["discard", "--yes"], 2, "Name events"),
        (["replay", "--before", "yesterday"], 2, "no instant"),
        (["replay", "--reason", "none such"], 1, "Nothing parked is meant"),
        (["show", str(new_id())], 1, "is parked"),
    ],
)
def test_a_mistake_touches_nothing(
    databases: dict[str, Database], arguments: list[str], status: int, words: str
) -> None:
    """An order without a choice is refused, whatever else is given."""
    result = motcua(*arguments)

    assert (result.exit_code, words in result.output) == (status, True)
    assert statuses_in(databases["intake"]) == {"parked": 3}


def test_missing_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """By name, and no database is asked."""
    for name in SERVICES:
        monkeypatch.delenv(f"MOTCUA_{name.upper()}_DATABASE_URL", raising=False)
    result = motcua("list", "--service", "routing")

    assert result.exit_code == 1
    assert "MOTCUA_ROUTING_DATABASE_URL" in result.output
