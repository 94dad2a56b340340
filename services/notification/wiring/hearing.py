"""What is heard on the bus: the table of subscriptions, each with its use case bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from chassis.crypto import KeyRing
from chassis.db import Transaction
from chassis.hot import fetch
from chassis.identifiers import new_id
from chassis.subscription import NotYet, Subscription, Together
from contracts.envelope import Envelope
from contracts.events import Event
from contracts.events.agency import AgencyPublished
from contracts.events.course import DossierErased
from contracts.events.intake import ContactSet, ProcedurePublished
from kernel.clock import Clock
from services.notification import metrics
from services.notification.dispatch.store.messages import PgMessages
from services.notification.dispatch.usecases.queue_messages import queue_messages
from services.notification.letterbox.store.letters import PgLetters
from services.notification.people.domain.contact import Addressee
from services.notification.people.store.addressees import KNOWN, PgAddressees, known_of
from services.notification.people.store.mailboxes import indexes_of
from services.notification.people.store.marks import PgMarks
from services.notification.people.store.sealed import open_kept
from services.notification.people.usecases.erase_contacts import erase_contacts
from services.notification.people.usecases.keep_contacts import keep_contacts
from services.notification.subscriptions import Handlers, subscriptions
from services.notification.templates.ports import Published, Wanted
from services.notification.templates.store.names import PUBLISHED, PgNames, published_of
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.gather_facts import Milestone, NameUnknownError
from services.notification.templates.usecases.keep_agency import keep_agency
from services.notification.templates.usecases.keep_procedure import keep_procedure
from services.notification.wiring.alerts import Alerting
from services.notification.wiring.drafts import draft_follower
from services.notification.wiring.portals import NO_PORTALS, Portals


def build_handlers(
    texts: FileTexts,
    clock: Clock,
    mail_domain: str,
    ring: KeyRing,
    portals: Portals = NO_PORTALS,
) -> Sequence[Subscription]:
    """Return the table of subscriptions, each with its use case bound."""

    def queue(
        tx: Transaction,
        told: Sequence[tuple[UUID, Milestone]],
        said_at: Mapping[UUID, datetime],
    ) -> None:
        try:
            templates = queue_messages(
                told,
                said_at,
                look_up=partial(_look_up, tx),
                addressees=PgAddressees(tx),
                texts=texts,
                messages=PgMessages(tx),
                new_id=new_id,
                mail_domain=mail_domain,
                now=clock(),
            )
        except NameUnknownError as error:
            raise NotYet(str(error)) from error
        for template, count in Counter(templates).items():
            metrics.queued().labels(template).inc(count)

    def dossiers(tx: Transaction, said: Sequence[tuple[Envelope, Event]]) -> None:
        # Contacts first: a letter whose contact comes with it need not wait for it.
        addressees = PgAddressees(tx)
        contacts = [event for _, event in said if isinstance(event, ContactSet)]
        keep_contacts(contacts, addressees=addressees)
        PgMessages(tx).release({event.code for event in contacts})
        told = [(envelope.id, event) for envelope, event in said if isinstance(event, Milestone)]
        queue(tx, told, {envelope.id: envelope.time for envelope, _ in said})
        portals.tell(tx, told, clock())
        erased = [event for _, event in said if isinstance(event, DossierErased)]
        PgLetters(tx).erase([event.code for event in erased])
        erase_contacts(
            erased,
            addressees=addressees,
            marks=PgMarks(tx),
            indexes=lambda sealed: [
                index for one in open_kept(tx, ring, sealed) for index in indexes_of(one, ring)
            ],
        )

    def agency(tx: Transaction, _envelope: Envelope, event: AgencyPublished) -> None:
        keep_agency(event, names=PgNames(tx))

    def procedure(tx: Transaction, _envelope: Envelope, event: ProcedurePublished) -> None:
        keep_procedure(event, names=PgNames(tx))

    of_dossiers = Together(dossiers)
    staff = Alerting(texts=texts, clock=clock, mail_domain=mail_domain, ring=ring)
    return subscriptions(
        Handlers(
            keep_agency=agency,
            keep_procedure=procedure,
            keep_contact=of_dossiers,
            erase_contact=of_dossiers,
            queue_message=of_dossiers,
            follow_draft=draft_follower(texts, clock, mail_domain),
            tell_staff=staff.tell_staff,
            stop_asking=staff.stop_asking,
            follow_officer=staff.follow_officer,
        )
    )


_LOOK_UP = f"SELECT {KNOWN} AS known, {PUBLISHED} AS published"


def _look_up(
    tx: Transaction, dossiers: Collection[str], wanted: Wanted
) -> tuple[Mapping[str, Addressee], Published]:
    given = {"agencies": list(wanted.agencies), "procedures": list(wanted.procedures)}
    (row,) = fetch(tx, _LOOK_UP, {"dossiers": list(dossiers), **given})
    return known_of(row.known), published_of(row.published)
