"""Messages that tell of no change of status or date: they gather, are capped, and join into one.

A change is told at once (Decree 224/2026 art. 15), and so is every date that moves and every paper
that is asked for. What is left tells citizens of what they did themselves, or that there is
something to read; it goes as surely, and need not go this minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.clock import VIETNAM
from services.notification.dispatch.domain.quiet import QUIET_UNTIL
from services.notification.templates.domain.template import Template

MAY_WAIT = frozenset(
    {
        Template.SUPPLEMENT_SUBMITTED,  # they sent it in themselves, and saw that it was taken
        Template.WITHDRAWAL_REQUESTED,  # the same
        Template.OFFICER_WROTE,  # a thread may have many in a day
        Template.DIGEST,
    }
)
WINDOW = timedelta(minutes=15)
"""How long they gather, so that several of one citizen become one message."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is to become of the messages that gather for one contact.

    Those in `going` become one message (a digest, where they are several), or all wait for
    `until`.
    """

    going: bool
    until: datetime | None = None


def may_wait(template: Template) -> bool:
    """Tell whether a message with this text may wait for others."""
    return template in MAY_WAIT


def gathers_until(template: Template, now: datetime) -> datetime | None:
    """Return until when a message gathers others, None for one that goes at once."""
    return now + WINDOW if may_wait(template) else None


def gather(*, told_today: int, cap: int, now: datetime) -> Gathered:
    """Return whether what gathers for a contact goes now.

    `told_today` is how many such messages it got today (in Vietnam), `cap` how many it may get, 0
    for any number. What is over waits for the morning and joins what came till then: nothing is
    left out.
    """
    if not cap or told_today < cap:
        return Gathered(going=True)
    local = now.astimezone(VIETNAM) + _ONE_DAY
    morning = local.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0)
    return Gathered(going=False, until=morning)
