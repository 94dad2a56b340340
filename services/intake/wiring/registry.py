"""Binds what changes a dossier to transactions: filing, the desk's answers, what is heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
import structlog
from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.http import current_traceparent
from chassis.idempotency import Idempotency, RequestInProgressError, StoredReply
from chassis.identifiers import new_id
from chassis.outbox_part import said
from chassis.subscription import Subscription
from contracts.envelope import Envelope
from contracts.events.notification import Undeliverable
from contracts.events.routing import CaseDecided, CaseOpened, ObligationFound, ObligationMet
from kernel.errors import DomainError
from services.intake import metrics
from services.intake.desk.store.tasks import PgCalls
from services.intake.desk.usecases.ask_to_call import ask_to_call
from services.intake.drafts.usecases.file_draft import file_draft
from services.intake.registry.api import documents
from services.intake.registry.api.routes_filing import Asked, filing_blueprint
from services.intake.registry.api.routes_reception import reception_blueprint
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DuplicateFilingError
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.opening import OnTheSpotResult, Opened
from services.intake.registry.domain.refusal import Refusal
from services.intake.registry.store.contact_keys import ContactSealer
from services.intake.registry.store.mornings import PgMornings
from services.intake.registry.store.new_dossiers import GatheredEvents
from services.intake.registry.store.numbers import KeyKnownError, PgNumbers
from services.intake.registry.store.tracking_secrets import DerivedTrackingSecrets
from services.intake.registry.usecases.accept_dossier import accept_dossier
from services.intake.registry.usecases.begin_processing import begin_processing
from services.intake.registry.usecases.file_dossier import file_dossier
from services.intake.registry.usecases.follow_obligation import follow_obligation
from services.intake.registry.usecases.note_progress import Noted, note_progress
from services.intake.registry.usecases.refuse_dossier import refuse_dossier
from services.intake.registry.usecases.settle_dossier import settle_dossier
from services.intake.registry.usecases.settle_on_the_spot import settle_on_the_spot
from services.intake.subscriptions import Handlers, subscriptions
from services.intake.wiring.extension import settled_rows
from services.intake.wiring.parts import Parts
from services.intake.wiring.proposals import proposal_rows
from services.intake.wiring.staff import at_work_today, placed_today, staff_rows

_log = structlog.get_logger(__name__)


def writing_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes that change dossiers."""
    return (
        filing_blueprint(FilingTransactions(parts)),
        reception_blueprint(ReceptionTransactions(parts)),
    )


def once(
    parts: Parts, asked: Asked, what: str, do: Callable[[Transaction], StoredReply]
) -> StoredReply:
    """Run `do` in a transaction, once for the request's key; without a key, every time.

    `what` names the operation with whatever of it does not stand in the body; a key that came
    with another operation or body is refused.
    """
    with parts.database.transaction() as tx:
        if asked.key is None:
            return do(tx)
        kept = _request(tx, asked, what)
        known = kept.recall()
        if known is not None:
            return known
        reply = do(tx)
        kept.keep(reply.status, reply.body, reply.headers)
        return reply


def _request(tx: Transaction, asked: Asked, what: str) -> Idempotency:
    fingerprint = b"\n".join((what.encode(), asked.body))
    return Idempotency(tx, client=asked.actor.subject, key=asked.key or "", body=fingerprint)


