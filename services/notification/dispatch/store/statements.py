"""The statements on messages and attempts, each with what it must hold."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import text

COLUMNS = """
    m.id, m.event_id, m.recipient, m.channel, m.template, m.template_version, m.dossier,
    m.language, m.facts, m.reference, m.queued_at, m.status, m.attempts, m.reason, m.settled_at,
    m.lane, m.mark, m.happened_at
"""
WAKE = text("SELECT pg_notify(:bell, '')")

ADD = """
    WITH added AS (
        INSERT INTO message (
            id, event_id, recipient, channel, template, template_version, dossier, language,
            facts, reference, queued_at, happened_at, status, lane, agency, gathers, not_before,
            next_attempt_at
        )
        SELECT id, event_id, recipient, channel, template, template_version, dossier, language,
            facts, reference, queued_at, happened_at, status, lane,
            coalesce(facts #>> '{agency,code}', ''), gathers_until IS NOT NULL, gathers_until,
            CASE WHEN gathers_until IS NULL THEN clock_timestamp() + make_interval(secs => hold)
                 ELSE 'infinity' END
        FROM jsonb_to_recordset(CAST(%(messages)s AS jsonb)) AS one (
            place integer, id uuid, event_id uuid, recipient text, channel text, template text,
            template_version integer, dossier text, language text, facts jsonb, reference text,
            queued_at timestamptz, happened_at timestamptz, status text, lane smallint,
            gathers_until timestamptz, hold float8
        )
        ORDER BY place
        ON CONFLICT ON CONSTRAINT message_once_key DO NOTHING
        RETURNING template, channel, next_attempt_at
    )
    SELECT template,
        CASE WHEN next_attempt_at <= clock_timestamp() THEN pg_notify(%(bell)s || channel, '') END
    FROM added
"""

RELEASE = text("""
    UPDATE message SET next_attempt_at = clock_timestamp()
    WHERE dossier = ANY (:dossiers) AND status = 'queued' AND attempts = 0
      AND next_attempt_at > clock_timestamp() AND not_before IS NULL
""")

# State, attempt and reference are committed before anything leaves the machine. now() and not
# clock_timestamp() in the condition, so that the index answers it. CASE and OFFSET keep the look
# for earlier letters a look by dossier, row by row: otherwise the whole queue is read for each, by
# a join planned while it was short or through the index of what is due (280 ms at 50,000).
# The lanes are looked into one after the other, in the order given, so that what goes first is
# found at once however long the others are. Inside a lane those take turns for whom messages wait:
# `waiting` hops from one to the next by the index, so a queue costs what it has agencies and not
# letters, and each gets its share of the claim.
# A provider that has patience gives back 16 bits alone, so each text that it may have gets a mark
# no other open one has: the next of a sequence that goes round, those held passed over. One that
# may be there already keeps its own. LIMIT stops the drawing; OFFSET keeps it row by row.
# Nobody waits for the disk: a server that crashes within the moment forgets the claim, and the
# letter goes again under its reference, as after any interrupted attempt. It goes under the same
# number then, so the attempt notes since when it is held (see `endings`).
_OF_LANE = "channel = %(channel)s AND lane = lanes.lane AND status IN ('queued', 'unknown')"
_DRAWN = """drawn AS (
        SELECT mark, row_number() OVER () AS place FROM (
            SELECT next.mark
            FROM (SELECT nextval('message_mark') AS mark, generate_series(1, 65536)) AS next
            WHERE NOT EXISTS (
                SELECT FROM message AS held
                WHERE held.mark = next.mark AND held.status IN ('sending', 'unknown') OFFSET 0
            )
            LIMIT (SELECT count(*) FROM due WHERE due.bare)
        ) AS free
    ), marked AS (
        SELECT due.id, due.status, due.bare, drawn.mark
        FROM (SELECT id, status, bare, row_number() OVER (PARTITION BY bare) AS place
              FROM due) AS due
        LEFT JOIN drawn ON due.bare AND drawn.place = due.place
    )"""
_UNDRAWN = "marked AS (SELECT id, status, bare, CAST(NULL AS integer) AS mark FROM due)"
_CLAIM = f"""
    WITH lax AS (
        SELECT set_config('synchronous_commit', 'off', true)
    ), due AS (
        SELECT found.id, found.status, found.status = 'queued' OR found.mark IS NULL AS bare
        FROM unnest(CAST(%(lanes)s AS smallint[])) AS lanes (lane) CROSS JOIN LATERAL (
            WITH RECURSIVE waiting AS (
                SELECT min(agency) AS agency FROM message WHERE {_OF_LANE}
                UNION ALL
                SELECT (SELECT min(agency) FROM message
                        WHERE {_OF_LANE} AND agency > waiting.agency)
                FROM waiting WHERE waiting.agency IS NOT NULL
            ), heads AS (
                SELECT waiting.agency, head.since, coalesce(known.message_weight, 1) AS weight
                FROM waiting CROSS JOIN LATERAL (
                    SELECT min(next_attempt_at) AS since FROM message
                    WHERE {_OF_LANE} AND agency = waiting.agency AND next_attempt_at <= now()
                ) AS head LEFT JOIN agency AS known ON known.code = waiting.agency
                WHERE head.since IS NOT NULL ORDER BY head.since LIMIT %(limit)s
            ), shares AS (
                SELECT agency, weight, ceil(
                    CAST(%(limit)s AS float8) * weight / sum(weight) OVER ()
                ) AS share
                FROM heads
            )
            SELECT one.id, one.status, one.mark
            FROM shares CROSS JOIN LATERAL (
                SELECT id, status, mark, next_attempt_at FROM message AS one
                WHERE {_OF_LANE} AND one.agency = shares.agency AND next_attempt_at <= now()
                  AND (one.bound_until IS NULL OR one.bound_until <= now()
                       OR one.bound_to = %(provider)s)
                  AND NOT EXISTS (
                    SELECT FROM message AS earlier
                    WHERE earlier.dossier = one.dossier
                      AND (earlier.entered_at, earlier.id) < (one.entered_at, one.id)
                      AND earlier.channel = one.channel AND earlier.lane <= one.lane
                      AND CASE WHEN earlier.status IN ('queued', 'unknown')
                               THEN earlier.next_attempt_at <= now()
                               ELSE earlier.status = 'sending' END
                    OFFSET 0
                  )
                ORDER BY next_attempt_at LIMIT shares.share FOR UPDATE SKIP LOCKED
            ) AS one
            ORDER BY CAST(row_number() OVER (
                    PARTITION BY shares.agency ORDER BY one.next_attempt_at
                ) AS float8) / shares.weight, one.next_attempt_at
            LIMIT %(limit)s
        ) AS found
        LIMIT %(limit)s
    ), {{marked}}, m AS (
        UPDATE message SET status = 'sending', attempts = attempts + 1,
            claimed_at = clock_timestamp(), patience = %(patience)s,
            mark = CASE WHEN marked.bare THEN marked.mark ELSE message.mark END,
            marked_at = CASE WHEN marked.bare THEN clock_timestamp() ELSE message.marked_at END
        FROM marked WHERE message.id = marked.id
        RETURNING message.*, marked.status AS was
    ), begun AS (
        INSERT INTO attempt (message, number, began_at, provider, held_since)
        SELECT id, attempts, %(now)s, %(provider)s, claimed_at FROM m
    )
    SELECT {COLUMNS}, clock_timestamp() - m.entered_at AS age, m.was, m.claimed_at,
        coalesce(m.bound_until > now(), false) AS bound, {{beside}} AS beside
    FROM m CROSS JOIN (SELECT count(*) FROM lax) AS laxly
    ORDER BY m.lane, m.next_attempt_at, m.entered_at
"""  # noqa: S608 -- the columns are a constant


@lru_cache(maxsize=8)
def claim_of(*, marked: bool, beside: str) -> str:
    """Return the claim; `marked` for a provider that has patience, `beside` a value of row m."""
    return _CLAIM.format(marked=_DRAWN if marked else _UNDRAWN, beside=beside)


FREE = text("""
    UPDATE message SET not_before = NULL, next_attempt_at = clock_timestamp()
    WHERE id = ANY (ARRAY(
        SELECT id FROM message WHERE not_before <= :now AND NOT gathers
        ORDER BY not_before LIMIT :limit FOR UPDATE SKIP LOCKED
    ))
    RETURNING channel
""")
# In one order, so that two who lock several never wait in a ring.
LOCK_WHOLE = text("""
    SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(whole, 0) AS key
        FROM unnest(CAST(:wholes AS text[])) AS whole ORDER BY key
    ) AS ordered
