"""Counting over the facts: each report is one statement, so its figures are of one state.

A dossier counts by the dates of its events, never by its present status: the report of a closed
period stays the same for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, TextClause, text

from chassis.db import Transaction
from services.reporting.statutory.domain.cut import Span
from services.reporting.statutory.domain.figures import NAMES, FieldRow, Figures
from services.reporting.statutory.domain.report import ProcedureFigures, Succession, View

_ELECTRONIC = "('online', 'partner')"
_ENDS = "('finished', 'withdrawn', 'stopped')"

TAKEN_BACK = """EXISTS (
    SELECT FROM fact AS back WHERE back.dossier = {ended}.dossier AND back.kind = 'reopened'
        AND back.occurred_at >= {ended}.occurred_at AND back.occurred_at < {cut}
)"""
"""Whether a finish no longer counts at the cut: an error in it was being corrected by then."""


_STOPPED_CLOCK = "('supplement-requested', 'paused')"
_CLOCK = """(
    'supplement-requested', 'supplemented', 'paused', 'resumed', 'replanned', 'extended',
    'reopened', 'corrected'
)"""


RECEIVED_AS = """LEFT JOIN LATERAL (
    SELECT procedure, competent_agency, term FROM fact AS word
    WHERE word.dossier = {accepted}.dossier AND word.kind = 'corrected'
        AND word.occurred_at < {cut}
    ORDER BY word.sequence DESC LIMIT 1
) AS anew ON true"""
"""As what a dossier counts at the cut whose reception was put right by then: `anew`, or NULLs."""


# Of interest are dossiers accepted before the cut and not ended before the period: accepted in it,
# or carried over into it. What ended in it is resolved, the rest is pending: in time while its
# clock stands, else by the due date that was known at the cut. Which word on the clock came last
# is told by the events' own numbers: two processes' clocks may differ.
_FORM_06 = f"""
    WITH RECURSIVE scope AS (
        SELECT CAST(:agency AS text) AS code
        UNION SELECT agency.code FROM agency JOIN scope ON agency.parent = scope.code
    ){{present}}, dossier AS (
        SELECT procedure.field_code, procedure.field_name,
            accepted.occurred_at >= :start AS is_new,
            accepted.channel IN {_ELECTRONIC} AS electronic,
            ended.dossier IS NOT NULL AS is_ended,
            CASE WHEN ended.kind = 'finished' THEN ended.timeliness ELSE 'on-time' END
                AS timeliness,
            due.at IS NOT NULL AND CASE
                WHEN coalesce(anew.term, accepted.term) LIKE '%wh' THEN due.at < :cut
                ELSE CAST(due.at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date) < :last_day
            END AS overdue
        FROM fact AS accepted
        LEFT JOIN fact AS ended ON ended.dossier = accepted.dossier
            AND ended.kind IN {_ENDS} AND ended.occurred_at < :cut
            AND NOT {TAKEN_BACK.format(ended="ended", cut=":cut")}
        LEFT JOIN LATERAL (
            SELECT kind, due_at FROM fact AS word
            WHERE word.dossier = accepted.dossier AND word.kind IN {_CLOCK}
                AND word.occurred_at < :cut AND ended.dossier IS NULL
            ORDER BY word.sequence DESC LIMIT 1
        ) AS last ON true
        CROSS JOIN LATERAL (
            SELECT CASE WHEN last.kind IS NULL THEN accepted.due_at
                WHEN last.kind NOT IN {_STOPPED_CLOCK} THEN last.due_at END AS at
        ) AS due
        {RECEIVED_AS.format(accepted="accepted", cut=":cut")}
        {{place}}
        LEFT JOIN procedure ON procedure.code = coalesce(anew.procedure, accepted.procedure)
        WHERE accepted.kind = 'accepted' AND accepted.occurred_at < :cut
            AND (ended.dossier IS NULL OR ended.occurred_at >= :start)
            AND (CAST(:agency AS text) IS NULL
                 OR {{agency}} IN (SELECT code FROM scope))
    )
    SELECT grouping(coalesce(field_code, '')) AS is_total,
        coalesce(field_code, '') AS code, coalesce(max(field_name), '') AS name,
        count(*) AS received,
        count(*) FILTER (WHERE is_new AND electronic) AS online,
        count(*) FILTER (WHERE is_new AND NOT electronic) AS direct,
        count(*) FILTER (WHERE NOT is_new) AS carried_over,
        count(*) FILTER (WHERE is_ended) AS resolved,
        count(*) FILTER (WHERE is_ended AND timeliness = 'early') AS early,
        count(*) FILTER (WHERE is_ended AND timeliness = 'on-time') AS on_time,
        count(*) FILTER (WHERE is_ended AND timeliness = 'late') AS late,
        count(*) FILTER (WHERE NOT is_ended) AS pending,
        count(*) FILTER (WHERE NOT is_ended AND NOT overdue) AS pending_in_time,
        count(*) FILTER (WHERE NOT is_ended AND overdue) AS pending_late
    FROM dossier
    GROUP BY GROUPING SETS ((coalesce(field_code, '')), ())
    ORDER BY is_total, code
