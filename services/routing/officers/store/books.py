"""What routing shows of its register of officers to be compared; no names."""

from __future__ import annotations

from chassis.reconciliation import AGE, View

OFFICERS = View(
    name="officers",
    rows=f"""
        SELECT 'officer/' || id AS id, concat_ws(' ', account, agency,
                   (SELECT string_agg(role, ',' ORDER BY role) FROM unnest(roles) AS role),
                   first_day, coalesce(last_day, 'infinity')) AS value,
               {AGE.format("changed_at")} AS age
        FROM officer WHERE 'officer/' || id >= :low AND 'officer/' || id < :high
    """,  # noqa: S608 -- constants
)
"""Who every officer is, where, as what, on which days."""
