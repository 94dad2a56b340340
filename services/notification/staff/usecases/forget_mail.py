"""An officer takes their address away, or has left: it is erased, and nothing goes there."""

from __future__ import annotations

from datetime import date

from services.notification.people.domain.mark import BOUNCED, stop_of
from services.notification.staff.domain.staff_mail import StaffMail
from services.notification.staff.ports import Desk
from services.notification.staff.usecases.lock_mail import lock_mail
from services.notification.templates.domain.courtesy import Courtesy


def forget_mail(account: str, version: str, *, desk: Desk) -> None:
    """Erase the address of an account as read at `version`; none is as good.

    Raises `StaleVersionError`.
    """
    mail = lock_mail(account, version, desk=desk)
    if mail is not None:
        forget(mail, desk=desk)
        desk.mails.delete(account)


def follow_officer(account: str, last_day: date | None, *, today: date, desk: Desk) -> bool:
    """Keep the last day of somebody's office; where it is over, erase. Tell whether it did."""
    mail = desk.mails.lock(account)
    if mail is None:
        return False
    if last_day is not None and last_day < today:
        forget(mail, desk=desk)
        desk.mails.delete(account)
        return True
    desk.mails.save(mail.until(last_day))
    return False


def forget_who_left(*, today: date, desk: Desk) -> int:
    """Erase the addresses of some whose last day has passed; return how many."""
    left = desk.mails.left(today)
    for mail in left:
        forget(mail, desk=desk)
        desk.mails.delete(mail.account)
    return len(left)


def forget(mail: StaffMail, *, desk: Desk) -> None:
    """Erase an address with its key and what is known of it; letters in the queue go nowhere."""
    desk.contacts.forget(mail.about)
    for mark in (BOUNCED, stop_of(Courtesy.ALERTS)):
        desk.marks.take_back(mail.address, mark)
