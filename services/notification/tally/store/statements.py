"""Counting notices and their messages: as they stand, and as they were kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from services.notification.dispatch.domain.message import EMAIL
from services.notification.dispatch.usecases.deliver_message import (
    NO_ADDRESS,
    NO_CONTACT,
    STOPPED,
)
from services.notification.tally.domain.figures import MESSAGE_COUNTS, NOTICE_COUNTS

LAST_DAY = text("SELECT max(day) FROM tally_day")
BEGUN_AFTER = text(f"""
    SELECT min(queued_at) FROM message WHERE channel = '{EMAIL}' AND queued_at >= :since
""")  # noqa: S608 -- a constant
BEGIN_DAY = text("""
    INSERT INTO tally_day (day, tallied_at) VALUES (:day, :now) ON CONFLICT (day) DO NOTHING
""")


def _each(column: str, values: Sequence[str]) -> str:
    return ", ".join(f"count(*) FILTER (WHERE {column} = '{one}') AS {one}" for one in values)


def _sums(names: Sequence[str]) -> str:
    return ", ".join(f"CAST(coalesce(sum({name}), 0) AS bigint) AS {name}" for name in names)


_SUMMED = frozenset({"messages", "delivered", "attempts", "segments", "cost"})
_STATES = tuple(name for name in MESSAGE_COUNTS if name not in _SUMMED)

# A notice begins with the row of the first channel, which every event queues for everybody; the
# rows of the other channels belong to its day, whenever they were queued. When a provider took a
# message its attempt says; where that was interrupted, the receipt that ended it. OFFSET keeps the
# look for the rows of a notice a look by its key: else a week of them reads the table whole.
_AS_IT_STANDS = f"""
    begun AS (
        SELECT event_id, recipient, template, agency,
            CAST(queued_at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date) AS day,
            coalesce(happened_at, queued_at) AS happened_at
        FROM message
        WHERE channel = '{EMAIL}' AND queued_at >= :since AND queued_at < :until
          AND recipient NOT LIKE 'staff/%'
          AND (CAST(:agencies AS text[]) IS NULL OR agency = ANY (CAST(:agencies AS text[])))
    ), stood AS (
        SELECT begun.day, begun.agency, begun.template, begun.event_id, begun.recipient,
            one.channel, one.status = 'delivered' AS delivered, one.attempts,
            CASE WHEN one.channel = '{EMAIL}' THEN 1 ELSE 2 END AS place,
            CASE WHEN one.status IN ('accepted', 'delivered') THEN 'handed_over'
                 WHEN one.status IN ('queued', 'sending') THEN 'on_the_way'
                 WHEN one.status IN ('joined', 'unknown') THEN one.status
                 WHEN one.reason IN ('{NO_ADDRESS.reason}', '{NO_CONTACT.reason}')
                     THEN 'without_address'
                 WHEN one.reason = '{STOPPED.reason}' THEN 'stopped'
                 ELSE 'failed' END AS state,
            coalesce(paid.segments, 0) AS segments, coalesce(paid.cost, 0) AS cost,
            least(2e9, greatest(0, 1000 * extract(
                epoch FROM coalesce(taken.at, one.settled_at) - begun.happened_at))) AS ms
        FROM begun CROSS JOIN LATERAL (
            SELECT id, channel, status, reason, attempts, settled_at FROM message
            WHERE message.event_id = begun.event_id AND message.recipient = begun.recipient
              AND message.template = begun.template
            OFFSET 0
        ) AS one
        LEFT JOIN LATERAL (
            SELECT min(ended_at) AS at FROM attempt
            WHERE attempt.message = one.id AND attempt.outcome = 'accepted'
        ) AS taken ON one.status IN ('accepted', 'delivered')
        LEFT JOIN LATERAL (
            SELECT sum(segments) AS segments, sum(cost) AS cost FROM sms_payment
            WHERE sms_payment.message = one.id
        ) AS paid ON one.channel <> '{EMAIL}'
    ), notice AS (
        SELECT day, agency, template, CASE
            WHEN bool_or(state = 'joined') THEN 'joined'
            WHEN min(place) FILTER (WHERE state = 'handed_over')
                = min(place) FILTER (WHERE state <> 'without_address') THEN 'told_first'
            WHEN bool_or(state = 'handed_over') THEN 'told_other'
            WHEN bool_or(state = 'on_the_way') THEN 'on_the_way'
            WHEN bool_or(state = 'unknown') THEN 'unknown'
            WHEN bool_or(state = 'stopped') THEN 'stopped'
            ELSE 'told_nobody' END AS came_to
        FROM stood GROUP BY day, agency, template, event_id, recipient
    ), notices_now AS (
        SELECT day, agency, template, count(*) AS notices,
            {_each("came_to", NOTICE_COUNTS[1:])}
        FROM notice GROUP BY day, agency, template
    ), messages_now AS (
        SELECT day, agency, template, channel, count(*) AS messages,
            count(*) FILTER (WHERE delivered) AS delivered,
            {_each("state", _STATES)},
            coalesce(sum(attempts) FILTER (
                WHERE state NOT IN ('without_address', 'stopped', 'joined')), 0) AS attempts,
            sum(segments) AS segments, sum(cost) AS cost,
            coalesce(array_agg(CAST(
                CASE WHEN ms < 100 THEN round(ms) ELSE round(ms, 1 - floor(log(ms))::integer) END
                AS integer)) FILTER (WHERE state = 'handed_over'), '{{}}') AS waits
        FROM stood GROUP BY day, agency, template, channel
    )"""  # noqa: S608 -- constants

_NOTICES = ", ".join(NOTICE_COUNTS)
_MESSAGES = ", ".join(MESSAGE_COUNTS)
KEEP = text(f"""
    WITH {_AS_IT_STANDS}, kept AS (
        INSERT INTO notice_tally (day, agency, template, {_NOTICES})
        SELECT day, agency, template, {_NOTICES} FROM notices_now
    )
    INSERT INTO message_tally (day, agency, template, channel, {_MESSAGES}, waits)
    SELECT day, agency, template, channel, {_MESSAGES}, waits FROM messages_now
