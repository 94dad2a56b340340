"""Event log and outbox, inbox and gate, idempotency keys, timers, the suite's clock."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SPEAKING = """
CREATE TABLE event_stream (
    subject text CONSTRAINT event_stream_pkey PRIMARY KEY,
    last    bigint NOT NULL
);
COMMENT ON TABLE event_stream IS
    'How many events each subject has had; its row lock orders them.';

CREATE TABLE event_log (
    position    bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT event_log_pkey PRIMARY KEY,
    id          uuid NOT NULL,
    type        text NOT NULL,
    subject     text NOT NULL,
    sequence    bigint NOT NULL,
    time        timestamptz NOT NULL,
    data        jsonb NOT NULL,
    traceparent text,
    causation   uuid,
    CONSTRAINT event_log_subject_sequence_key UNIQUE (subject, sequence)
);
COMMENT ON TABLE event_log IS 'append-only: everything this service said.';

CREATE TABLE outbox (
    position        bigint CONSTRAINT outbox_pkey PRIMARY KEY,
    added_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    reason          text
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
COMMENT ON TABLE outbox IS
    'What is still to be published; a row goes once the broker confirmed it.';
"""

_LISTENING = """
CREATE TABLE inbox (
    consumer        text NOT NULL,
    event_id        uuid NOT NULL,
    source          text,
    subject         text,
    sequence        bigint,
    type            text,
    status          text NOT NULL,
    attempts        smallint NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    reason          text,
    received_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    body            bytea,
    CONSTRAINT inbox_pkey PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_open_idx ON inbox (consumer, source, subject, sequence)
    WHERE status <> 'done';
CREATE INDEX inbox_next_attempt_idx ON inbox (consumer, next_attempt_at)
    WHERE status IN ('retry', 'waiting');
COMMENT ON TABLE inbox IS
    'Every event heard, once: done, retry, waiting, parked or discarded.';

CREATE TABLE gate (
    consumer text NOT NULL,
    source   text NOT NULL,
    subject  text NOT NULL,
    last     bigint NOT NULL,
    CONSTRAINT gate_pkey PRIMARY KEY (consumer, source, subject)
) WITH (fillfactor = 80);
COMMENT ON TABLE gate IS
    'The last event of each subject that a consumer has applied or passed over.';
"""

_REST = """
CREATE TABLE idempotency_key (
    client     text NOT NULL,
    key        text NOT NULL,
    body_hash  bytea NOT NULL,
    status     smallint,
    headers    jsonb,
    body       bytea,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (client, key)
);
CREATE INDEX idempotency_key_created_at_idx ON idempotency_key (created_at);
COMMENT ON TABLE idempotency_key IS
    'What each request with an Idempotency-Key was answered, for seven days.';

CREATE TABLE timer (
    id       bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT timer_pkey PRIMARY KEY,
    kind     text NOT NULL,
    subject  text NOT NULL,
    due_at   timestamptz NOT NULL,
    payload  jsonb NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    retry_at timestamptz,
    reason   text,
    CONSTRAINT timer_kind_subject_key UNIQUE (kind, subject)
);
CREATE INDEX timer_due_at_idx ON timer (due_at);
COMMENT ON TABLE timer IS 'What is to be done at an instant of the suite''s clock.';

CREATE TABLE suite_clock (
    single       boolean DEFAULT true CONSTRAINT suite_clock_pkey PRIMARY KEY
                 CONSTRAINT suite_clock_check CHECK (single),
    real_anchor  timestamptz NOT NULL,
    suite_anchor timestamptz NOT NULL,
    speed        double precision NOT NULL
);
COMMENT ON TABLE suite_clock IS
    'read-only: one row when the suite''s clock is set, none when the machine''s counts.';

CREATE FUNCTION motcua_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(
        (SELECT suite_anchor + (clock_timestamp() - real_anchor) * speed FROM suite_clock),
        clock_timestamp()
    )
$$;
COMMENT ON FUNCTION motcua_now() IS 'The suite''s present instant.';
"""


def upgrade() -> None:
    for part in (_SPEAKING, _LISTENING, _REST):
        op.execute(part)