class FilingTransactions:
    """`FilingActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._contacts = ContactSealer(parts.ring, new_id)
        self._secrets = DerivedTrackingSecrets(parts.ring)

    def file(self, filing: Filing, asked: Asked) -> StoredReply:
        """File a dossier."""

        def do(tx: Transaction, **bound: Any) -> Opened:
            opened = file_dossier(filing, **bound)
            if filing.draft is not None:
                parts, owner = self._parts, asked.actor.subject
                drafts, events = parts.drafts(tx), parts.events(tx)
                file_draft(filing.draft, owner, clock=parts.clock, drafts=drafts, events=events)
            return opened

        return self._opened(asked, "file-dossier", do)

    def settle(self, filing: Filing, result: OnTheSpotResult, asked: Asked) -> StoredReply:
        """Settle a dossier on the spot."""

        def do(_tx: Transaction, **bound: Any) -> Opened:
            return settle_on_the_spot(filing, result, **bound)

        return self._opened(asked, "settle-on-the-spot", do)

    def _opened(self, asked: Asked, what: str, do: Callable[..., Opened]) -> StoredReply:
        with self._parts.database.transaction() as tx:
            request = _request(tx, asked, what)
            try:
                opened, reply = self._open(tx, asked, request, do)
            except KeyKnownError:
                return self._with_tracking(request.known())
            except RequestInProgressError:
                raise
            except DuplicateFilingError:
                metrics.duplicates().inc()
                raise
            except DomainError:
                # What was answered before is answered again, whatever would be said today.
                known = request.recall()
                if known is None:
                    raise
                return self._with_tracking(known)
        _count_opened(opened.dossier)
        return self._with_tracking(reply)

    def _open(
        self, tx: Transaction, asked: Asked, request: Idempotency, do: Callable[..., Opened]
    ) -> tuple[Opened, StoredReply]:
        """Open a dossier, and write it with all that goes with it."""
        parts = self._parts
        gathered, events, marks = parts.new_dossier(tx), GatheredEvents(), parts.marks(tx)
        opened = do(
            tx,
            actor=at_work_today(parts, tx, asked.actor),
            clock=parts.clock,
            samples_allowed=parts.one_box,
            reference=parts.reference(tx),
            numbers=PgNumbers(tx, request, marks),
            marks=marks,
            mandates=parts.mandates(tx),
            dossiers=gathered,
            contacts=self._contacts,
            secrets=self._secrets,
            events=events,
        )
        headers = {
            "Location": documents.self_link(opened.dossier.code),
            "ETag": f'"{opened.dossier.version}"',
        }
        body = orjson.dumps(documents.filed_document(opened))
        reply = StoredReply(status=201, headers=headers, body=body)
        speech = said(events.held, at=parts.clock(), traceparent=current_traceparent())
        gathered.write(request, reply, speech=speech)
        return opened, reply

    def _with_tracking(self, reply: StoredReply) -> StoredReply:
        """Add the secret to an answer, which is kept without it: the database has its hash."""
        document = orjson.loads(reply.body)
        code = document["code"]
        secret = self._secrets.secret_of(code)
        document["tracking"] = {
            "secret": secret,
            "url": documents.tracking_url(self._parts.public_url, code, secret),
        }
        return StoredReply(status=reply.status, headers=reply.headers, body=orjson.dumps(document))


class ReceptionTransactions:
    """`ReceptionActions` of the routes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def accept(self, code: str, version: int, asked: Asked) -> StoredReply:
        """Accept the dossier."""

        def do(tx: Transaction) -> Dossier:
            return accept_dossier(
                code, version, reference=self._parts.reference(tx), **self._bound(tx, asked)
            )

        return self._changed(asked, f"accept {code} {version}", do, _count_accepted)

    def refuse(self, code: str, version: int, refusal: Refusal, asked: Asked) -> StoredReply:
        """Refuse the dossier."""

        def do(tx: Transaction) -> Dossier:
            return refuse_dossier(code, version, refusal, **self._bound(tx, asked))

        return self._changed(
            asked, f"refuse {code} {version}", do, lambda _: metrics.refused().inc()
        )

    def _bound(self, tx: Transaction, asked: Asked) -> dict[str, Any]:
        return {
            "actor": placed_today(self._parts, tx, asked.actor),
            "clock": self._parts.clock,
            "dossiers": self._parts.dossiers(tx),
            "events": self._parts.events(tx),
        }

    def _changed(
        self,
        asked: Asked,
        what: str,
        do: Callable[[Transaction], Dossier],
        count: Callable[[Dossier], None],
        status: Callable[[Dossier], int] = lambda _: 200,
    ) -> StoredReply:
        new: list[Dossier] = []

        def changed_reply(tx: Transaction) -> StoredReply:
            dossier = do(tx)
            new.append(dossier)
            body = orjson.dumps(documents.changed_document(dossier))
            headers = {"ETag": f'"{dossier.version}"'}
            return StoredReply(status=status(dossier), headers=headers, body=body)

        reply = once(self._parts, asked, what, changed_reply)
        for dossier in new:
            count(dossier)
            _log.info("dossier-changed", dossier=dossier.code, status=int(dossier.status))
        return reply


def build_handlers(parts: Parts) -> Sequence[Subscription]:
    """Return the table of subscriptions, each with its use case bound."""

    def begin(tx: Transaction, envelope: Envelope, event: CaseOpened) -> None:
        said = parts.events_after(tx, envelope)
        begin_processing(event, dossiers=parts.dossiers(tx), events=said)

    def note(tx: Transaction, _envelope: Envelope, event: Noted) -> None:
        note_progress(event, dossiers=parts.dossiers(tx))
        if isinstance(event, Undeliverable):
            mornings = PgMornings(tx)
            ask_to_call(event, calls=PgCalls(tx), mornings=mornings, now=parts.clock())

    def heard(tx: Transaction, envelope: Envelope) -> dict[str, Any]:
        reference, dossiers = parts.reference(tx), parts.dossiers(tx)
        events = parts.events_after(tx, envelope)
        return {"reference": reference, "dossiers": dossiers, "events": events}

    def settle(tx: Transaction, envelope: Envelope, event: CaseDecided) -> None:
        dossier = settle_dossier(event, clock=parts.clock, **heard(tx, envelope))
        if dossier is not None:
            _count_finished(dossier)

    def follow(
        tx: Transaction, envelope: Envelope, event: ObligationFound | ObligationMet
    ) -> None:
        follow_obligation(event, **heard(tx, envelope))

    return (
        staff_rows()
        + settled_rows(parts)
        + proposal_rows(parts)
        + subscriptions(
            Handlers(
                begin_processing=begin,
                note_progress=note,
                settle_dossier=settle,
                follow_obligation=follow,
            )
        )
    )


def _count_opened(dossier: Dossier) -> None:
    channel = dossier.channel.value
    metrics.filed().labels(channel).inc()
    if dossier.accepted_at is not None:
        metrics.accepted().labels(channel).inc()
    if dossier.timeliness is not None:
        _count_finished(dossier)
    if dossier.handed_over_by is not None:
        metrics.handed_over().labels(dossier.handed_over_by.value).inc()
    _log.info("dossier-filed", dossier=dossier.code, channel=channel, status=int(dossier.status))


def _count_accepted(dossier: Dossier) -> None:
    metrics.accepted().labels(dossier.channel.value).inc()


def _count_finished(dossier: Dossier) -> None:
    if dossier.timeliness is not None:
        metrics.finished().labels(dossier.timeliness.value).inc()
