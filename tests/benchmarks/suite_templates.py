"""What a dossier left in a database, as COPY text in which everything of its own is a slot.

Every row belongs to a dossier that names its code, or an id that first came up in such a row.
A slot is one word of the text and is filled alike wherever it stands, in all databases: codes,
ids, agencies, officers, instants, sealed values and what stands for people where they are sought.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

import psycopg
from psycopg import sql

from kernel.clock import VIETNAM

_NOT_OURS = frozenset(
    {
        *("officer", "officer_post", "officer_change", "agency", "calendar"),
        *("procedure", "procedure_version", "outbox", "dossier_counter"),
    }
)
"""Tables that name dossiers or ids of theirs without belonging to one."""
CHAINED: Mapping[str, tuple[str, ...]] = {"timeline_entry": ("number", "day", "hash")}
"""Tables whose trigger chains what is written, and the columns it sets."""
_NOT_COPIED = frozenset({"trail_head", "filing_mark"})
"""The first is that trigger's as well; the other tells of a matter filed before, by all of one."""
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_INSTANT = r"20\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
_OLDEST, _FURTHEST = timedelta(days=1), timedelta(days=400)
_COLUMNS = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)
    FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
        AND is_identity = 'NO' AND is_generated = 'NEVER'
    GROUP BY table_name ORDER BY table_name
"""

Slot = tuple[str, ...]
"""What fills a place: its kind, and what it was."""


@dataclass(frozen=True, slots=True)
class Template:
    """Rows of one table: text with places, and the number of the slot for each place."""

    table: str
    columns: tuple[str, ...]
    text: str
    places: tuple[int, ...]
    rows: int

    def filled(self, values: list[str]) -> str:
        """Return the rows with the value of each slot put in."""
        if not self.places:
            return self.text % ()
        found = itemgetter(*self.places)(values)
        return self.text % (found if isinstance(found, tuple) else (found,))


class Words:
    """Finds the slots of one dossier in text; the same slot has the same number everywhere."""

    def __init__(self, code: str, agencies: Mapping[str, str], exact: Mapping[str, Slot]) -> None:
        """`agencies` are those of the dossier with what they become, `exact` are whole words."""
        self.slots: dict[Slot, int] = {}
        self._agencies, self._exact, self._now = agencies, exact, datetime.now(VIETNAM)  # noqa: TID251 -- the machine's, as the suite's
        any_agency = "|".join(map(re.escape, sorted(agencies, key=len, reverse=True)))
        whole = "|".join(map(re.escape, sorted(exact, key=len, reverse=True)))
        self._word = re.compile(
            rf"(?P<exact>{whole})|(?P<code>{re.escape(code)})|(?P<uuid>{_UUID})"
            rf"|(?P<rank>officer|approver)-\d+-(?P<where>{any_agency})(?![.\w])"
            rf"|(?<![.\w])(?P<agency>{any_agency})(?![.\w-])|(?<!\d)(?P<instant>{_INSTANT})"
        )

    def template(self, table: str, columns: Iterable[str], lines: list[str]) -> Template:
        """Return the rows with places for the words found."""
        text, places, at = [], [], 0
        whole = "".join(lines)
        for match in self._word.finditer(whole):
            if (slot := self._slot(match)) is None:
                continue
            start, end = match.span()
            if slot[0] in {"past", "ahead"}:
                end = start + len("2026-01-01")
            text += [whole[at:start].replace("%", "%%"), "%s"]
            places.append(self.slots.setdefault(slot, len(self.slots)))
            at = end
        text.append(whole[at:].replace("%", "%%"))
        return Template(table, tuple(columns), "".join(text), tuple(places), len(lines))

    def _slot(self, match: re.Match[str]) -> Slot | None:
        found = match.groupdict()
        if found["exact"]:
            return self._exact[found["exact"]]
        if found["code"]:
            return ("code",)
        if found["uuid"]:
            return ("uuid", found["uuid"])
        if found["rank"]:
            return ("person", found["rank"], self._agencies[found["where"]])
        if found["agency"]:
            return ("agency", self._agencies[found["agency"]])
        return self._day(found["instant"])

    def _day(self, written: str) -> Slot | None:
        """Return the slot of a day; none for what is no instant of this dossier's life."""
        at = datetime.fromisoformat(written)
        at = at if at.tzinfo else at.replace(tzinfo=VIETNAM)
        if not -_OLDEST < at - self._now < _FURTHEST:
            return None
        return ("ahead" if at > self._now else "past", written[:10])


def rows_of(
    connection: psycopg.Connection[Any], code: str
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield (table, columns, rows as COPY text) of everything that belongs to a dossier."""
    tables = dict(connection.execute(_COLUMNS).fetchall())
    found: dict[str, set[str]] = {name: set() for name in tables.keys() - _NOT_OURS}
    fresh, known = {code}, {code}
    while fresh:
        named: set[str] = set()
        for name, rows in found.items():
            for place, text in _naming(connection, name, fresh):
                rows.add(place)
                named |= set(re.findall(_UUID, text))
        fresh, known = named - known, known | named
    for name in sorted(found):
        if found[name] and name not in _NOT_COPIED:
            kept = [one for one in tables[name] if one not in CHAINED.get(name, ())]
            yield name, kept, _copied_out(connection, name, kept, found[name])


def _naming(
    connection: psycopg.Connection[Any], table: str, words: set[str]
) -> list[tuple[str, str]]:
    """Return place and text of the rows that name one of these words."""
    statement = sql.SQL(
        "SELECT ctid::text, one::text FROM {} AS one WHERE one::text LIKE ANY (%s)"
    ).format(sql.Identifier(table))
    return connection.execute(statement, [[f"%{word}%" for word in words]]).fetchall()


def _copied_out(
    connection: psycopg.Connection[Any], table: str, columns: list[str], places: set[str]
) -> list[str]:
    connection.execute("SET TimeZone = 'UTC'")
    statement = sql.SQL(
        "COPY (SELECT {} FROM {} WHERE ctid = ANY ({}::tid[]) ORDER BY ctid) TO STDOUT"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(table),
        sql.Literal(sorted(places)),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        text = b"".join(bytes(piece) for piece in copy).decode()
    return text.splitlines(keepends=True)
