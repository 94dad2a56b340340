"""What notification shows to be compared, and what it can check by itself."""

from __future__ import annotations

from chassis.reconciliation import OWN_CHECKS, SAID, Books, View, heard_from, sql_check

CONTACTS = View(
    name="contacts",
    rows="""
        SELECT dossier AS id, key_id AS value, CAST(NULL AS float8) AS age FROM addressee
        WHERE dossier >= :low AND dossier < :high AND key_id IS NOT NULL
    """,
    first="SELECT min(dossier) FROM addressee WHERE dossier >= :low AND key_id IS NOT NULL",
)
"""Under which key the contact of every dossier is sealed."""

CHECKS = (
    sql_check(
        "I6",
        "sending for more than ten minutes",
        """
        SELECT dossier || ' message ' || id AS id,
               round(extract(epoch FROM clock_timestamp() - claimed_at)) || ' s in sending'
                   AS found,
               'settled within 600 s' AS wanted
        FROM message
        WHERE status = 'sending' AND claimed_at < clock_timestamp() - interval '10 minutes'
        """,
    ),
)

BOOKS = Books(
    views={
        view.name: view for view in (SAID, heard_from("intake"), heard_from("routing"), CONTACTS)
    },
    checks=(*OWN_CHECKS, *CHECKS),
    reopens=frozenset({"intake"}),
)
"""What notification shows; a letter is unique by its event: heard again, none goes twice."""
