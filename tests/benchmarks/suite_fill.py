"""Fills the databases of a running suite with copies of dossiers that it led itself.

Each copy has its own code, ids, agencies, officers, days and person in every database, in one
numbering, so that all services agree about it as they do about its model: events said and heard,
letters, facts, timers. Its people and contacts are sealed under its own code and its timeline is
chained by the database. Filler: names of agencies inside words are the model's, legs elsewhere
are at other communes, all instants of a day have the model's time of day, and a timer or date
that lies ahead is moved by one to eight days, so that nothing rings while somebody measures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from multiprocessing import Process
from typing import Any

import psycopg
from psycopg import sql

from deploy.setup.environment import SERVICES
from tests.benchmarks.suite_models import APPROVERS, COMMUNE, OFFICERS
from tests.benchmarks.suite_people import NotOpenError, Secrets, renumbered, secrets_of
from tests.benchmarks.suite_place import SuitePlace
from tests.benchmarks.suite_templates import CHAINED, Slot, Template, Words, rows_of

_DAYS = 7
_AHEAD = 8
_OTHERS = 3
"""Agencies beside that where it was filed that a model has legs at, at most."""
_CHUNK = 500
_COUNTED = "INSERT INTO dossier_counter (agency, day, last) VALUES (%s, %s, %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is copied: models that are open and over, how often, to where, as of which day."""

    stands: tuple[str, ...]
    over: tuple[str, ...]
    open_copies: int
    over_copies: int
    agencies: tuple[str, ...]
    today: date

    def copies(self) -> Iterator[Copy]:
        """Yield every copy; numbers of an agency and day are dense."""
        used: Counter[tuple[str, int]] = Counter()
        for number in range(self.open_copies + self.over_copies):
            past = number >= self.open_copies
            models, first = (self.over, self.open_copies) if past else (self.stands, 0)
            turn, model = divmod(number - first, len(models))
            here = self.agencies[turn % len(self.agencies)]
            age = turn // len(self.agencies) % _DAYS
            used[here, age] += 1
            day = self.today - timedelta(days=age)
            yield Copy(
                number=number,
                model=models[model],
                agencies=(here, *self._elsewhere(turn, number)),
                day=day,
                age=age,
                code=f"{here}-{day:%y%m%d}-{used[here, age]:04}",
            )

    def _elsewhere(self, turn: int, number: int) -> Iterator[str]:
        """Yield other agencies, as many as a dossier may need, no two the same."""
        near = (len(self.agencies) - 1) // _OTHERS
        for other in range(_OTHERS):
            place = turn + other * near + 1 + number % near
            yield self.agencies[place % len(self.agencies)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Which copy of which model: its number, agencies (where it was filed first), day, code."""

    number: int
    model: str
    agencies: tuple[str, ...]
    day: date
    age: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A dossier as text with slots in all databases."""

    slots: tuple[Slot, ...]
    templates: Mapping[str, tuple[Template, ...]]
    secrets: Secrets

    def values(self, one: Copy) -> list[str]:
        """Return what fills each slot in a copy."""
        ranks = {"officer": OFFICERS, "approver": APPROVERS}
        ahead = one.number * 37 % _AHEAD + 1
        sealed = self.secrets.of(one.code, one.number)
        fillers: dict[str, Callable[[Slot], str]] = {
            "uuid": lambda slot: renumbered(slot[1], one.number),
            "code": lambda _: one.code,
            "agency": lambda slot: one.agencies[int(slot[1])],
            "person": lambda slot: (
                f"{slot[1]}-{one.number % ranks[slot[1]] + 1}-{one.agencies[int(slot[2])]}"
            ),
            "past": lambda slot: _moved(slot[1], -one.age),
            "ahead": lambda slot: _moved(slot[1], ahead),
            "secret": lambda slot: sealed[slot[1]],
        }
        return [fillers[slot[0]](slot) for slot in self.slots]


def fill(place: SuitePlace, plan: Plan, *, workers: int = 2) -> dict[str, int]:
    """Copy the models as planned; return how many rows each database got."""
    models = {code: _model(place, code) for code in (*plan.stands, *plan.over)}
    processes = [
        Process(target=_work, args=(place, models, plan, (each, workers)))
        for each in range(workers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        if process.exitcode:
            raise SystemExit("a worker failed")
    numbers = Counter((one.agencies[0], one.day) for one in plan.copies())
    with place.administer("intake") as connection, connection.cursor() as cursor:
        cursor.executemany(_COUNTED, [(*bucket, last) for bucket, last in numbers.items()])
    for service in SERVICES:
        with place.administer(service) as connection:
            connection.execute("VACUUM ANALYZE")
    with place.administer("intake") as connection:
        connection.execute("CHECKPOINT")
    often = Counter(one.model for one in plan.copies())
    return {
        service: sum(
            template.rows * often[code]
            for code, model in models.items()
            for template in model.templates[service]
        )
        for service in SERVICES
    }


def _model(place: SuitePlace, code: str) -> Model:
    ((legs,),) = place.rows("intake", "SELECT legs FROM dossier WHERE code = %s", code)
    others = sorted({each["agency"] for each in legs} - {COMMUNE})
    becomes = {agency: str(place) for place, agency in enumerate((COMMUNE, *others))}
    secrets = secrets_of(place, code)
    words = Words(code, becomes, secrets.words)
    templates = {}
    for service in SERVICES:
        with place.administer(service) as connection:
            found = rows_of(connection, code)
            templates[service] = tuple(words.template(*each) for each in found)
    for each in templates.values():
        if left := [one.table for one in each if secrets.marks.search(one.text)]:
            raise NotOpenError(code, left)
    return Model(slots=tuple(words.slots), templates=templates, secrets=secrets)


def _work(
    place: SuitePlace, models: Mapping[str, Model], plan: Plan, share: tuple[int, int]
) -> None:
    mine = [one for one in plan.copies() if one.number % share[1] == share[0]]
    connections = {service: place.administer(service) for service in SERVICES}
    for start in range(0, len(mine), _CHUNK):
        texts: dict[tuple[str, str], list[str]] = {}
        columns: dict[tuple[str, str], tuple[str, ...]] = {}
        for one in mine[start : start + _CHUNK]:
            model = models[one.model]
            values = model.values(one)
            for service, templates in model.templates.items():
                for each in templates:
                    key = (service, each.table)
                    texts.setdefault(key, []).append(each.filled(values))
                    columns[key] = each.columns
        for (service, table), pieces in texts.items():
            _enter(connections[service], table, columns[service, table], "".join(pieces))
    for connection in connections.values():
        connection.close()


def _enter(
    connection: psycopg.Connection[Any], table: str, columns: tuple[str, ...], text: str
) -> None:
    """Enter rows; triggers work where they chain what was written."""
    role = "origin" if table in CHAINED else "replica"
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), listed)
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(f"SET LOCAL session_replication_role = {role}".encode())
        with cursor.copy(statement) as copy:
            copy.write(text)


@lru_cache(maxsize=10_000)
def _moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
