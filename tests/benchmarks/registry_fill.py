"""Fills intake's real schema with dossiers of three years, sealed and indexed for real.

One dossier of each procedure is filed through the service; the others are made of it with the
service's own rows, under other codes, people, days and states, and come in by COPY. Parties, blind
indexes, names and keys are made for each dossier; what an applicant and a form hold is sealed for
one in twenty (`opens`), and the others carry its sealed values, which none of them can open. The
links of the timeline's chain are filler: a trigger would take longer than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from multiprocessing import Process
from random import Random
from typing import Any

import psycopg
from sqlalchemy import text

from chassis.crypto import KeyRing
from chassis.db import Database
from kernel.clock import VIETNAM
from services.intake.catalogue.store.agencies import PgAgencies
from services.intake.registry.domain.readership import (
    Readership,
    agency_key,
)
from services.intake.registry.store.dossier_files import PgDossierFiles
from services.intake.registry.store.sealing import DossierSeals
from tests.benchmarks.registry_people import resident
from tests.benchmarks.registry_rows import (
    TABLES,
    TODAY,
    Model,
    Places,
    Writer,
    dossier_of,
)
from tests.integration.intake.office import OFFICER, Office, at_desk

COMMUNES, DEPARTMENTS = 166, 18
CENTRE = "H56.PVHCC"
_ELSEWHERE = 0.1
_DAYS = [
    day for day in (TODAY - timedelta(days=n) for n in range(3 * 365, 0, -1)) if day.weekday() < 5
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the workers share: where, what of, how many."""

    url: str
    ring: KeyRing
    models: tuple[Model, ...]
    agencies: tuple[str, ...]
    dossiers: int

    @property
    def people(self) -> int:
        """Return how many people filed them: about three dossiers each."""
        return max(1000, self.dossiers // 3)


def fill(office: Office, dossiers: int, *, workers: int = 2) -> Plan:
    """Fill the database with so many dossiers; its indexes are made anew at the end."""
    agencies = _enter_agencies(office)
    plan = Plan(
        url=office.database.url.replace("postgresql+psycopg", "postgresql"),
        ring=office.ring,
        models=_models(office),
        agencies=agencies,
        dossiers=dossiers,
    )
    office.forget_dossiers()
    with psycopg.connect(plan.url, autocommit=True) as owner:
        indexes = _drop_indexes(owner)
        processes = [Process(target=_work, args=(plan, n, workers)) for n in range(workers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
            if process.exitcode:
                raise SystemExit("a worker failed")
        owner.execute("SET maintenance_work_mem = '512MB'")
        for statement in indexes:
            owner.execute(statement.encode())
        owner.execute("VACUUM (ANALYZE)")
    return plan


def rows_of(plan: Plan, day: date, count: int, writer: Writer) -> Iterator[tuple[str, Any]]:
    """Yield (table, row) of the dossiers filed on a day."""
    chance = Random(day.toordinal())  # noqa: S311 -- nothing secret
    numbers: dict[str, int] = {}
    seconds = sorted(chance.randrange(8 * 3600) for _ in range(count))
    weights = _weights(plan.agencies)
    for second in seconds:
        agency = chance.choices(plan.agencies, cum_weights=weights)[0]
        numbers[agency] = numbers.get(agency, 0) + 1
        at = datetime.combine(day, time(8), VIETNAM) + timedelta(seconds=second)
        who = resident(int(plan.people * chance.random() ** 1.3))
        code = f"{agency}-{day:%y%m%d}-{numbers[agency]:04}"
        model = chance.choice(plan.models)
        places = _places(plan.agencies, agency, chance)
        dossier = dossier_of(model, code, at, who, places, chance=chance)
        yield from writer.rows(dossier, model.content, who)


def _places(agencies: Sequence[str], receiving: str, chance: Random) -> Places:
    """Return where a dossier goes: one in ten is handed in away from the place that decides it.

    Each agency works with a few departments, as land offices and tax offices have their areas.
    """
    departments, communes = agencies[1 : 1 + DEPARTMENTS], agencies[1 + DEPARTMENTS :]
    competent = chance.choice(communes) if chance.random() < _ELSEWHERE else receiving
    near = agencies.index(competent) + chance.randrange(2)
    return Places(
        receiving=receiving, competent=competent, other=departments[near % len(departments)]
    )


def _work(plan: Plan, worker: int, workers: int) -> None:
    writer = Writer(DossierSeals(plan.ring))
    share = plan.dossiers / len(_DAYS)
    with psycopg.connect(plan.url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for place in range(worker, len(_DAYS), workers):
            count = int((place + 1) * share) - int(place * share)
            by_table: dict[str, list[Any]] = {name: [] for name in TABLES}
            for table, row in rows_of(plan, _DAYS[place], count, writer):
                by_table[table].append(row)
            _copy(connection, by_table)
            connection.commit()


def _copy(connection: psycopg.Connection[Any], by_table: dict[str, list[Any]]) -> None:
    for table, rows in by_table.items():
        names = ", ".join(f'"{name}"' for name in TABLES[table])
        statement = f"COPY {table} ({names}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)


def _weights(agencies: Sequence[str]) -> list[float]:
    """Return how much each agency gets, summed up: the centre 6 %, communes by size 80 %."""
    shares = [0.06, *[0.14 / DEPARTMENTS] * DEPARTMENTS]
    sizes = [1 / (n + 8) ** 0.7 for n in range(len(agencies) - len(shares))]
    return list(accumulate([*shares, *(0.8 * size / sum(sizes) for size in sizes)]))


def _enter_agencies(office: Office) -> tuple[str, ...]:
    """Enter the agencies of the whole province; the centre, departments, communes by size."""
    with office.database.transaction() as tx:
        agencies = PgAgencies(tx)
        shipped = {one.code: one for one in agencies.in_force(TODAY)}
        centre, commune = shipped[CENTRE], shipped["H56.14797"]
        departments = [f"H56.S{n:02}" for n in range(DEPARTMENTS)]
        communes = ["H56.14797", *(f"H56.{90000 + n}" for n in range(COMMUNES - 1))]
        for code in departments:
            agencies.put(replace(centre, code=code, parent="H56"))
        for code in communes[1:]:
            agencies.put(replace(commune, code=code, parent="H56", commune=None))
    return (CENTRE, *departments, *communes)


def _models(office: Office) -> tuple[Model, ...]:
    models = []
    for procedure in ("1.001193", "1.002010", "1.013831", "2.000815", "2.001023"):
        body = at_desk(procedure)
        officer = replace(OFFICER, agency=body["receiving_agency"])
        answer = office.file(officer, body)
        assert answer.json is not None
        code = answer.json["code"]
        with office.database.read() as tx:
            files = PgDossierFiles(tx, DossierSeals(office.ring))
            found = files.get(code, Readership(keys=(agency_key(officer.agency or ""),)))
        assert found is not None
        models.append(Model(dossier=found.dossier, content=found.content))
    return tuple(models)


def _drop_indexes(owner: psycopg.Connection[Any]) -> list[str]:
    """Drop the indexes of the filled tables but their keys; return what makes them again."""
    found = owner.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND tablename = ANY (%s) AND indexname !~ '_pkey$' AND indexdef !~ 'UNIQUE'",
        [list(TABLES)],
    ).fetchall()
    for name, _ in found:
        owner.execute(f"DROP INDEX {name}".encode())
    return [definition for _, definition in found]


def count_open(database: Database) -> int:
    """Return how many dossiers are open."""
    with database.transaction() as tx:
        tx.execute(text("SET LOCAL statement_timeout = 0"))
        statement = "SELECT count(*) FROM dossier WHERE status NOT IN (3, 7, 8, 10)"
        found: int = tx.execute(text(statement)).scalar_one()
    return found
