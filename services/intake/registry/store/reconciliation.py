"""What intake shows of its dossiers to be compared, and what it can check by itself."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.reconciliation import AGE, OWN_CHECKS, SAID, Books, View, heard_from, sql_check
from contracts.events import Event
from contracts.events.agency import DossierMoved
from contracts.events.clock import (
    DossierPaused,
    DossierReplanned,
    DossierResumed,
    DossierStopped,
    DossierSupplemented,
    SupplementRequested,
    SupplementSubmitted,
)
from contracts.events.course import DossierWithdrawn
from contracts.events.intake import (
    DossierAccepted,
    DossierFinished,
    DossierHandedOver,
    DossierProcessing,
    DossierRated,
    DossierRefused,
    DossierSettledOnTheSpot,
    DossierSubmitted,
)
from contracts.events.reception import DossierCorrected
from contracts.events.result import DossierReopened
from kernel.status import Status
from services.intake.registry.store.agency_books import AGENCY_CHECKS
from services.intake.registry.store.timer_books import TIMER_CHECKS, restore_timer
from services.intake.registry.store.trail_books import TRAIL_ENDS, check_trail

# The status a dossier has when this is the last event said of it.
_STATUS_AFTER: Mapping[type[Event], Status] = {
    DossierSubmitted: Status.FILED,
    DossierAccepted: Status.ACCEPTED,
    DossierRefused: Status.NOT_ACCEPTED,
    DossierProcessing: Status.IN_PROGRESS,
    SupplementRequested: Status.SUPPLEMENT_REQUESTED,
    SupplementSubmitted: Status.SUPPLEMENT_REQUESTED,
    DossierSupplemented: Status.IN_PROGRESS,
    DossierPaused: Status.OBLIGATION_REQUESTED,
    DossierResumed: Status.IN_PROGRESS,
    DossierStopped: Status.STOPPED,
    DossierWithdrawn: Status.WITHDRAWN,
    DossierFinished: Status.SETTLED,
    DossierReopened: Status.IN_PROGRESS,
    DossierHandedOver: Status.HANDED_OVER,
    DossierSettledOnTheSpot: Status.HANDED_OVER,
}
# Which member of an event's data is the instant of a milestone, as reporting names milestones.
_MILESTONES: tuple[tuple[type[Event], str, str], ...] = (
    (DossierSubmitted, "submitted", "filed_at"),
    (DossierAccepted, "accepted", "accepted_at"),
    (DossierRefused, "refused", "refused_at"),
    (DossierProcessing, "processing", "at"),
    (SupplementRequested, "supplement-requested", "requested_at"),
    (DossierSupplemented, "supplemented", "supplemented_at"),
    (DossierPaused, "paused", "paused_at"),
    (DossierResumed, "resumed", "resumed_at"),
    (DossierReplanned, "replanned", "replanned_at"),
    (DossierCorrected, "corrected", "corrected_at"),
    (DossierMoved, "moved", "moved_at"),
    (DossierStopped, "stopped", "stopped_at"),
    (DossierWithdrawn, "withdrawn", "withdrawn_at"),
    (DossierFinished, "finished", "finished_at"),
    (DossierReopened, "reopened", "reopened_at"),
    (DossierHandedOver, "handed-over", "handed_over_at"),
    (DossierSettledOnTheSpot, "accepted", "accepted_at"),
    (DossierSettledOnTheSpot, "finished", "finished_at"),
    (DossierSettledOnTheSpot, "handed-over", "handed_over_at"),
    (DossierRated, "rated", "rated_at"),
)
# Before acceptance there is no term to stop, and the limits beside it are no milestones.
_OF_THE_TERM = f"""
    NOT (type = '{SupplementRequested.TYPE}' AND data ->> 'accepted' = 'false')
    AND NOT (type = '{DossierReplanned.TYPE}' AND data ->> 'clock' <> 'term')
    AND NOT (type = '{DossierCorrected.TYPE}' AND data ->> 'moved' = 'false'
             AND data ->> 'due_at' IS NOT DISTINCT FROM data ->> 'old_due_at')