"""  # noqa: S608 -- constants


# Which agency has today what another left: the end of the line of heirs.
_PRESENT = """, line AS (
        SELECT code, code AS now, 0 AS steps FROM agency
        UNION ALL SELECT line.code, ended.heir, steps + 1 FROM line
        JOIN agency AS ended ON ended.code = line.now AND ended.heir IS NOT NULL
            AND ended.valid_to < CAST(motcua_now() AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date)
        WHERE steps < 20
    ), present AS (SELECT DISTINCT ON (code) code, now FROM line ORDER BY code, steps DESC)"""
# Where a dossier went itself, if it did: a split gives each to one of several.
_PLACE = """LEFT JOIN LATERAL (
    SELECT receiving_agency, competent_agency FROM fact AS word
    WHERE word.dossier = accepted.dossier AND word.kind IN ('moved', 'corrected')
    ORDER BY word.sequence DESC LIMIT 1
) AS place ON true"""


def _by_field(agency: str) -> TextClause:
    """Return the statement of form 06, counting dossiers under that agency of theirs."""
    return text(_FORM_06.format(agency=agency, present="", place=""))


def _by_field_today(column: str) -> TextClause:
    """Return the same, counting them under the agency that answers for them today."""
    last = f"coalesce(place.{column}, accepted.{column})"
    today = f"coalesce((SELECT now FROM present WHERE present.code = {last}), {last})"  # noqa: S608 -- a column of ours
    return text(_FORM_06.format(agency=today, present=_PRESENT, place=_PLACE))


_BY_FIELD: Mapping[tuple[View, Succession], TextClause] = {
    (View.RECEIVING, Succession.AS_IT_WAS): _by_field("accepted.receiving_agency"),
    (View.COMPETENT, Succession.AS_IT_WAS): _by_field(
        "coalesce(anew.competent_agency, accepted.competent_agency)"
    ),
    (View.RECEIVING, Succession.PRESENT): _by_field_today("receiving_agency"),
    (View.COMPETENT, Succession.PRESENT): _by_field_today("competent_agency"),
}

# The last correction of a reception stands for it, under the right procedure and on its day.
_RECEIVED = """(
    fact.kind = 'accepted' OR fact.kind = 'corrected' AND accepted.occurred_at >= :since
) AND NOT EXISTS (
    SELECT FROM fact AS later WHERE later.dossier = fact.dossier AND later.kind = 'corrected'
        AND later.occurred_at <= :as_of
        AND (fact.kind = 'accepted' OR later.sequence > fact.sequence)
)"""

_OF_PROCEDURE = text(f"""
    SELECT procedure.code, procedure.name,
        count(*) FILTER (WHERE {_RECEIVED}) AS received,
        count(*) FILTER (WHERE {_RECEIVED} AND fact.channel IN {_ELECTRONIC}) AS received_online,
        count(*) FILTER (WHERE fact.kind IN {_ENDS} AND accepted.dossier IS NOT NULL) AS resolved,
        count(*) FILTER (WHERE fact.kind IN {_ENDS} AND accepted.channel IN {_ELECTRONIC})
            AS resolved_online,
        count(*) FILTER (WHERE fact.kind IN {_ENDS} AND accepted.dossier IS NOT NULL
            AND (fact.kind <> 'finished' OR fact.timeliness <> 'late')) AS resolved_in_time,
        count(*) FILTER (WHERE fact.kind = 'rated' AND fact.score = 3) AS very_satisfied,
        count(*) FILTER (WHERE fact.kind = 'rated' AND fact.score = 2) AS satisfied,
        count(*) FILTER (WHERE fact.kind = 'rated' AND fact.score = 1) AS not_satisfied
    FROM procedure
    LEFT JOIN fact ON fact.procedure = procedure.code
        AND fact.kind IN ('accepted', 'finished', 'withdrawn', 'stopped', 'rated', 'corrected')
        AND fact.occurred_at >= :since AND fact.occurred_at <= :as_of
        AND NOT (fact.kind = 'finished' AND {TAKEN_BACK.format(ended="fact", cut=":as_of")})
    LEFT JOIN fact AS accepted ON (fact.kind IN {_ENDS} OR fact.kind = 'corrected')
        AND accepted.dossier = fact.dossier AND accepted.kind = 'accepted'
    WHERE procedure.code = :code
    GROUP BY procedure.code, procedure.name
""")  # noqa: S608 -- constants


class PgCounts:
    """The port `Counts`."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def by_field(
        self,
        span: Span,
        view: View,
        agency: str | None,
        succession: Succession = Succession.AS_IT_WAS,
    ) -> tuple[Sequence[FieldRow], Figures]:
        """Return the rows by field code, and the total row counted apart."""
        given = {
            "start": span.start,
            "cut": span.cut,
            "last_day": span.last_day,
            "agency": agency,
        }
        *rows, total = self._tx.execute(_BY_FIELD[view, succession], given).all()
        return [
            FieldRow(code=row.code, name=row.name, figures=_figures(row)) for row in rows
        ], _figures(total)

    def of_procedure(self, code: str, since: datetime, as_of: datetime) -> ProcedureFigures | None:
        """Return the figures of a procedure since an instant."""
        given = {"code": code, "since": since, "as_of": as_of}
        row = self._tx.execute(_OF_PROCEDURE, given).mappings().first()
        return None if row is None else ProcedureFigures(**row, since=since.date(), as_of=as_of)


def _figures(row: Row[Any]) -> Figures:
    return Figures(**{name: getattr(row, name) for name in NAMES})
