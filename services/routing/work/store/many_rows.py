"""Rows of many cases written in one statement a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, Table

from services.routing.work.domain.case import Case
from services.routing.work.store.rows import case_row, leg_row, task_row

Rows = Sequence[Mapping[str, Any]]


def changed_rows(changed: Sequence[tuple[Case, Case]]) -> tuple[Rows, Rows, Rows]:
    """Return the rows of cases, legs and tasks that differ between (before, after).

    New tasks are not among them.
    """
    cases, legs, tasks = [], [], []
    for before, after in changed:
        if (row := case_row(after)) != case_row(before):
            cases.append(row)
        legs += [
            {"case_id": after.id, **leg_row(leg)}
            for old, leg in zip(before.legs, after.legs, strict=True)
            if old != leg
        ]
        known = {task.id: task for task in before.tasks}
        tasks += [
            task_row(task, after.id) for task in after.tasks if known.get(task.id, task) != task
        ]
    return cases, legs, tasks


def update_rows(tx: Connection, table: Table, keys: Sequence[str], rows: Rows) -> None:
    """Write rows that are there, each found by its `keys`; all have the same columns."""
    if not rows:
        return
    statement = _update(table.name, tuple(keys), tuple(rows[0]))
    tx.exec_driver_sql(statement, {"rows": orjson.dumps([dict(row) for row in rows]).decode()})


@lru_cache(maxsize=16)
def _update(table: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> str:
    written = ", ".join(f'"{name}" = new."{name}"' for name in columns if name not in keys)
    found = " AND ".join(f'old."{name}" = new."{name}"' for name in keys)
    return f"""
        UPDATE "{table}" AS old SET {written}
        FROM jsonb_populate_recordset(NULL::"{table}", %(rows)s::jsonb) AS new WHERE {found}
    """  # noqa: S608 -- names of our own tables
