"""Binds what comes after the decision to transactions."""

from __future__ import annotations

from collections.abc import Sequence

from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.identifiers import new_id
from kernel.rights import Actor
from services.intake import metrics
from services.intake.delivery.api.routes_correction import correction_blueprint
from services.intake.delivery.api.routes_delivery import delivery_blueprint
from services.intake.delivery.api.routes_draft import draft_blueprint
from services.intake.delivery.api.routes_handover import handover_blueprint
from services.intake.delivery.domain.draft_view import DraftView
from services.intake.delivery.domain.errors import NotHandedOverError
from services.intake.delivery.domain.handover import Delivered, HandOver
from services.intake.delivery.store.corrections import PgCorrections
from services.intake.delivery.store.handovers import PgHandOvers
from services.intake.delivery.store.postings import PgPostings
from services.intake.delivery.usecases.change_delivery import change_delivery
from services.intake.delivery.usecases.confirm_draft import confirm_draft
from services.intake.delivery.usecases.correct_error import correct_error
from services.intake.delivery.usecases.hand_over_result import hand_over_result
from services.intake.delivery.usecases.object_to_draft import object_to_draft
from services.intake.delivery.usecases.read_draft import read_draft
from services.intake.desk.store.tasks import PgReturned
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.domain.delivery import Delivery
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.draft_result import RecordedAnswer
from services.intake.registry.domain.reopening import Correction
from services.intake.registry.store.dossier_files import PgAccessLog
from services.intake.registry.usecases.open_file import open_file
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import ReceptionTransactions
from services.intake.wiring.staff import placed_today


def delivery_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes from the decision to the result in the citizen's hands."""
    return (
        draft_blueprint(DraftTransactions(parts)),
        correction_blueprint(CorrectionTransactions(parts)),
        handover_blueprint(HandoverTransactions(parts)),
        delivery_blueprint(DeliveryTransactions(parts)),
    )


class DraftTransactions(ReceptionTransactions):
    """`DraftActions` of the routes."""

    def draft(self, code: str, actor: Actor) -> DraftView:
        """Return the draft."""
        with self._parts.database.transaction() as tx:
            return read_draft(
                code,
                actor=placed_today(self._parts, tx, actor),
                clock=self._parts.clock,
                files=self._parts.files(tx),
                access_log=PgAccessLog(tx),
                reference=self._parts.reference(tx),
            )

    def confirm(
        self, code: str, version: int, recorded: RecordedAnswer | None, asked: Asked
    ) -> StoredReply:
        """Take a yes."""

        def do(tx: Transaction) -> Dossier:
            reasons = self._parts.reasons(tx)
            return confirm_draft(
                code, version, recorded, reasons=reasons, **self._bound(tx, asked)
            )

        return self._changed(asked, f"confirm-draft {code} {version}", do, lambda _: None)

    def object(
        self, code: str, version: int, words: str, recorded: RecordedAnswer | None, asked: Asked
    ) -> StoredReply:
        """Take a no."""

        def do(tx: Transaction) -> Dossier:
            return object_to_draft(
                code,
                version,
                words,
                recorded,
                corrections=PgCorrections(tx, self._parts.ring, new_id),
                reasons=self._parts.reasons(tx),
                **self._bound(tx, asked),
            )

        return self._changed(asked, f"object-to-draft {code} {version}", do, lambda _: None)


class CorrectionTransactions(ReceptionTransactions):
    """`CorrectionActions` of the routes."""

    def correct(self, code: str, version: int, reason: str, asked: Asked) -> StoredReply:
        """Take the result back."""

        def do(tx: Transaction) -> Dossier:
            return correct_error(
                code,
                version,
                reason,
                corrections=PgCorrections(tx, self._parts.ring, new_id),
                **self._bound(tx, asked),
            )

        return self._changed(asked, f"correct {code} {version}", do, lambda _: None)

    def corrections(self, code: str, actor: Actor) -> Sequence[Correction]:
        """Return why results were taken back."""
        with self._parts.database.transaction() as tx:
            open_file(
                code,
                "error-correction",
                actor=placed_today(self._parts, tx, actor),
                clock=self._parts.clock,
                files=self._parts.files(tx),
                access_log=PgAccessLog(tx),
            )
            return PgCorrections(tx, self._parts.ring, new_id).of(code)


class DeliveryTransactions(ReceptionTransactions):
    """`DeliveryActions` of the routes."""

    def change(self, code: str, version: int, wanted: Delivery, asked: Asked) -> StoredReply:
        """Have the result delivered in another way."""

        def do(tx: Transaction) -> Dossier:
            return change_delivery(
                code,
                version,
                wanted,
                actor=placed_today(self._parts, tx, asked.actor),
                clock=self._parts.clock,
                reference=self._parts.reference(tx),
                dossiers=self._parts.dossiers(tx),
                contents=self._parts.contents(tx),
            )

        return self._changed(asked, f"delivery {code} {version}", do, lambda _: None)


class HandoverTransactions(ReceptionTransactions):
    """`HandoverActions` of the routes."""

    def hand_over(
        self, code: str, version: int, delivered: Delivered, asked: Asked
    ) -> StoredReply:
        """Hand the result over."""

        def do(tx: Transaction) -> Dossier:
            return hand_over_result(
                code,
                version,
                delivered,
                handovers=PgHandOvers(tx, self._parts.ring),
                postings=PgPostings(tx, self._parts.ring),
                returned=PgReturned(tx),
                mandates=self._parts.mandates(tx),
                **self._bound(tx, asked),
            )

        return self._changed(asked, f"hand-over {code} {version}", do, _count)

    def handed_over(self, code: str, actor: Actor) -> HandOver:
        """Return how the result was handed over."""
        with self._parts.database.transaction() as tx:
            open_file(
                code,
                "handover",
                actor=placed_today(self._parts, tx, actor),
                clock=self._parts.clock,
                files=self._parts.files(tx),
                access_log=PgAccessLog(tx),
            )
            found = PgHandOvers(tx, self._parts.ring).of(code)
        if found is None:
            raise NotHandedOverError
        return found


def _count(dossier: Dossier) -> None:
    if dossier.handed_over_by is not None:
        metrics.handed_over().labels(dossier.handed_over_by.value).inc()
