"""Binds alerts to staff to transactions: what is heard, the mail of the morning, who left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.crypto import KeyRing
from chassis.db import Transaction
from chassis.identifiers import new_id
from chassis.subscription import NotYet, OneHandler
from contracts.envelope import Envelope
from contracts.events.lateness import ApologySigned
from contracts.events.routing import OfficerSet
from kernel.clock import Clock
from kernel.schedule import in_vietnam
from services.notification import metrics
from services.notification.dispatch.store.messages import PgMessages
from services.notification.staff.store.challenge_codes import ChallengeCodes
from services.notification.staff.store.staff_mails import PgStaffMails
from services.notification.staff.store.waiting_alerts import PgWaitingAlerts
from services.notification.staff.usecases.forget_mail import follow_officer, forget_who_left
from services.notification.staff.usecases.send_mornings import send_mornings
from services.notification.staff.usecases.stop_asking import stop_asking
from services.notification.staff.usecases.tell_staff import Alarm, tell_staff
from services.notification.staff.usecases.word_alarm import Alarming, alarm_of, word_alarm
from services.notification.templates.domain.facts import Facts
from services.notification.templates.ports import Texts
from services.notification.templates.store.names import PgNames
from services.notification.templates.usecases.gather_facts import NameUnknownError
from services.notification.wiring.letters import Kept
from services.notification.wiring.staff import desk_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """What is done when staff are to be told something."""

    texts: Texts
    clock: Clock
    mail_domain: str
    ring: KeyRing

    @property
    def tell_staff(self) -> OneHandler:
        """Return what is done when something is said that staff are alerted of."""

        def tell(tx: Transaction, envelope: Envelope, event: Alarming) -> None:
            alarm = alarm_of(event, envelope.id, envelope.time)
            if alarm is None or not alarm.accounts:
                return
            try:
                facts_in = word_alarm(event, names=PgNames(tx))
            except NameUnknownError as error:
                raise NotYet(str(error)) from error
            self._tell(tx, alarm, facts_in)

        return tell

    @property
    def stop_asking(self) -> OneHandler:
        """Return what is done when what heads were asked to sign is signed."""

        def stop(tx: Transaction, _envelope: Envelope, event: ApologySigned) -> None:
            stop_asking(event.dossier, waiting=PgWaitingAlerts(tx))

        return stop

    @property
    def follow_officer(self) -> OneHandler:
        """Return what is done when the register says something of an officer."""

        def follow(tx: Transaction, _envelope: Envelope, event: OfficerSet) -> None:
            desk = desk_of(tx, self.ring, self.clock)
            today = in_vietnam(self.clock()).date()
            follow_officer(event.account, event.last_day, today=today, desk=desk)

        return follow

    def beside(self, others: Callable[[Transaction], None]) -> Callable[[Transaction], None]:
        """Return what keeps house for others and for staff."""

        def keep(tx: Transaction) -> None:
            others(tx)
            self.keep(tx)

        return keep

    def keep(self, tx: Transaction) -> None:
        """Send the mails of the morning that are due, and erase who left since."""
        now = self.clock()
        forget_who_left(today=in_vietnam(now).date(), desk=desk_of(tx, self.ring, self.clock))
        sent = send_mornings(
            mails=PgStaffMails(tx),
            waiting=PgWaitingAlerts(tx),
            texts=self.texts,
            messages=PgMessages(tx),
            new_id=new_id,
            mail_domain=self.mail_domain,
            now=now,
        )
        _count(sent)

    def _tell(self, tx: Transaction, alarm: Alarm, facts_in: Callable[[str], Facts]) -> None:
        queued = tell_staff(
            alarm,
            facts_in,
            mails=PgStaffMails(tx),
            waiting=PgWaitingAlerts(tx),
            texts=self.texts,
            messages=PgMessages(tx),
            new_id=new_id,
            mail_domain=self.mail_domain,
            now=self.clock(),
        )
        _count(queued)


def with_code(ring: KeyRing) -> Callable[[Kept], Kept]:
    """Return what adds the code to the facts of a letter that has one to tell, as it goes."""
    codes = ChallengeCodes(ring)

    def told(facts: Kept) -> Kept:
        challenge = facts.get("challenge")
        if challenge is None:
            return facts
        return {**facts, "otp": codes.code_of(UUID(str(challenge)))}

    return told


def _count(templates: Sequence[str]) -> None:
    for template, count in Counter(templates).items():
        metrics.queued().labels(template).inc(count)