""")
HOPEFUL = text("""
    SELECT lost.id FROM message AS lost
    WHERE lost.id = ANY (:ids) AND EXISTS (
        SELECT FROM message AS other
        WHERE other.event_id = lost.event_id AND other.recipient = lost.recipient
          AND other.template = lost.template AND other.id <> lost.id
          AND other.status NOT IN ('failed', 'undeliverable')
    )
""")

_OF_IDS = f"SELECT {COLUMNS} FROM message m WHERE m.id = ANY (:ids)"  # noqa: S608 -- the columns are a constant
OF_IDS = text(_OF_IDS)
# In one order, so that two who lock some of the same wait for each other.
LOCKED = text(f"{_OF_IDS} ORDER BY m.id FOR UPDATE")
END = text("""
    UPDATE message SET status = ended.status, reason = ended.reason,
        settled_at = ended.settled_at, claimed_at = NULL, not_before = NULL
    FROM jsonb_to_recordset(CAST(:ended AS jsonb)) AS ended (
        id uuid, status text, reason text, settled_at timestamptz
    )
    WHERE message.id = ended.id
""")

SWEEP = text("""
    WITH lost AS (
        UPDATE message SET status = 'unknown', reason = 'interrupted', claimed_at = NULL,
            next_attempt_at = greatest(
                clock_timestamp(), claimed_at + coalesce(patience, interval '0')),
            bound_to = CASE WHEN bound_until > now() THEN bound_to ELSE by.provider END,
            bound_until = CASE WHEN bound_until > now() THEN bound_until
                               ELSE clock_timestamp() + :bind END
        FROM attempt AS by
        WHERE status = 'sending' AND claimed_at < now() - :older_than
          AND by.message = message.id AND by.number = message.attempts
        RETURNING message.id, message.attempts
    )
    UPDATE attempt SET ended_at = :now, outcome = :outcome, reason = 'interrupted'
    FROM lost WHERE attempt.message = lost.id AND attempt.number = lost.attempts
""")

OF_DOSSIER = text(f"""
    SELECT {COLUMNS}, a.number, a.began_at, a.ended_at, a.outcome, a.code, a.provider,
        a.reason AS attempt_reason
    FROM message m LEFT JOIN attempt a ON a.message = m.id
    WHERE m.dossier = :dossier
    ORDER BY m.queued_at, m.id, a.number
""")  # noqa: S608 -- the columns are a constant

OLDEST = text("""
    SELECT lane, extract(epoch FROM clock_timestamp() - min(entered_at)) AS seconds
    FROM message
    WHERE channel = :channel AND status IN ('queued', 'unknown') AND next_attempt_at <= now()
    GROUP BY lane
""")
