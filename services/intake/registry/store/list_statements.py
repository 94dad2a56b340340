"""The statements that lists of dossiers are read by; rights stand in each of them.

None of them looks at more than it is told to: a walk at so many rows of each key, a search by
words at what the index of words gives once the newest did not have enough of them. The planner has
no say in it, because what it guesses of names and agencies is wrong where they are common.
"""

from __future__ import annotations

from typing import Final

ALLOWED: Final = "(hit.every OR NOT d.confidential)"
"""Found by a key that opens every dossier, or an ordinary one."""

# OFFSET 0 keeps each lookup by its key; joined freely, a page could read the whole table.
_BY_CODE: Final = (
    "JOIN LATERAL (SELECT * FROM dossier WHERE code = hit.dossier OFFSET 0) AS d ON true"
)
_CONTENT: Final = "JOIN dossier_content AS content ON content.dossier = page.code"
_NAMED: Final = "content.applicant ->> 'name' AS applicant_name"
NAMES: Final = "(names IS NULL OR names LIKE ALL (CAST(:patterns AS text[])))"
# What was stored before names stood beside the reader is asked for them where it is.
NAMES_AFTER: Final = """
    (hit.names IS NOT NULL OR EXISTS (
        SELECT FROM dossier_content WHERE dossier = d.code
        AND ' ' || replace(names_folded, E'\\n', ' ') LIKE ALL (CAST(:patterns AS text[]))))
"""
_CONCERNS: Final = """
    (d.receiving_agency = ANY (CAST(:{keys} AS text[]))
     OR d.competent_agency = ANY (CAST(:{keys} AS text[]))
     OR EXISTS (SELECT FROM jsonb_array_elements(d.legs) AS leg
                WHERE leg ->> 'agency' = ANY (CAST(:{keys} AS text[]))))
"""
SEARCHABLE: Final = (
    f"({_CONCERNS.format(keys='every')}"
    f" OR NOT d.confidential AND {_CONCERNS.format(keys='ordinary')})"
)
"""A dossier of one of the reader's agencies."""


def walk(*, window: int, limit: int, narrow: str, where: str) -> str:
    """Return the statement that reads the newest of each key, `window` rows at most.

    `narrow` and `where` are conditions on a row of `dossier_reader` and on the dossier. Every row
    carries in `end_at` and `end_code` how far all keys were read, NULL when they were read whole;
    there is a row without a code when nothing was found.
    """
    return f"""
        WITH looked AS MATERIALIZED (
            SELECT found.*, key.every
            FROM unnest(CAST(:keys AS text[]), CAST(:opens AS boolean[])) AS key (reader, every)
            CROSS JOIN LATERAL (
                SELECT filed_at, dossier, names,
                       row_number() OVER (ORDER BY filed_at DESC, dossier DESC) AS number
                FROM dossier_reader
                WHERE reader = key.reader AND filed_at >= :since
                AND (filed_at, dossier) < (:before_at, :before_code) {narrow}
                ORDER BY filed_at DESC, dossier DESC LIMIT {window}
            ) AS found
        ), unread AS (
            SELECT filed_at, dossier FROM looked WHERE number = {window}
            ORDER BY filed_at DESC, dossier DESC LIMIT 1
        ), page AS (
            SELECT d.*
            FROM (
                SELECT filed_at, dossier, bool_or(every) AS every, max(names) AS names
                FROM looked WHERE {NAMES if ":patterns" in where else "true"}
                GROUP BY filed_at, dossier
            ) AS hit {_BY_CODE}
            WHERE {ALLOWED} AND ({where}) AND NOT EXISTS (
                SELECT FROM unread
                WHERE (hit.filed_at, hit.dossier) < (unread.filed_at, unread.dossier)
            )
            ORDER BY hit.filed_at DESC, hit.dossier DESC LIMIT {limit}
        )
        SELECT unread.filed_at AS end_at, unread.dossier AS end_code, page.*, {_NAMED}
        FROM (VALUES (1)) AS once LEFT JOIN unread ON true
        LEFT JOIN (page {_CONTENT}) ON true
        ORDER BY page.filed_at DESC, page.code DESC
    """  # noqa: S608 -- constants and numbers of our own


def in_order(*, limit: int, narrow: str, where: str, key: str, after: str) -> str:
    """Return the statement that puts a bounded set in the order of `key`, then of codes."""
    return f"""
        WITH hit AS (
            SELECT reader.filed_at, reader.dossier, bool_or(key.every) AS every
            FROM unnest(CAST(:keys AS text[]), CAST(:opens AS boolean[])) AS key (reader, every)
            JOIN dossier_reader AS reader ON reader.reader = key.reader
            WHERE reader.filed_at >= :since AND reader.filed_at < :before_at {narrow}
            GROUP BY reader.filed_at, reader.dossier
        )
        SELECT d.*, content.applicant_name
        FROM hit {_BY_CODE}
        CROSS JOIN LATERAL (
            SELECT {_NAMED}, content.name_key FROM dossier_content AS content
            WHERE content.dossier = d.code OFFSET 0
        ) AS content
        WHERE {ALLOWED} AND ({where}) AND ({after})
        ORDER BY {key}, d.code LIMIT {limit}
    """  # noqa: S608 -- the same


def soonest(*, limit: int, where: str) -> str:
    """Return the statement that walks open dossiers with a date, the soonest due first.

    For readers of so many agencies that most of what it meets is theirs.
    """
    return f"""
        WITH page AS (
            SELECT d.* FROM dossier AS d
            WHERE d.due_at IS NOT NULL AND d.status NOT IN (3, 7, 8, 10)
            AND (d.due_at, d.code) > (CAST(:after_at AS timestamptz), :after_code)
            AND d.filed_at >= :since AND d.filed_at < :before_at
            AND {SEARCHABLE} AND ({where})
            ORDER BY d.due_at, d.code LIMIT {limit}
        )
        SELECT page.*, {_NAMED} FROM page {_CONTENT} ORDER BY page.due_at, page.code
    """  # noqa: S608 -- the same


def sought(*, limit: int, source: str, where: str) -> str:
    """Return the statement that goes from a few rows of `source` (with `dossier`) to a page."""
    return f"""
        WITH page AS (
            SELECT d.* FROM ({source}) AS hit {_BY_CODE}
            WHERE {SEARCHABLE} AND (d.filed_at, d.code) < (:before_at, :before_code) AND ({where})
            ORDER BY d.filed_at DESC, d.code DESC LIMIT {limit}
        )
        SELECT page.*, {_NAMED} FROM page {_CONTENT} ORDER BY page.filed_at DESC, page.code DESC
    """  # noqa: S608 -- the same
