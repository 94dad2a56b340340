"""The queue of desks in PostgreSQL: each kind walks an index of its own, so far and no further.

A page reads at most its length of each kind and place, a counter at most a hundred rows; that
holds whatever the registry has grown to, because what is done leaves the indexes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from kernel.schedule import in_vietnam
from services.intake.desk.domain.proposal import ProposedSupplement
from services.intake.desk.domain.queue import (
    MOST_COUNTED,
    Counter,
    DeskKind,
    DeskPlace,
    QueueItem,
    QueuePage,
    QueuePosition,
    QueueQuery,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """Where what waits of a kind stands: the index's condition, and what it is ordered by."""

    table: str
    code: str
    agency: str
    where: str
    by: str


def _dossiers(where: str, by: str) -> _Walk:
    return _Walk(table="dossier", code="code", agency="receiving_agency", where=where, by=by)


def _tasks(kind: DeskKind) -> _Walk:
    where = f"kind = '{kind.value}'"
    return _Walk(table="desk_task", code="dossier", agency="agency", where=where, by="since")


_WALKS: Final[Mapping[DeskKind, _Walk]] = {
    DeskKind.RECEPTION: _dossiers("status = 1", "answer_by"),
    DeskKind.SUPPLEMENT: _dossiers(
        "status = 5 AND sub_status = 'supplement-received'", "answer_by"
    ),
    DeskKind.HANDOVER: _dossiers(
        "status = 9 AND coalesce(sub_status, '') NOT IN ('waiting-confirmation', 'posted')",
        "coalesce(due_at, finished_at)",
    ),
    DeskKind.PAYMENT: _dossiers(
        "(status = 6 OR (status = 9 AND sub_status = 'waiting-fee'))",
        "coalesce(obligation_asked_at, due_at, finished_at)",
    ),
    DeskKind.WITHDRAWAL: _dossiers(
        "withdrawal_asked_at IS NOT NULL AND status IN (2, 4, 5, 6)", "withdrawal_asked_at"
    ),
    DeskKind.MESSAGE: _tasks(DeskKind.MESSAGE),
    DeskKind.PARCEL: _tasks(DeskKind.PARCEL),
    DeskKind.PROPOSAL: _tasks(DeskKind.PROPOSAL),
    DeskKind.CALL: _tasks(DeskKind.CALL),
}
_SINCE = """
    CASE page.kind WHEN 'reception' THEN d.received_at WHEN 'handover' THEN d.finished_at
    WHEN 'payment' THEN coalesce(d.obligation_asked_at, d.finished_at)
    WHEN 'supplement' THEN (SELECT max(answered_at) FROM supplement_request
                            WHERE dossier = d.code) ELSE page.act_by END
"""
_FEE = """
    CASE page.kind WHEN 'payment' THEN (
        SELECT sum((item ->> 'amount')::bigint)
        FROM jsonb_array_elements(content.fee -> 'items') AS item
        WHERE item ->> 'moment' = 'return') END
"""
_LAST = "~"
"""Stands after every code: they are of capitals, digits, dots and hyphens."""


