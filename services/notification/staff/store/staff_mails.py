"""The mail of officers, one row an account; addresses stand there by blind index alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from chassis.db import Transaction
from services.notification.dispatch.domain.message import MessageStatus
from services.notification.staff.domain.staff_mail import (
    CODES_WINDOW,
    Challenge,
    Choice,
    StaffMail,
)

_LEFT_AT_ONCE = 100
_REACHED_NOBODY = frozenset({MessageStatus.FAILED, MessageStatus.UNDELIVERABLE})
_COLUMNS = """
    account, id, version, address, language, choice, entered_at, challenge, code_until, tries,
    confirmed_at, stopped_at, last_day
"""
_OF = text(f"SELECT {_COLUMNS} FROM staff_mail WHERE account = ANY (:accounts)")  # noqa: S608 -- the columns are a constant
# A click in a mail may change the row meanwhile.
_HELD = text(f"SELECT {_COLUMNS} FROM staff_mail WHERE account = :account FOR UPDATE")  # noqa: S608 -- the columns are a constant
# Two who enter their first address at once have no row to wait for.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('staff_mail/' || :account, 0))")
_SAVE = text(f"""
    INSERT INTO staff_mail ({_COLUMNS})
    VALUES (:account, :id, :version, :address, :language, :choice, :entered_at, :challenge,
        :code_until, :tries, :confirmed_at, :stopped_at, :last_day)
    ON CONFLICT (account) DO UPDATE
    SET id = excluded.id, version = excluded.version, address = excluded.address,
        language = excluded.language, choice = excluded.choice,
        entered_at = excluded.entered_at, challenge = excluded.challenge,
        code_until = excluded.code_until, tries = excluded.tries,
        confirmed_at = excluded.confirmed_at, stopped_at = excluded.stopped_at,
        last_day = excluded.last_day
""")  # noqa: S608 -- the columns are a constant
_DELETE = text("DELETE FROM staff_mail WHERE account = :account")
_LEFT = text(f"""
    SELECT {_COLUMNS} FROM staff_mail WHERE last_day < :today
    ORDER BY account LIMIT :limit FOR UPDATE SKIP LOCKED
""")  # noqa: S608 -- the columns are a constant
# What is over stays in step with the mail: another version for whoever read it before.
_STOP = text("""
    UPDATE staff_mail SET stopped_at = :now, version = version + 1
    WHERE address = :address AND stopped_at IS NULL
""")
_RESUME = text("""
    UPDATE staff_mail SET stopped_at = NULL, version = version + 1
    WHERE address = :address AND stopped_at IS NOT NULL
""")
_LAST_SETTLED = text("""
    SELECT status, settled_at FROM message
    WHERE dossier = :about AND settled_at IS NOT NULL AND reason IS DISTINCT FROM 'stopped'
    ORDER BY settled_at DESC LIMIT 1
""")
_CODES = text("""
    SELECT sent_at FROM staff_code WHERE account = :account OR address = :address
""")
_FORGET_CODES = text("DELETE FROM staff_code WHERE sent_at <= :before")
_NOTE_CODE = text("""
    INSERT INTO staff_code (account, address, sent_at) VALUES (:account, :address, :now)
""")


class PgStaffMails:
    """The port `StaffMails` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def find(self, account: str) -> StaffMail | None:
        """Return the mail of an account."""
        return next(iter(self.of([account])), None)

    def lock(self, account: str) -> StaffMail | None:
        """Return it, to ourselves until the transaction ends."""
        self._tx.execute(_LOCK, {"account": account})
        row = self._tx.execute(_HELD, {"account": account}).one_or_none()
        return None if row is None else _mail(row)

    def of(self, accounts: Collection[str]) -> Sequence[StaffMail]:
        """Return the mail of accounts."""
        return [_mail(row) for row in self._tx.execute(_OF, {"accounts": list(accounts)})]

    def save(self, mail: StaffMail) -> None:
        """Keep it in place of what was known of the account."""
        self._tx.execute(_SAVE, _row(mail))

    def delete(self, account: str) -> None:
        """Forget it; what waits for the morning goes with the row."""
        self._tx.execute(_DELETE, {"account": account})

    def left(self, today: date) -> Sequence[StaffMail]:
        """Return the mail of some whose last day is over, locked."""
        given = {"today": today, "limit": _LEFT_AT_ONCE}
        return [_mail(row) for row in self._tx.execute(_LEFT, given)]

    def stop(self, address: str, now: datetime) -> None:
        """Note that who has this address (blind index) wants no alerts."""
        self._tx.execute(_STOP, {"address": address, "now": now})

    def resume(self, address: str) -> None:
        """Let the choice hold again that was made before."""
        self._tx.execute(_RESUME, {"address": address})

    def undelivered(self, mail: StaffMail) -> datetime | None:
        """Return when the last letter to it was found to reach nobody, None where it did."""
        row = self._tx.execute(_LAST_SETTLED, {"about": mail.about}).first()
        return row.settled_at if row is not None and row.status in _REACHED_NOBODY else None

    def codes_sent(self, account: str, address: str) -> Sequence[datetime]:
        """Return when the account, or the address, was sent codes lately."""
        return list(self._tx.scalars(_CODES, {"account": account, "address": address}))

    def note_code(self, account: str, address: str, now: datetime) -> None:
        """Note that one is sent, and forget those that count no more."""
        self._tx.execute(_FORGET_CODES, {"before": now - CODES_WINDOW})
        self._tx.execute(_NOTE_CODE, {"account": account, "address": address, "now": now})


def _row(mail: StaffMail) -> dict[str, Any]:
    challenge = mail.challenge
    return {
        "account": mail.account,
        "id": mail.id,
        "version": mail.version,
        "address": mail.address,
        "language": mail.language,
        "choice": mail.choice.value,
        "entered_at": mail.entered_at,
        "challenge": challenge and challenge.id,
        "code_until": challenge and challenge.until,
        "tries": challenge.tries if challenge else 0,
        "confirmed_at": mail.confirmed_at,
        "stopped_at": mail.stopped_at,
        "last_day": mail.last_day,
    }


def _mail(row: Row[Any]) -> StaffMail:
    return StaffMail(
        id=row.id,
        account=row.account,
        version=row.version,
        address=row.address,
        language=row.language,
        choice=Choice(row.choice),
        entered_at=row.entered_at,
        challenge=_challenge(row.challenge, row.code_until, row.tries),
        confirmed_at=row.confirmed_at,
        stopped_at=row.stopped_at,
        last_day=row.last_day,
    )


def _challenge(id_: UUID | None, until: datetime | None, tries: int) -> Challenge | None:
    return None if id_ is None or until is None else Challenge(id=id_, until=until, tries=tries)