""")  # noqa: S608 -- constants

_KEPT = """
    day BETWEEN :first AND :last
    AND (CAST(:agencies AS text[]) IS NULL OR agency = ANY (CAST(:agencies AS text[])))
"""
NOTICES = text(f"""
    WITH {_AS_IT_STANDS}, part AS (
        SELECT agency, template, {_NOTICES} FROM notice_tally WHERE {_KEPT}
        UNION ALL SELECT agency, template, {_NOTICES} FROM notices_now
    )
    SELECT agency, template,
        {_sums(NOTICE_COUNTS)}
    FROM part GROUP BY GROUPING SETS ((agency), (template), ())
""")  # noqa: S608 -- constants
# Waits are counted by their value first: of two digits there are few, however many messages.
MESSAGES = text(f"""
    WITH {_AS_IT_STANDS}, part AS MATERIALIZED (
        SELECT agency, template, channel, {_MESSAGES}, waits FROM message_tally WHERE {_KEPT}
        UNION ALL SELECT agency, template, channel, {_MESSAGES}, waits FROM messages_now
    ), wait AS (
        SELECT agency, template, channel, ms, count(*) AS number
        FROM part CROSS JOIN LATERAL unnest(waits) AS ms
        GROUP BY GROUPING SETS ((agency, ms), (template, ms), (channel, ms), (ms))
    ), ranked AS (
        SELECT *, sum(number) OVER (whose ORDER BY ms) AS upto, sum(number) OVER whose AS whole
        FROM wait WINDOW whose AS (PARTITION BY agency, template, channel)
    ), waited AS (
        SELECT agency, template, channel, min(ms) FILTER (WHERE upto >= 0.5 * whole) AS p50_ms,
            min(ms) FILTER (WHERE upto >= 0.95 * whole) AS p95_ms
        FROM ranked GROUP BY agency, template, channel
    ), counted AS (
        SELECT agency, template, channel,
            {_sums(MESSAGE_COUNTS)}
        FROM part GROUP BY GROUPING SETS ((agency), (template), (channel), ())
    )
    SELECT counted.*, waited.p50_ms, waited.p95_ms
    FROM counted LEFT JOIN waited ON (counted.agency, counted.template, counted.channel)
        IS NOT DISTINCT FROM (waited.agency, waited.template, waited.channel)
""")  # noqa: S608 -- constants
