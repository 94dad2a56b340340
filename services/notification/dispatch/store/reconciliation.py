"""What notification shows to be compared, and what it can check by itself."""

from __future__ import annotations

from chassis.reconciliation import OWN_CHECKS, SAID, Books, View, heard_from, sql_check
from contracts.events.intake import DossierFinished, DossierProcessing
from contracts.events.notification import Undeliverable
from services.notification.dispatch.usecases.queue_messages import TEMPLATE_OF
from services.notification.templates.domain.template import Template

CONTACTS = View(
    name="contacts",
    rows="""
        SELECT dossier AS id, key_id AS value, CAST(NULL AS float8) AS age FROM addressee
        WHERE dossier >= :low AND dossier < :high AND key_id IS NOT NULL
          AND dossier NOT LIKE 'staff/%'
    """,
    first="""
        SELECT min(dossier) FROM addressee
        WHERE dossier >= :low AND key_id IS NOT NULL AND dossier NOT LIKE 'staff/%'
    """,
)
"""Under which key the contact of every dossier is sealed; those of staff are our own."""

# Whether that a case is worked on is told depends on the event.
_TOLD = ", ".join(f"'{event.TYPE}'" for event in TEMPLATE_OF if event is not DossierProcessing)

CHECKS = (
    # Since a text of its kind is in use: what was heard before had none. A result whose draft is
    # offered first is told by the offer.
    sql_check(
        "I5",
        "milestone without its message",
        f"""
        WITH used AS (
            SELECT inbox.type, min(inbox.received_at) AS since
            FROM message JOIN inbox USING (event_id)
            WHERE inbox.consumer = 'notification' GROUP BY inbox.type
        )
        SELECT split_part(heard.subject, '/', 2) || ' event ' || heard.event_id AS id,
               heard.type AS found, 'a message' AS wanted
        FROM inbox AS heard JOIN used ON used.type = heard.type
        WHERE heard.consumer = 'notification' AND heard.status = 'done'
          AND heard.type IN ({_TOLD}) AND heard.received_at >= used.since
          AND NOT EXISTS (SELECT FROM message WHERE message.event_id = heard.event_id)
          AND NOT (
            heard.type = '{DossierFinished.TYPE}' AND EXISTS (
                SELECT FROM message
                WHERE message.dossier = split_part(heard.subject, '/', 2)
                  AND message.template = '{Template.DRAFT_OFFERED}'))
        """,  # noqa: S608 -- types and templates are constants
    ),
    sql_check(
        "I5",
        "taken by a provider more than once",
        """
        SELECT message.dossier || ' message ' || message.id AS id,
               count(*) || ' attempts accepted' AS found, 'one' AS wanted
        FROM attempt JOIN message ON message.id = attempt.message
        WHERE attempt.outcome = 'accepted'
        GROUP BY message.id HAVING count(*) > 1
        """,
    ),
    # An address that comes back for the first time is said as well, whoever was reached otherwise.
    sql_check(
        "I5",
        "nobody reached, not said once",
        f"""
        WITH lost AS (
            SELECT event_id, template, min(dossier) AS dossier FROM message
            GROUP BY event_id, recipient, template
            HAVING bool_and(status IN ('failed', 'undeliverable'))
        )
        SELECT lost.dossier || ' event ' || lost.event_id AS id,
               said.times || ' times' AS found, 'once' AS wanted
        FROM lost CROSS JOIN LATERAL (
            SELECT count(*) AS times, count(DISTINCT data->>'message') AS messages
            FROM event_log
            WHERE subject = 'dossier/' || lost.dossier AND type = '{Undeliverable.TYPE}'
              AND causation = lost.event_id AND data->>'template' = lost.template
        ) AS said
        WHERE (said.times = 0 OR said.times > said.messages) AND lost.dossier NOT LIKE 'draft/%'
          AND lost.dossier NOT LIKE 'staff/%'
        """,  # noqa: S608 -- the type is a constant
    ),
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
