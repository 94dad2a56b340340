"""Binds the mail of officers to transactions, keys and the register: what they do about it."""

from __future__ import annotations

from flask_smorest import Blueprint

from chassis.crypto import KeyRing
from chassis.db import Transaction
from chassis.identifiers import new_id
from kernel.clock import Clock
from kernel.errors import UnavailableError
from kernel.schedule import in_vietnam
from services.notification import metrics
from services.notification.dispatch.store.messages import PgMessages
from services.notification.people.domain.mark import BOUNCED
from services.notification.people.store.marks import PgMarks
from services.notification.people.store.own_contacts import OwnContacts
from services.notification.staff.api.routes_staff_mail import staff_mail_blueprint
from services.notification.staff.api.schemas import Entry, Shown, State
from services.notification.staff.domain.errors import WrongCodeError
from services.notification.staff.domain.staff_mail import Choice, StaffMail, masked, version_of
from services.notification.staff.ports import Desk, InOffice
from services.notification.staff.store.challenge_codes import ChallengeCodes
from services.notification.staff.store.staff_mails import PgStaffMails
from services.notification.staff.usecases.choose_alerts import choose_alerts
from services.notification.staff.usecases.confirm_mail import confirm_mail
from services.notification.staff.usecases.enter_mail import enter_mail
from services.notification.staff.usecases.forget_mail import forget_mail
from services.notification.staff.usecases.send_code import send_code
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring.parts import Parts


def build_staff_mail(parts: Parts) -> Blueprint:
    """Return the routes of officers' mail."""
    return staff_mail_blueprint(_StaffMail(parts))


def desk_of(tx: Transaction, ring: KeyRing, clock: Clock) -> Desk:
    """Return what an act about staff mail is done with."""
    return Desk(
        mails=PgStaffMails(tx),
        contacts=OwnContacts(tx, ring),
        marks=PgMarks(tx),
        now=clock(),
    )


class _StaffMail:
    """`StaffMailActions` of the routes; the register is asked with no transaction open."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._texts = FileTexts(parts.public_url, clock=parts.clock)
        self._codes = ChallengeCodes(parts.ring)

    def show(self, account: str) -> Shown:
        """Return what is kept."""
        with self._parts.database.read(snapshot=True) as tx:
            desk = self._desk(tx)
            return _shown(desk.mails.find(account), desk)

    def enter(self, account: str, version: str, entry: Entry) -> Shown:
        """Keep an address and queue the code."""
        office = self._office(account)
        with self._parts.database.transaction() as tx:
            desk = self._desk(tx)
            mail = enter_mail(
                account,
                entry.address,
                entry.language,
                version,
                office=office,
                desk=desk,
                index_of=self._parts.ring.email_index,
                new_id=new_id,
            )
            sent = send_code(
                mail,
                texts=self._texts,
                messages=PgMessages(tx),
                new_id=new_id,
                mail_domain=self._parts.mail_domain,
            )
            shown = _shown(mail, desk)
        for template in sent:
            metrics.queued().labels(template).inc()
        return shown

    def confirm(self, account: str, version: str, code: str) -> Shown:
        """Take the code; a wrong one is kept before it is refused."""
        office = self._office(account)
        with self._parts.database.transaction() as tx:
            desk = self._desk(tx)
            came_to = confirm_mail(
                account,
                code,
                version,
                office=office,
                desk=desk,
                code_of=self._codes.code_of,
            )
            shown = _shown(came_to, desk) if isinstance(came_to, StaffMail) else came_to
        if isinstance(shown, int):
            raise WrongCodeError(pointer="/code", extra={"tries_left": shown})
        return shown

    def choose(self, account: str, version: str, choice: Choice) -> Shown:
        """Keep how they want to be alerted."""
        with self._parts.database.transaction() as tx:
            desk = self._desk(tx)
            return _shown(choose_alerts(account, choice, version, desk=desk), desk)

    def forget(self, account: str, version: str) -> None:
        """Erase the address."""
        with self._parts.database.transaction() as tx:
            forget_mail(account, version, desk=self._desk(tx))

    def _desk(self, tx: Transaction) -> Desk:
        return desk_of(tx, self._parts.ring, self._parts.clock)

    def _office(self, account: str) -> InOffice | None:
        if self._parts.register is None:
            raise UnavailableError(extra={"service": "routing"})
        today = in_vietnam(self._parts.clock()).date()
        return self._parts.register.in_office(account, today)


def _shown(mail: StaffMail | None, desk: Desk) -> Shown:
    if mail is None:
        return Shown()
    contact = desk.contacts.open(mail.about)
    proved = mail.confirmed_at is not None
    return Shown(
        state=State.CONFIRMED if proved else State.WAITING,
        address=masked(contact.email) if contact and contact.email else None,
        language=mail.language,
        alerts=mail.alerts,
        entered_at=mail.entered_at,
        code_until=mail.challenge.until if mail.challenge else None,
        confirmed_at=mail.confirmed_at,
        bounced_at=desk.marks.since(mail.address, BOUNCED, desk.now),
        undelivered_at=desk.mails.undelivered(mail),
        stopped_at=mail.stopped_at,
        version=version_of(mail),
    )
