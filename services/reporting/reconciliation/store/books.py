"""What reporting shows of its facts to be compared, and whether its report counts them right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from chassis.db import Transaction
from chassis.reconciliation import AGE, Books, View, heard_from
from kernel.books import Fault
from kernel.clock import VIETNAM
from services.reporting.reconciliation.store.kept_trail import TRAIL_ENDS
from services.reporting.statutory.domain.cut import Span
from services.reporting.statutory.domain.figures import Figures
from services.reporting.statutory.domain.report import View as Under
from services.reporting.statutory.store.counts import TAKEN_BACK, PgCounts

_FIRST = "SELECT min(dossier) FROM fact WHERE dossier >= :low"

STATUSES = View(
    name="statuses",
    rows=f"""
        SELECT dossier AS id, CAST(max(CASE kind
                WHEN 'handed-over' THEN 10 WHEN 'finished' THEN 9 WHEN 'stopped' THEN 8
                WHEN 'withdrawn' THEN 7 WHEN 'processing' THEN 4 WHEN 'refused' THEN 3
                WHEN 'accepted' THEN 2 WHEN 'submitted' THEN 1 END) AS text) AS value,
               {AGE.format("max(recorded_at)")} AS age
        FROM fact WHERE dossier >= :low AND dossier < :high
          AND kind NOT IN ('rated', 'step-completed', 'leg-finished', 'reopened')
          AND NOT (kind = 'finished' AND {TAKEN_BACK.format(ended="fact", cut="'infinity'")})
        GROUP BY dossier
    """,  # noqa: S608 -- constants
    first=_FIRST,
)
"""The status every dossier has by its facts."""

MILESTONES = View(
    name="milestones",
    rows=f"""
        SELECT dossier AS id,
               string_agg(kind || '@' || extract(epoch FROM occurred_at)
                   || CASE kind WHEN 'finished' THEN '/' || timeliness ELSE '' END,
                   ',' ORDER BY kind, occurred_at) AS value,
               {AGE.format("max(recorded_at)")} AS age
        FROM fact WHERE dossier >= :low AND dossier < :high
          AND kind NOT IN ('step-completed', 'leg-finished')
        GROUP BY dossier
    """,  # noqa: S608 -- constants
    first=_FIRST,
)
"""Every milestone of every dossier, in the words in which intake tells them from its events."""

OFFICERS = View(
    name="officers",
    rows="""
        SELECT 'officer/' || id AS id, concat_ws(' ', account, agency,
                   (SELECT string_agg(role, ',' ORDER BY role) FROM unnest(roles) AS role),
                   first_day, coalesce(last_day, 'infinity')) AS value,
               NULL::numeric AS age
        FROM officer WHERE 'officer/' || id >= :low AND 'officer/' || id < :high
    """,
)
"""Who every officer is, where, as what, on which days, in the words in which routing shows it."""

# Counted in the plainest way, figure by figure, so that it shares no mistake with the report.
_PLAIN = text("""
    WITH accepted AS (SELECT * FROM fact WHERE kind = 'accepted' AND occurred_at < :cut),
    ended AS (
        SELECT * FROM fact WHERE kind IN ('finished', 'withdrawn', 'stopped')
          AND occurred_at < :cut AND dossier IN (SELECT dossier FROM accepted)
          AND (dossier, occurred_at) NOT IN (
              SELECT back.dossier, max(kept.occurred_at) FROM fact AS back JOIN fact AS kept
                  ON kept.dossier = back.dossier AND kept.kind = 'finished'
                  AND kept.occurred_at <= back.occurred_at
              WHERE back.kind = 'reopened' AND back.occurred_at < :cut
              GROUP BY back.dossier, back.occurred_at)
    )
    SELECT
        (SELECT count(*) FROM accepted WHERE occurred_at >= :start
            AND channel IN ('online', 'partner')) AS online,
        (SELECT count(*) FROM accepted WHERE occurred_at >= :start
            AND channel NOT IN ('online', 'partner')) AS direct,
        (SELECT count(*) FROM accepted WHERE occurred_at < :start AND dossier NOT IN (
            SELECT dossier FROM ended WHERE occurred_at < :start)) AS carried_over,
        (SELECT count(*) FROM ended WHERE occurred_at >= :start) AS resolved,
        (SELECT count(*) FROM ended WHERE occurred_at >= :start
            AND kind = 'finished' AND timeliness = 'early') AS early,
        (SELECT count(*) FROM ended WHERE occurred_at >= :start
            AND kind = 'finished' AND timeliness = 'late') AS late
""")


def check_totals(tx: Transaction) -> Sequence[Fault]:
    """Compare form 06 of the year so far, for the whole province, with a plain count of facts."""
    now: datetime = tx.scalar(text("SELECT motcua_now()"))
    local = now.astimezone(VIETNAM)
    start = local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    span = Span(start=start, cut=now)
    _, total = PgCounts(tx).by_field(span, Under.RECEIVING, None)
    plain = tx.execute(_PLAIN, {"start": span.start, "cut": span.cut}).one()
    return [
        Fault(
            invariant="I8",
            kind="report is not the count of its facts",
            id=f"kstt-06/{local.year}/{name}",
            found=str(found),
            wanted=str(wanted),
        )
        for name, wanted in plain._mapping.items()  # noqa: SLF001 -- SQLAlchemy's public name
        if (found := _figure(total, str(name))) != wanted
    ]


def _figure(total: Figures, name: str) -> int:
    found: int = getattr(total, name)
    return found


BOOKS = Books(
    views={
        view.name: view
        for view in (
            heard_from("intake"),
            heard_from("routing"),
            heard_from("notification"),
            STATUSES,
            MILESTONES,
            OFFICERS,
            TRAIL_ENDS,
        )
    },
    checks=(check_totals,),
    reopens=frozenset({"intake", "routing"}),
)
"""What reporting shows; a fact is unique by event and kind, so hearing again counts none twice."""
