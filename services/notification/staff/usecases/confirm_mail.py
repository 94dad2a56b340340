"""An officer gives the code that was sent to their address."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from uuid import UUID

from services.notification.staff.domain.errors import NotInOfficeError
from services.notification.staff.domain.staff_mail import (
    MOST_TRIES,
    StaffMail,
    confirmed,
    missed,
    waiting,
)
from services.notification.staff.ports import Desk, InOffice
from services.notification.staff.usecases.lock_mail import lock_mail


def confirm_mail(
    account: str,
    code: str,
    version: str,
    *,
    office: InOffice | None,
    desk: Desk,
    code_of: Callable[[UUID], str],
) -> StaffMail | int:
    """Return the confirmed mail, or after a wrong code how many tries are left.

    A wrong one is kept with the transaction, so it is no error here. `office` is what the
    register says of the account today. Raises `NotInOfficeError`, `StaleVersionError`,
    `NothingWaitsError`, `CodeExpiredError`, `CodeUsedUpError`.
    """
    if office is None:
        raise NotInOfficeError
    found = lock_mail(account, version, desk=desk)
    mail, challenge = waiting(found, desk.now)
    if not hmac.compare_digest(code.encode(), code_of(challenge.id).encode()):
        desk.mails.save(missed(mail, challenge))
        return MOST_TRIES - challenge.tries - 1
    done = confirmed(mail, last_day=office.last_day, now=desk.now)
    desk.mails.save(done)
    return done
