"""Pages of dossiers in PostgreSQL: lists by keyset, searches by name, number and code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from services.intake.registry.domain.listing import (
    DossierLine,
    DossierPage,
    DossierQuery,
    ListOrder,
    Position,
    day_begins,
)
from services.intake.registry.domain.readership import AGENCY, Readership, agency_key
from services.intake.registry.store.list_statements import (
    NAMES_AFTER,
    in_order,
    soonest,
    sought,
    walk,
)
from services.intake.registry.store.rows import dossier_from
from services.intake.registry.store.sealing import DossierSeals

_FIRST_WINDOW = 200
_WIDER = 5
_MOST_ROWS = 20_000
"""So many rows of all keys together a page looks through before it is given as it is."""

_MANY_KEYS = 8
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_END = datetime(9999, 1, 1, tzinfo=UTC)
_OPEN = "d.status NOT IN (3, 7, 8, 10)"
_ABOUT = "SELECT dossier FROM dossier_reader WHERE reader = :about"
_BY_PHONE = "SELECT dossier FROM dossier_content WHERE phone_index = :phone"
_BY_WORDS = """
    SELECT dossier FROM dossier_content
    WHERE name_words(names_folded) @@ CAST(:words AS tsquery)
"""
_HAS_WORDS = """
    EXISTS (SELECT FROM dossier_content WHERE dossier = d.code
            AND ' ' || replace(names_folded, E'\\n', ' ') LIKE ALL (CAST(:patterns AS text[])))
"""
_DUE = "coalesce(d.due_at, 'infinity')"
_NAME = "coalesce(content.name_key, '')"
_AFTER_DUE = f"({_DUE}, d.code) > (CAST(:after_at AS timestamptz), :after_code)"
_AFTER_NAME = f"""
    ({_NAME}, d.code) > ((SELECT coalesce(name_key, '') FROM dossier_content
                          WHERE dossier = :after_code), :after_code)