class PgDeskQueue:
    """The port `DeskQueue` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def page(self, query: QueueQuery, places: Sequence[DeskPlace], now: datetime) -> QueuePage:
        """Return a page, the most pressing first, with the counters of every kind."""
        bound: dict[str, Any] = {
            "agencies": [place.agency for place in places],
            "kept": [place.confidential for place in places],
            "desk": [place.desk for place in places],
            "payments": [place.payments for place in places],
        }
        rows = self._tx.execute(text(page_statement(query)), bound | _position(query)).all()
        items = tuple(map(_item, rows[: query.limit]))
        last = items[-1] if len(rows) > query.limit else None
        return QueuePage(
            counters=self._counters(bound | {"now": now}),
            items=items,
            after=None
            if last is None
            else QueuePosition(act_by=last.act_by, kind=last.kind, dossier=last.dossier),
        )

    def _counters(self, bound: Mapping[str, Any]) -> tuple[Counter, ...]:
        rows = self._tx.execute(text(COUNT), bound)
        found = {DeskKind(row.kind): row for row in rows}
        return tuple(_counter(kind, found.get(kind)) for kind in DeskKind)


def page_statement(query: QueueQuery) -> str:
    """Return the statement of a page; rights are the places it is bound to."""
    kinds = (query.kind,) if query.kind else tuple(DeskKind)
    walks = " UNION ALL ".join(
        _walk(kind, limit=query.limit + 1, after=_after(kind, query.after)) for kind in kinds
    )
    return f"""
        WITH page AS (
            SELECT item.* FROM {_PLACES} CROSS JOIN LATERAL ({walks}) AS item
            ORDER BY item.act_by, item.kind, item.code LIMIT {query.limit + 1}
        )
        SELECT page.kind, page.act_by, d.code, {_SINCE} AS since, d.staff_alert_at, d.procedure,
               d.procedure_version, d.receiving_agency, d.competent_agency, d.channel, d.status,
               d.version, content.applicant ->> 'name' AS applicant, task.template, task.tries,
               task.proposal, task.proposed, task.since AS proposed_at,
               {_FEE} AS fee
        FROM page
        JOIN LATERAL (SELECT * FROM dossier WHERE code = page.code OFFSET 0) AS d ON true
        JOIN LATERAL (SELECT applicant, fee FROM dossier_content
                      WHERE dossier = page.code OFFSET 0) AS content ON true
        LEFT JOIN LATERAL (SELECT template, tries, proposal, proposed, since FROM desk_task
                           WHERE dossier = page.code AND kind = page.kind OFFSET 0) AS task ON true
        ORDER BY page.act_by, page.kind, page.code
    """  # noqa: S608 -- constants and numbers of our own


def _walk(kind: DeskKind, *, limit: int, after: str = "") -> str:
    walk = _WALKS[kind]
    seen = "place.payments" if kind is DeskKind.PAYMENT else "place.desk"
    return f"""
        (SELECT '{kind.value}' AS kind, {walk.code} AS code, {walk.by} AS act_by FROM {walk.table}
         WHERE {walk.agency} = place.agency AND confidential = place.confidential
         AND {seen} AND {walk.where} {after} ORDER BY {walk.by}, {walk.code} LIMIT {limit})
    """  # noqa: S608 -- the same


def _after(kind: DeskKind, after: QueuePosition | None) -> str:
    """Return the condition of what stands after a place, where equal instants go by kind."""
    if after is None:
        return ""
    walk = _WALKS[kind]
    code = ":after_code" if kind is after.kind else f"'{'' if kind > after.kind else _LAST}'"
    return f"AND ({walk.by}, {walk.code}) > (CAST(:after_at AS timestamptz), {code})"


def _position(query: QueueQuery) -> dict[str, Any]:
    after = query.after
    if after is None:
        return {}
    code = {} if query.kind not in {None, after.kind} else {"after_code": after.dossier}
    return {"after_at": after.act_by, **code}


_PLACES: Final = """
    unnest(CAST(:agencies AS text[]), CAST(:kept AS boolean[]), CAST(:desk AS boolean[]),
           CAST(:payments AS boolean[])) AS place (agency, confidential, desk, payments)
"""
COUNT: Final = f"""
    SELECT item.kind, count(*) AS counted, count(*) FILTER (WHERE item.act_by < :now) AS late
    FROM {_PLACES} CROSS JOIN LATERAL (
        {" UNION ALL ".join(_walk(kind, limit=MOST_COUNTED + 1) for kind in DeskKind)}
    ) AS item GROUP BY item.kind
"""  # noqa: S608 -- the same
"""The counters; the hundred a walk reads are those that are due first, so the late among them."""


def _counter(kind: DeskKind, row: Row[Any] | None) -> Counter:
    if row is None:
        return Counter(kind=kind, count=0, late=0, more=False)
    late = min(row.late, MOST_COUNTED) if kind.legal else 0
    count = min(row.counted, MOST_COUNTED)
    return Counter(kind=kind, count=count, late=late, more=row.counted > MOST_COUNTED)


def _item(row: Row[Any]) -> QueueItem:
    return QueueItem(
        kind=DeskKind(row.kind),
        dossier=row.code,
        act_by=in_vietnam(row.act_by),
        since=None if row.since is None else in_vietnam(row.since),
        staff_alert_at=row.staff_alert_at,
        procedure=row.procedure,
        procedure_version=row.procedure_version,
        agency=row.receiving_agency,
        competent_agency=row.competent_agency,
        channel=row.channel,
        status=row.status,
        version=row.version,
        applicant=row.applicant,
        template=row.template,
        tries=row.tries or 0,
        fee=int(row.fee or 0),
        proposal=None if row.proposal is None else _proposed(row),
    )


def _proposed(row: Row[Any]) -> ProposedSupplement:
    return ProposedSupplement(
        id=row.proposal,
        agency=row.proposed["agency"],
        step_name=row.proposed["step_name"],
        officer=row.proposed["officer"],
        papers=tuple(row.proposed["papers"]),
        fields=tuple(row.proposed["fields"]),
        at=in_vietnam(row.proposed_at),
    )
