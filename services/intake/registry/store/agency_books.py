"""Whether open dossiers still stand at an agency that has ended (I11)."""

from __future__ import annotations

from chassis.reconciliation import sql_check

# An hour after midnight every chunk has moved, even where one was cut off and done again.
_ENDED = """
    CAST(valid_to + 1 AS timestamp) AT TIME ZONE 'Asia/Ho_Chi_Minh' + interval '1 hour'
        <= motcua_now()
"""

AGENCY_CHECKS = (
    sql_check(
        "I11",
        "open at an agency that ended",
        f"""
        SELECT dossier AS id, code || ', which ended on ' || valid_to AS found,
               CASE WHEN successors = '[]' THEN 'a successor: none is published'
                    ELSE (SELECT string_agg(one ->> 'agency', ' or ' ORDER BY one ->> 'agency')
                          FROM jsonb_array_elements(successors) AS one) END AS wanted
        FROM agency JOIN dossier_reader ON reader = 'agency:' || code AND open
        WHERE valid_to IS NOT NULL AND {_ENDED}
        """,  # noqa: S608 -- constants
    ),
)
