"""An officer says how they want to be alerted."""

from __future__ import annotations

from kernel.errors import StaleVersionError
from services.notification.people.domain.mark import stop_of
from services.notification.staff.domain.staff_mail import Choice, StaffMail, chosen, version_of
from services.notification.staff.ports import Desk
from services.notification.templates.domain.courtesy import Courtesy


def choose_alerts(account: str, choice: Choice, version: str, *, desk: Desk) -> StaffMail:
    """Keep the choice, as read at `version`; a stop that was clicked is taken back.

    Raises `StaleVersionError`, `MailNotConfirmedError`.
    """
    before = desk.mails.lock(account)
    if version != str(version_of(before)):
        raise StaleVersionError
    mail = chosen(before, choice)
    desk.marks.take_back(mail.address, stop_of(Courtesy.ALERTS))
    desk.mails.save(mail)
    return mail
