"""An officer's mail is written at the version it was read at."""

from __future__ import annotations

from kernel.errors import StaleVersionError
from services.notification.staff.domain.staff_mail import StaffMail, version_of
from services.notification.staff.ports import Desk


def lock_mail(account: str, version: str, *, desk: Desk) -> StaffMail | None:
    """Return the mail of an account, to ourselves, None where there is none.

    Raises `StaleVersionError` where it is not at `version`.
    """
    mail = desk.mails.lock(account)
    if version != str(version_of(mail)):
        raise StaleVersionError
    return mail