"""
_STATUSES_SQL = ", ".join(
    f"('{event.TYPE}', {int(status)})" for event, status in _STATUS_AFTER.items()
)
_MILESTONES_SQL = ", ".join(
    f"('{event.TYPE}', '{kind}', '{member}')" for event, kind, member in _MILESTONES
)

_OF_BUCKET = "'dossier/' || CAST({0} AS text)"
_RANGE = f"subject >= {_OF_BUCKET.format(':low')} AND subject < {_OF_BUCKET.format(':high')}"
_FIRST_SAID = f"""
    SELECT substring(subject FROM 9) FROM event_log
    WHERE subject >= {_OF_BUCKET.format(":low")} AND subject < 'dossier0'
    ORDER BY subject LIMIT 1
"""  # noqa: S608 -- constants
_FIRST = "SELECT min(code) FROM dossier WHERE code >= :low"

STATUSES = View(
    name="statuses",
    rows=f"""
        SELECT code AS id, CAST(CASE
                WHEN status NOT IN (5, 6) THEN status WHEN accepted_at IS NULL THEN 1 ELSE 4
            END AS text) AS value, {AGE.format("max(time)")} AS age
        FROM dossier LEFT JOIN event_log ON subject = 'dossier/' || code
        WHERE code >= :low AND code < :high GROUP BY code
    """,  # noqa: S608 -- constants
    first=_FIRST,
)
"""The national status code of every dossier; one that waits (5, 6) as what it was before."""

COURSES = View(
    name="courses",
    rows=f"""
        SELECT code AS id, CASE status WHEN {Status.ACCEPTED:d} THEN 'accepted'
                 WHEN {Status.STOPPED:d} THEN 'stopped' WHEN {Status.WITHDRAWN:d} THEN 'withdrawn'
                 ELSE coalesce(outcome, 'open') END AS value,
               {AGE.format("max(time)")} AS age
        FROM dossier JOIN event_log ON subject = 'dossier/' || code
        WHERE code >= :low AND code < :high
        GROUP BY code HAVING bool_or(type = '{DossierAccepted.TYPE}')
    """,  # noqa: S608 -- constants
    first=_FIRST,
)
"""How the case of every accepted dossier goes, in the words of routing; `accepted`: none yet."""

CONTACTS = View(
    name="contacts",
    rows=f"""
        SELECT dossier AS id, CAST(key_id AS text) AS value, {AGE.format("max(time)")} AS age
        FROM contact_key LEFT JOIN event_log ON subject = 'dossier/' || dossier
        WHERE dossier >= :low AND dossier < :high GROUP BY dossier, key_id
        UNION ALL
        SELECT 'draft/' || draft.id, CAST(contact_key_id AS text), {AGE.format("max(time)")}
        FROM draft LEFT JOIN event_log ON subject = 'draft/' || draft.id
        WHERE contact_key_id IS NOT NULL AND 'draft/' >= :low AND 'draft/' < :high
        GROUP BY draft.id
    """,  # noqa: S608 -- constants
    first="""
        SELECT least((SELECT min(dossier) FROM contact_key WHERE dossier >= :low), (
            SELECT 'draft/' FROM draft
            WHERE contact_key_id IS NOT NULL AND 'draft/' >= :low LIMIT 1
        ))
    """,
)
"""Under which key the contact of every dossier is sealed, and of every draft."""

MILESTONES = View(
    name="milestones",
    rows=f"""
        SELECT substring(subject FROM 9) AS id,
               string_agg(kind || '@' || extract(epoch FROM CAST(data ->> member AS timestamptz))
                   || CASE kind WHEN 'finished' THEN '/' || (data ->> 'timeliness') ELSE '' END,
                   ',' ORDER BY kind, CAST(data ->> member AS timestamptz)) AS value,
               {AGE.format("max(time)")} AS age
        FROM event_log JOIN (VALUES {_MILESTONES_SQL}) AS told (type, kind, member) USING (type)
        WHERE {_RANGE} AND {_OF_THE_TERM} GROUP BY subject
    """,  # noqa: S608 -- constants
    first=_FIRST_SAID,
)
"""Every milestone of every dossier, told from the events."""

# An accepted key is one that was answered 201 with a dossier as its Location; keys are kept seven
# days, so dossiers older than what the youngest six days of keys are about cannot be checked.
_KEYED = """
    WITH keyed AS (
        SELECT substring(headers ->> 'Location' FROM '[^/]+$') AS code, created_at
        FROM idempotency_key
        WHERE status = 201 AND headers ->> 'Location' ~ '/dossiers/[^/]+$'
    )
