"""The mail address of an officer: entered, proved by a code sent to it, then written to.

A code is six digits and lasts half an hour; five wrong ones use it up. So many are sent that
nobody's mailbox is flooded and nobody comes near guessing one: 25 tries of a million an hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from uuid import UUID

from kernel.schedule import in_vietnam
from services.notification.people.domain.contact import about_staff
from services.notification.staff.domain.errors import (
    CodeExpiredError,
    CodeUsedUpError,
    MailNotConfirmedError,
    NothingWaitsError,
)

CODE_LASTS = timedelta(minutes=30)
MOST_TRIES = 5
MOST_CODES = 5
"""So many codes an officer, and an address, gets in `CODES_WINDOW`."""
CODES_WINDOW = timedelta(hours=1)
_MASK = "***"


@unique
class Choice(StrEnum):
    """How an officer wants to be alerted by mail."""

    NONE = "none"  # not at all; alerts are read in the system
    AT_ONCE = "at-once"  # one mail an alert
    DAILY = "daily"  # one mail of the morning with what was told since the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """A code that was sent: `id` is what it is made of, `tries` how many were wrong."""

    id: UUID
    until: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMail:
    """The mail of one account; `id` names it in letters, another one with each address.

    `address` is the blind index. Until `confirmed_at` the `challenge` waits and nothing else is
    sent. `stopped_at` is when a link in a mail was clicked. `last_day` is that of the office.
    """

    id: UUID
    account: str
    version: int
    address: str
    language: str
    choice: Choice
    entered_at: datetime
    challenge: Challenge | None = None
    confirmed_at: datetime | None = None
    stopped_at: datetime | None = None
    last_day: date | None = None

    @property
    def about(self) -> str:
        """Return by what it stands where else the code of a dossier stands."""
        return about_staff(str(self.id))

    @property
    def alerts(self) -> Choice:
        """Return what goes there now: a stop is a choice as well."""
        return Choice.NONE if self.stopped_at is not None else self.choice

    def until(self, last_day: date | None) -> StaffMail:
        """Return the mail of who is in office until that day."""
        return replace(self, last_day=last_day)

    def wants(self, choice: Choice, now: datetime) -> bool:
        """Tell whether alerts go there in this way today."""
        here = self.last_day is None or in_vietnam(now).date() <= self.last_day
        return here and self.confirmed_at is not None and self.alerts is choice


def entered(
    before: StaffMail | None,
    *,
    account: str,
    address: str,
    language: str,
    last_day: date | None,
    new_id: UUID,
    challenge: UUID,
    now: datetime,
) -> StaffMail:
    """Return the mail with another address, which a code is sent to; the choice stays.

    Its id is a new one: what was queued for the address before never goes to this one.
    """
    return StaffMail(
        id=new_id,
        account=account,
        version=version_of(before) + 1,
        address=address,
        language=language,
        choice=Choice.AT_ONCE if before is None else before.choice,
        entered_at=now,
        challenge=Challenge(id=challenge, until=now + CODE_LASTS),
        last_day=last_day,
    )


def waiting(mail: StaffMail | None, now: datetime) -> tuple[StaffMail, Challenge]:
    """Return the mail that a code may be given for, and the challenge.

    Raises `NothingWaitsError`, `CodeExpiredError`, `CodeUsedUpError`.
    """
    if mail is None or mail.challenge is None:
        raise NothingWaitsError
    if now > mail.challenge.until:
        raise CodeExpiredError
    if mail.challenge.tries >= MOST_TRIES:
        raise CodeUsedUpError
    return mail, mail.challenge


def missed(mail: StaffMail, challenge: Challenge) -> StaffMail:
    """Return the mail after a wrong code: one try less, and no other version."""
    return replace(mail, challenge=replace(challenge, tries=challenge.tries + 1))


def confirmed(mail: StaffMail, *, last_day: date | None, now: datetime) -> StaffMail:
    """Return the mail whose officer gave the code."""
    return _next(replace(mail, challenge=None, confirmed_at=now, last_day=last_day))


def chosen(mail: StaffMail | None, choice: Choice) -> StaffMail:
    """Return the mail with another choice, which takes a stop back.

    Raises `MailNotConfirmedError`.
    """
    if mail is None or mail.confirmed_at is None:
        raise MailNotConfirmedError
    return _next(replace(mail, choice=choice, stopped_at=None))


def version_of(mail: StaffMail | None) -> int:
    """Return what `If-Match` names: 0 where there is none."""
    return 0 if mail is None else mail.version


def wait_for_code(sent: Sequence[datetime], now: datetime) -> timedelta | None:
    """Return how long no code may be sent, None where one may; `sent` is when others were."""
    lately = sorted(at for at in sent if at > now - CODES_WINDOW)
    if len(lately) < MOST_CODES:
        return None
    return lately[-MOST_CODES] + CODES_WINDOW - now


def masked(address: str) -> str:
    """Return an address that its owner knows again and others learn nothing from."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}{_MASK}@{domain}"


def _next(mail: StaffMail) -> StaffMail:
    return replace(mail, version=mail.version + 1)
