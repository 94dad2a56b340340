"""Marks of texts by SMPP: of all that are open at one time no two have the same."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.identifiers import new_id
from services.notification.dispatch.domain.lane import Lane
from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.dispatch.ports import Claimed
from services.notification.dispatch.store.messages import PgMessages
from services.notification.receipts.ports import Effect
from tests.integration.notification.intake_stub import AT
from tests.integration.notification.rig import Notification

PATIENCE = timedelta(minutes=10)
_QUEUE = text("""
    INSERT INTO message (id, event_id, recipient, channel, template, template_version, dossier,
        language, facts, reference, queued_at, status, lane, agency, next_attempt_at)
    SELECT CAST(id AS uuid), gen_random_uuid(), 'applicant/' || id, 'sms', 'dossier-accepted', 1,
        id, 'vi', '{}', id, now(), 'queued', 1, '', now()
    FROM unnest(CAST(:ids AS text[])) AS id
""")
_HOLD = text("""
    INSERT INTO message (id, event_id, recipient, channel, template, template_version, dossier,
        language, facts, reference, queued_at, status, lane, agency, next_attempt_at, mark)
    SELECT gen_random_uuid(), gen_random_uuid(), 'applicant/' || mark, 'sms', 'dossier-accepted',
        1, 'held', 'vi', '{}', 'held/' || mark, now(), 'unknown', 1, '', 'infinity', mark
    FROM generate_series(CAST(:first AS integer), CAST(:last AS integer)) AS mark
""")
_OPEN = text("SELECT mark FROM message WHERE status IN ('sending', 'unknown') ORDER BY mark")
_LIKE_NO_OTHER = text("""
    SELECT count(*) FROM message WHERE mark IS NOT NULL AND status IN ('sending', 'unknown')
""")

_SHARE = 2**13


def queue(notification: Notification, ids: Sequence[UUID]) -> None:
    with notification.database.transaction() as tx:
        tx.execute(_QUEUE, {"ids": [str(one) for one in ids]})


def hold(notification: Notification, marks: range) -> None:
    """Leave open one text for each of these marks, as if their answers had been lost.

    They come with their marks: to join them on afterwards may take the database half a minute,
    where its last look at the table, between two tests, had found it empty.
    """
    with notification.database.transaction() as tx:
        tx.execute(_HOLD, {"first": marks.start, "last": marks.stop - 1})


def claim(
    notification: Notification, limit: int = 25, patience: timedelta | None = PATIENCE
) -> Sequence[Claimed]:
    with notification.database.transaction() as tx:
        return PgMessages(tx).claim(
            "sms", AT, limit, provider="sms", lanes=list(Lane), patience=patience
        )


def marks(claimed: Sequence[Claimed]) -> list[int | None]:
    return [one.message.mark for one in claimed]


def said(notification: Notification, name: str, mark: int | None) -> Effect:
    """Have the centre say that what it calls by an unheard name arrived."""
    return notification.take(
        Receipt(provider="sms", id=name, reference=name, state=State.DELIVERED, at=AT, mark=mark)
    )


def break_off(notification: Notification) -> None:
    """Let two minutes pass in which nobody ends what is being sent."""
    notification.execute("UPDATE message SET claimed_at = claimed_at - interval '3 minutes'")
    notification.sweep()


def of_hash(reference: str) -> int:
    """Return 16 bits of a reference, as marks were made before."""
    return int.from_bytes(hashlib.md5(reference.encode(), usedforsecurity=False).digest()[:2])


def test_of_twelve_hundred_unknown_ends_every_receipt_finds_its_own(
    notification: Notification,
) -> None:
    """By 16 bits of a hash some twenty of them found two, and so none."""
    chance = random.Random(7)  # noqa: S311 -- to be repeated
    ids = [UUID(int=chance.getrandbits(128), version=4) for _ in range(1200)]
    queue(notification, ids)
    found: list[Claimed] = []
    while more := claim(notification):
        found += more
    break_off(notification)
    effects = [said(notification, f"n{one.message.id}", one.message.mark) for one in found]
    hashed = [of_hash(one.message.reference) for one in found]

    assert len(found) == 1200
    assert set(effects) == {Effect.ENDED}
    assert sum(hashed.count(one) > 1 for one in hashed) > 10


def test_senders_that_claim_at_one_time_never_draw_the_same(notification: Notification) -> None:
    queue(notification, [new_id() for _ in range(400)])
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: claim(notification, 10), range(48)))
    drawn = [mark for one in claims for mark in marks(one)]

    assert len(set(drawn)) == 400
    assert None not in drawn


def test_what_goes_round_passes_over_what_is_held(notification: Notification) -> None:
    """A text may wait for its receipt while sixty-five thousand others go."""
    queue(notification, [new_id() for _ in range(6)])
    notification.execute("SELECT setval('message_mark', 65534)")
    first = marks(claim(notification, 3))
    notification.execute("SELECT setval('message_mark', 65534)")
    second = marks(claim(notification, 3))

    assert (first, second) == ([65535, 0, 1], [2, 3, 4])


def test_two_open_texts_with_one_mark_are_refused_by_the_table(
    notification: Notification,
) -> None:
    queue(notification, [new_id() for _ in range(2)])
    claim(notification)

    with pytest.raises(IntegrityError, match="message_mark_key"):
        notification.execute("UPDATE message SET mark = 7")


def test_what_may_be_there_already_keeps_its_mark(notification: Notification) -> None:
    """Its receipt may come while it goes again; what surely failed draws anew."""
    queue(notification, [new_id()])
    (first,) = claim(notification)
    break_off(notification)
    notification.execute("UPDATE message SET next_attempt_at = now()")
    (again,) = claim(notification)
    notification.execute("UPDATE message SET status = 'queued'")
    (anew,) = claim(notification)

    assert again.message.mark == first.message.mark
    assert anew.message.mark != first.message.mark
    assert said(notification, "late", first.message.mark) is Effect.WAITING
    assert said(notification, "own", anew.message.mark) is Effect.ENDED


def test_a_receipt_that_waits_is_of_nobody_who_draws_its_mark_later(
    notification: Notification,
) -> None:
    """An hour is long enough for marks to go round."""
    notification.execute("SELECT setval('message_mark', 7)")
    early = said(notification, "of somebody else", 8)
    queue(notification, [new_id()])
    (claimed,) = claim(notification)
    notification.sweep()

    assert (early, claimed.message.mark) == (Effect.WAITING, 8)
    with notification.database.read() as tx:
        assert tx.scalars(_OPEN).all() == [8]


def test_where_a_reference_is_a_key_no_mark_is_drawn(notification: Notification) -> None:
    queue(notification, [new_id() for _ in range(2)])
    (by_key,) = claim(notification, 1, patience=None)
    (by_mark,) = claim(notification, 1)

    assert by_key.message.mark is None
    assert by_mark.message.mark is not None


def test_when_all_marks_are_held_texts_go_without(notification: Notification) -> None:
    for first in range(0, 2**16, _SHARE):  # all at once they may take too long a statement
        hold(notification, range(first, first + _SHARE))
    queue(notification, [new_id()])
    (claimed,) = claim(notification)

    assert claimed.message.mark is None
    with notification.database.read() as tx:
        assert tx.scalar(_LIKE_NO_OTHER) == 2**16