"""
_NUMBER = r"'^(.+)-(\d+)$'"

CHECKS = (
    sql_check(
        "I1",
        "accepted key without its dossier",
        f"""
        {_KEYED} SELECT keyed.code AS id, 'no dossier' AS found, 'one dossier' AS wanted
        FROM keyed LEFT JOIN dossier USING (code) WHERE dossier.code IS NULL
        """,  # noqa: S608 -- constants
    ),
    sql_check(
        "I1",
        "dossier of several keys",
        f"""
        {_KEYED} SELECT code AS id, count(*) || ' keys' AS found, 'one key' AS wanted
        FROM keyed GROUP BY code HAVING count(*) > 1
        """,  # noqa: S608 -- constants
    ),
    sql_check(
        "I1",
        "dossier without a key",
        f"""
        {_KEYED}, youngest AS (
            SELECT min(position) AS position FROM keyed
            JOIN event_log ON subject = 'dossier/' || code AND sequence = 1
            WHERE created_at > clock_timestamp() - interval '6 days'
        )
        SELECT substring(subject FROM 9) AS id, 'no accepted key' AS found, 'one key' AS wanted
        FROM event_log JOIN youngest ON event_log.position >= youngest.position
        WHERE sequence = 1 AND subject LIKE 'dossier/%'
          AND NOT EXISTS (SELECT FROM keyed WHERE 'dossier/' || keyed.code = subject)
        """,  # noqa: S608 -- constants
    ),
    sql_check(
        "I2",
        "numbers of a day not dense",
        f"""
        WITH given AS (
            SELECT agency || '-' || to_char(day, 'YYMMDD') AS bucket, last FROM dossier_counter
        ), used AS (
            SELECT substring(code FROM {_NUMBER}) AS bucket, count(*) AS numbers,
                   max(CAST(regexp_replace(code, '^.*-', '') AS integer)) AS highest
            FROM dossier GROUP BY 1
        )
        SELECT bucket AS id,
               coalesce(numbers, 0) || ' dossiers up to ' || coalesce(highest, 0) AS found,
               coalesce(last, 0) || ' numbers given' AS wanted
        FROM given FULL JOIN used USING (bucket)
        WHERE (coalesce(numbers, 0), coalesce(highest, 0))
              IS DISTINCT FROM (coalesce(last, 0)::bigint, coalesce(last, 0))
        """,  # noqa: S608 -- constants
    ),
    sql_check(
        "I3",
        "status is not what was said last",
        f"""
        WITH said AS (
            SELECT DISTINCT ON (subject) substring(subject FROM 9) AS code, told.status
            FROM event_log JOIN (VALUES {_STATUSES_SQL}) AS told (type, status) USING (type)
            ORDER BY subject, sequence DESC
        )
        SELECT code AS id, coalesce('status ' || dossier.status, 'no dossier') AS found,
               coalesce('status ' || said.status, 'never said') AS wanted
        FROM said FULL JOIN dossier USING (code)
        WHERE dossier.status IS DISTINCT FROM said.status
        """,  # noqa: S608 -- constants
    ),
)

BOOKS = Books(
    views={
        view.name: view
        for view in (
            SAID,
            heard_from("routing"),
            heard_from("notification"),
            STATUSES,
            COURSES,
            CONTACTS,
            MILESTONES,
            TRAIL_ENDS,
        )
    },
    checks=(*OWN_CHECKS, *CHECKS, *TIMER_CHECKS, *AGENCY_CHECKS, check_trail),
    restores={"I7": restore_timer},
)
"""What intake shows. Its handlers add to the timeline, so it hears nothing twice."""
