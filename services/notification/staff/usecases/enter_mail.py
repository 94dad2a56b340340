"""An officer enters a mail address: it is kept, sealed, and waits to be proved."""

from __future__ import annotations

import math
from collections.abc import Callable
from uuid import UUID

from kernel.errors import TooManyRequestsError
from kernel.text import Text
from services.notification.people.domain.contact import Contact
from services.notification.people.domain.mark import BOUNCED
from services.notification.staff.domain.errors import AddressFaultyError, NotInOfficeError
from services.notification.staff.domain.staff_mail import (
    StaffMail,
    entered,
    wait_for_code,
)
from services.notification.staff.ports import Desk, InOffice
from services.notification.staff.usecases.forget_mail import forget
from services.notification.staff.usecases.lock_mail import lock_mail


def enter_mail(
    account: str,
    email: str,
    language: str,
    version: str,
    *,
    office: InOffice | None,
    desk: Desk,
    index_of: Callable[[str], str],
    new_id: Callable[[], UUID],
) -> StaffMail:
    """Keep the address in place of the one before, as read at `version`; a code is to be sent.

    `office` is what the register says of the account today. That a mailbox bounced before is
    forgotten: who enters it says that it is there. Raises `AddressFaultyError`,
    `NotInOfficeError`, `StaleVersionError`, `TooManyRequestsError`.
    """
    contact = Contact(name=office.name if office else None, email=email)
    if contact.mailbox is None:
        raise AddressFaultyError(pointer="/address")
    if office is None:
        raise NotInOfficeError
    before = lock_mail(account, version, desk=desk)
    address = index_of(email)
    _require_few(account, address, desk)
    mail = entered(
        before,
        account=account,
        address=address,
        language=language,
        last_day=office.last_day,
        new_id=new_id(),
        challenge=new_id(),
        now=desk.now,
    )
    _keep(mail, contact, before, desk)
    return mail


def _keep(mail: StaffMail, contact: Contact, before: StaffMail | None, desk: Desk) -> None:
    if before is not None:
        forget(before, desk=desk)
    desk.marks.take_back(mail.address, BOUNCED)
    desk.contacts.keep(mail.about, contact, agreed_at=desk.now)
    desk.mails.save(mail)
    desk.mails.note_code(mail.account, mail.address, desk.now)


def _require_few(account: str, address: str, desk: Desk) -> None:
    wait = wait_for_code(desk.mails.codes_sent(account, address), desk.now)
    if wait is not None:
        raise TooManyRequestsError(
            Text(
                vi="Đã gửi quá nhiều mã xác nhận, hãy thử lại sau.",
                en="Too many codes were sent; try again later.",
            ),
            retry_after=math.ceil(wait.total_seconds()),
        )
