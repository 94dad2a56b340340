"""An officer says how they want to be alerted."""

from __future__ import annotations

from services.notification.people.domain.mark import stop_of
from services.notification.staff.domain.staff_mail import Choice, StaffMail, chosen
from services.notification.staff.ports import Desk
from services.notification.staff.usecases.lock_mail import lock_mail
from services.notification.templates.domain.courtesy import Courtesy


def choose_alerts(account: str, choice: Choice, version: str, *, desk: Desk) -> StaffMail:
    """Keep the choice, as read at `version`; a stop that was clicked is taken back.

    Raises `StaleVersionError`, `MailNotConfirmedError`.
    """
    before = lock_mail(account, version, desk=desk)
    mail = chosen(before, choice)
    desk.marks.take_back(mail.address, stop_of(Courtesy.ALERTS))
    desk.mails.save(mail)
    return mail