"""  # noqa: S608 -- constants


class PgDossierLists:
    """The port `DossierLists` on one transaction."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._seals = seals

    def page(self, query: DossierQuery, reader: Readership) -> DossierPage:
        """Return a page of what the reader finds."""
        if query.order is ListOrder.DUE and (page := self._soonest(query, reader)) is not None:
            return page
        if query.order is not ListOrder.FILED:
            return self._ordered(query, _keys(query, reader, self._seals))
        return self._newest(query, _keys(query, reader, self._seals))

    def found(self, query: DossierQuery, reader: Readership) -> DossierPage:
        """Return a page of the dossiers of the reader's agencies that fit the search."""
        source, bound = self._source(query)
        if source is not None:
            return self._sought(query, reader, source, bound)
        return self._newest(query, _keys(query, reader, self._seals), seek=reader)

    def _newest(
        self, query: DossierQuery, keys: dict[str, Any], seek: Readership | None = None
    ) -> DossierPage:
        """Walk on from window to wider window until the page is full or enough was looked at."""
        where, bound = _where(query)
        bound |= keys | _period(query)
        narrow = (" AND open" if query.open_only else "") + (
            " AND dossier LIKE :code_end" if query.code_end else ""
        )
        lines: list[DossierLine] = []
        many = max(1, len(keys["keys"]))
        wide = min(_FIRST_WINDOW, _MOST_ROWS // (4 * many)) if where or narrow else 0
        # Names stand in the key's index; of many keys the busiest ends a walk too soon.
        most = _MOST_ROWS * (3 if query.name and many > _MANY_KEYS else 1)
        for window in _windows(many, max(query.limit, wide), most):
            statement = walk(
                window=window,
                limit=query.limit + 1 - len(lines),
                narrow=narrow,
                where=" AND ".join(where) or "true",
            )
            rows = self._tx.execute(text(statement), bound).all()
            lines += [self._line(row) for row in rows if row.code is not None]
            end = rows[0]
            if end.end_code is None or len(lines) > query.limit:
                return _page(lines, query)
            bound |= {"before_at": end.end_at, "before_code": end.end_code}
        if seek is not None and query.name:
            on = Position(code=bound["before_code"], at=bound["before_at"])
            return self._rare(query, seek, on, lines)
        after = Position(code=bound["before_code"], at=bound["before_at"])
        return DossierPage(lines=tuple(lines), after=after)

    def _rare(
        self, query: DossierQuery, reader: Readership, on: Position, lines: list[DossierLine]
    ) -> DossierPage:
        """Go on by the index of words: among the newest there were few that fit."""
        words = " & ".join(f"{_quoted(word)}:*" for word in query.name)
        rest = self._sought(query, reader, _BY_WORDS, {"words": words}, on=on)
        return _page([*lines, *rest.lines], query, more=rest.after is not None)

    def _source(self, query: DossierQuery) -> tuple[str | None, dict[str, Any]]:
        """Return where a search begins that a code or a number narrows to a few dossiers."""
        if query.code:
            return "SELECT CAST(:code AS text) AS dossier", {"code": query.code}
        if query.identity:
            return _ABOUT, {"about": self._seals.reader(query.identity)}
        if query.phone:
            return _BY_PHONE, {"phone": self._seals.phone_index(query.phone)}
        return None, {}

    def _sought(
        self,
        query: DossierQuery,
        reader: Readership,
        source: str,
        bound: dict[str, Any],
        on: Position | None = None,
    ) -> DossierPage:
        where, more = self._also(query)
        every, ordinary = _agencies(reader.keys), _agencies(reader.ordinary)
        bound = bound | more | _period(query) | {"every": every, "ordinary": ordinary}
        if on is not None:
            bound |= {"before_at": on.at, "before_code": on.code}
        statement = sought(limit=query.limit + 1, source=source, where=where)
        rows = self._tx.execute(text(statement), bound)
        return _page([self._line(row) for row in rows], query)

    def _also(self, query: DossierQuery) -> tuple[str, dict[str, Any]]:
        """Return what else of a search must fit, whatever it began by."""
        where, bound = ["true"], dict[str, Any]()
        if query.name:
            where.append(_HAS_WORDS)
            bound["patterns"] = _patterns(query.name)
        if query.code_end:
            where.append("d.code LIKE :code_end")
            bound["code_end"] = f"%{_escaped(query.code_end)}"
        if query.identity:
            where.append(
                "EXISTS (SELECT FROM dossier_reader WHERE reader = :identity"
                " AND filed_at = d.filed_at AND dossier = d.code)"
            )
            bound["identity"] = self._seals.reader(query.identity)
        if query.phone:
            where.append(
                "EXISTS (SELECT FROM dossier_content"
                " WHERE dossier = d.code AND phone_index = :number)"
            )
            bound["number"] = self._seals.phone_index(query.phone)
        return " AND ".join(where), bound

    def _soonest(self, query: DossierQuery, reader: Readership) -> DossierPage | None:
        """Return a full page by due date for who reads by many agencies; else None."""
        keys = (*reader.keys, *reader.ordinary)
        dated = query.after is None or query.after.at is not None
        if len(keys) <= _MANY_KEYS or not dated or len(_agencies(keys)) < len(keys):
            return None
        where, bound = _where(query)
        bound |= {"every": _agencies(reader.keys), "ordinary": _agencies(reader.ordinary)}
        bound |= {"since": query.since or _BEGINNING, "before_at": query.until or _END}
        after = query.after or Position(code="", at=_BEGINNING)
        bound |= {"after_at": after.at, "after_code": after.code}
        statement = soonest(limit=query.limit + 1, where=" AND ".join(where) or "true")
        rows = self._tx.execute(text(statement), bound).all()
        if len(rows) <= query.limit:
            return None  # what has no date comes after it
        return _page([self._line(row) for row in rows], query)

    def _ordered(self, query: DossierQuery, keys: dict[str, Any]) -> DossierPage:
        where, bound = _where(query)
        by_due = query.order is ListOrder.DUE
        bound |= keys | {"since": query.since or _BEGINNING, "before_at": query.until or _END}
        after = "true"
        if query.after is not None:
            after = _AFTER_DUE if by_due else _AFTER_NAME
            bound |= {"after_code": query.after.code}
            if by_due:
                bound |= {"after_at": query.after.at or "infinity"}
        statement = in_order(
            limit=query.limit + 1,
            narrow=" AND open" if query.open_only else "",
            where=" AND ".join(where) or "true",
            key=_DUE if by_due else _NAME,
            after=after,
        )
        return _page([self._line(row) for row in self._tx.execute(text(statement), bound)], query)

    def _line(self, row: Row[Any]) -> DossierLine:
        return DossierLine(dossier=dossier_from(row, self._seals), applicant=row.applicant_name)


def _keys(query: DossierQuery, reader: Readership, seals: DossierSeals) -> dict[str, Any]:
    """Return the keys of a reader as they are stored, and whether each opens every dossier.

    Who reads by an agency asked for reads by it alone; with a key that opens more than it, all
    keys are needed, because a dossier may be found by another one.
    """
    opens = dict.fromkeys(reader.ordinary, False) | dict.fromkeys(reader.keys, True)
    asked = {key: opens[key] for key in map(agency_key, query.agencies) if key in opens}
    if asked and len(asked) == len(query.agencies) and (all(asked.values()) or not reader.keys):
        opens = asked
    return {"keys": [seals.reader(key) for key in opens], "opens": list(opens.values())}


def _windows(keys: int, first: int, most: int) -> Iterator[int]:
    """Yield how many rows of each key to read, wider and wider up to the most of all together."""
    window = first + 1
    left = most // keys
    yield window
    while (left := left - window) > window:
        window = min(window * _WIDER, left)
        yield window


def _where(query: DossierQuery) -> tuple[list[str], dict[str, Any]]:
    """Return the conditions on a dossier with what they are bound to."""
    bound: dict[str, Any] = {
        "statuses": list(query.statuses) or None,
        "sub_status": query.sub_status,
        "procedure": query.procedure,
        "agencies": list(query.agencies) or None,
        "channel": query.channel,
        "due_before": day_begins(query.due_before) if query.due_before else None,
        "patterns": _patterns(query.name) or None,
        "code_end": f"%{_escaped(query.code_end)}" if query.code_end else None,
    }
    conditions = {
        "statuses": "d.status = ANY (CAST(:statuses AS smallint[]))",
        "sub_status": "d.sub_status = :sub_status",
        "procedure": "d.procedure = :procedure",
        "agencies": "(d.receiving_agency = ANY (CAST(:agencies AS text[]))"
        " OR d.competent_agency = ANY (CAST(:agencies AS text[])))",
        "channel": "d.channel = :channel",
        "due_before": "d.due_at < :due_before",
        "patterns": NAMES_AFTER,
    }
    given = {name: value for name, value in bound.items() if value is not None}
    where = [condition for name, condition in conditions.items() if name in given]
    return ([*where, _OPEN] if query.open_only else where), given


def _period(query: DossierQuery) -> dict[str, Any]:
    """Return between which instants a list by the day of filing is read, from the cursor on."""
    end = query.until or _END
    after = query.after
    on = after is not None and after.at is not None and after.at < end
    return {
        "since": query.since or _BEGINNING,
        "before_at": after.at if on and after else end,
        "before_code": after.code if on and after else "",
    }


def _page(lines: Sequence[DossierLine], query: DossierQuery, *, more: bool = False) -> DossierPage:
    shown = tuple(lines[: query.limit])
    if len(lines) <= query.limit and not more:
        return DossierPage(lines=shown, after=None)
    last = shown[-1].dossier
    at = {ListOrder.FILED: last.filed_at, ListOrder.DUE: last.due_at, ListOrder.NAME: None}
    return DossierPage(lines=shown, after=Position(code=last.code, at=at[query.order]))


def _agencies(keys: Sequence[str]) -> list[str]:
    return [key.removeprefix(AGENCY) for key in keys if key.startswith(AGENCY)]


def _patterns(words: Sequence[str]) -> list[str]:
    return [f"% {_escaped(word)}%" for word in words]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _quoted(word: str) -> str:
    """Return a word as a query of words takes it, whatever signs stand in it."""
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
