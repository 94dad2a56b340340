"""Sealing anew with the current master key: in portions, beside the service at work.

Each portion is a short transaction that passes over rows somebody else holds, so nobody waits for
it; what is done is known by its key id, so a run that was cut short is simply run again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

import click
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.crypto import KeyRing, SealBrokenError
from chassis.db import Database, Transaction
from chassis.key_file import KeyFileError, read_key_file, write_key_file
from chassis.settings import SettingsError

_PORTION = 200
_PASSES = 20
_PAUSE_SECONDS = 0.5
_NOT_OWNER = (
    "This role may not write append-only tables; what was done stays done."
    " Name the owner's (MOTCUA_<SERVICE>_OWNER_DATABASE_URL) and run it again."
)

_TAKE_KEYS = """
    SELECT key_id, wrapped FROM contact_key
    WHERE {behind} AND split_part(wrapped, ':', 1) <> :current
    ORDER BY key_id LIMIT :limit FOR UPDATE SKIP LOCKED
"""
_PUT_KEY = text("UPDATE contact_key SET wrapped = :wrapped WHERE key_id = :key_id")
_COUNT_KEYS = text("SELECT count(*) FROM contact_key WHERE split_part(wrapped, ':', 1) = :key_id")
_LEFT_KEYS = text("SELECT count(*) FROM contact_key WHERE split_part(wrapped, ':', 1) <> :current")


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What one transaction did: how many rows, the last of them (None: none was left)."""

    last: str | None
    done: int = 0
    broken: tuple[str, ...] = ()


class SealedRows(Protocol):
    """The rows of one table that hold sealed values."""

    name: str

    def reseal(self, tx: Transaction, after: str, limit: int) -> Portion:
        """Seal up to `limit` rows behind the id `after` with the current key."""
        ...

    def count(self, tx: Transaction, key_id: str) -> int:
        """Return how many rows are sealed with this key."""
        ...

    def left(self, tx: Transaction) -> int:
        """Return how many rows are not sealed with the current key."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What a run did, by table; `broken` rows could not be opened and are as they were."""

    done: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What a service seals: its database, its tables, the file of its keys."""

    database: Database
    key_file: Path
    tables: Sequence[SealedRows]

    def run(self, *, portion: int = _PORTION, passes: int = _PASSES) -> Rotated:
        """Seal everything anew that is not sealed with the current key.

        Rows that somebody holds are taken at a later pass; `left` says what none of them got.
        """
        rotated = Rotated()
        broken: set[str] = set()
        for turn in range(passes):
            for table in self.tables:
                rotated.done[table.name] += self._walk(table, portion, broken)
            left = self._left()
            if sum(left.values()) <= len(broken):
                break
            time.sleep(_PAUSE_SECONDS if turn else 0)
        return Rotated(done=rotated.done, left=self._left(), broken=tuple(sorted(broken)))

    def drop(self, key_id: str) -> None:
        """Take a master key out of the file; raises `KeyFileError` while something needs it."""
        document = read_key_file(self.key_file).dropped(key_id)
        with self.database.read() as tx:
            used = {table.name: table.count(tx, key_id) for table in self.tables}
        if any(used.values()):
            rows = ", ".join(f"{name}: {count}" for name, count in used.items() if count)
            raise KeyFileError(f"{key_id}: rows are still sealed with it ({rows})")
        write_key_file(self.key_file, document)

    def _walk(self, table: SealedRows, limit: int, broken: set[str]) -> int:
        after, done = "", 0
        while True:
            with self.database.transaction() as tx:
                portion = table.reseal(tx, after, limit)
            done += portion.done
            broken.update(f"{table.name} {id_}" for id_ in portion.broken)
            if portion.last is None:
                return done
            after = portion.last

    def _left(self) -> Counter[str]:
        with self.database.read() as tx:
            return Counter({table.name: table.left(tx) for table in self.tables})


class WrappedKeys:
    """Data keys in `contact_key`, wrapped by the master key; `id_type` is that of its key."""

    name = "contact_key"

    def __init__(self, ring: KeyRing, *, id_type: Literal["uuid", "text"]) -> None:
        self._ring = ring
        self._id_type = id_type

    def reseal(self, tx: Transaction, after: str, limit: int) -> Portion:
        """Wrap up to `limit` data keys with the current key."""
        behind = f"key_id > CAST(:after AS {self._id_type})" if after else "TRUE"
        take = text(_TAKE_KEYS.format(behind=behind))
        wanted = {"limit": limit, "current": self._ring.current}
        rows = tx.execute(take, wanted | ({"after": after} if after else {})).all()
        changed, broken = [], []
        for row in rows:
            key_id = str(row.key_id)
            try:
                wrapped = self._ring.reseal(row.wrapped, context=f"contact_key/{key_id}")
                changed.append({"key_id": row.key_id, "wrapped": wrapped})
            except SealBrokenError:
                broken.append(key_id)
        if changed:
            tx.execute(_PUT_KEY, changed)
        last = str(rows[-1].key_id) if rows else None
        return Portion(last=last, done=len(changed), broken=tuple(broken))

    def count(self, tx: Transaction, key_id: str) -> int:
        """Return how many data keys this master key wraps."""
        return int(tx.execute(_COUNT_KEYS, {"key_id": key_id}).scalar_one())

    def left(self, tx: Transaction) -> int:
        """Return how many data keys another master key wraps."""
        return int(tx.execute(_LEFT_KEYS, {"current": self._ring.current}).scalar_one())


def rotation_commands(open_rotation: Callable[[], Rotation]) -> Sequence[click.Command]:
    """Return `rotate-keys` and `drop-key` of a service."""

    @click.command("rotate-keys", help="Seal everything anew with the current master key.")
    def rotate_keys() -> None:
        rotated = _rotated(_opened(open_rotation))
        for name in sorted(rotated.done.keys() | rotated.left.keys()):
            click.echo(f"{name}: {rotated.done[name]} sealed anew, {rotated.left[name]} left")
        for row in rotated.broken:
            click.echo(f"cannot be opened: {row}", err=True)
        if sum(rotated.left.values()):
            raise click.exceptions.Exit(1)

    @click.command("drop-key", help="Take a master key that nothing is sealed with out of use.")
    @click.argument("key_id")
    def drop_key(key_id: str) -> None:
        try:
            _opened(open_rotation).drop(key_id)
        except KeyFileError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{key_id} is no longer in the file")

    return (rotate_keys, drop_key)


def _rotated(rotation: Rotation) -> Rotated:
    try:
        return rotation.run()
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise click.ClickException(_NOT_OWNER) from error


def _opened(open_rotation: Callable[[], Rotation]) -> Rotation:
    try:
        return open_rotation()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
