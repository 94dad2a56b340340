"""Binds wrong receptions put right to transactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.identifiers import new_id
from kernel.rights import Actor
from services.intake import metrics
from services.intake.correction.api.documents import versions_document
from services.intake.correction.api.routes_corrections import corrections_blueprint
from services.intake.correction.domain.correction import ReceptionCorrection
from services.intake.correction.usecases.correct_reception import correct_reception
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.readership import visible
from services.intake.registry.store.contact_keys import ContactSealer
from services.intake.registry.store.dossier_files import PgAccessLog
from services.intake.registry.usecases.open_file import open_file
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import ReceptionTransactions
from services.intake.wiring.staff import placed_today


def corrections_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes about corrected receptions."""
    return (corrections_blueprint(ReceptionCorrections(parts)),)


class ReceptionCorrections(ReceptionTransactions):
    """`ReceptionCorrectionActions` of the routes."""

    def correct(
        self, code: str, version: int, correction: ReceptionCorrection, asked: Asked
    ) -> StoredReply:
        """Put the reception right."""

        def do(tx: Transaction) -> Dossier:
            return correct_reception(
                code,
                version,
                correction,
                samples_allowed=self._parts.one_box,
                reference=self._parts.reference(tx),
                contents=self._parts.contents(tx),
                contacts=ContactSealer(self._parts.ring, new_id),
                mandates=self._parts.mandates(tx),
                marks=self._parts.marks(tx),
                **self._bound(tx, asked),
            )

        return self._changed(asked, f"correct-reception {code} {version}", do, _count)

    def versions(self, code: str, actor: Actor) -> dict[str, Any]:
        """Return what the dossier held before."""
        with self._parts.database.transaction() as tx:
            here = placed_today(self._parts, tx, actor)
            found = open_file(
                code,
                "versions",
                actor=here,
                clock=self._parts.clock,
                files=self._parts.files(tx),
                access_log=PgAccessLog(tx),
            )
            versions = self._parts.contents(tx).versions(code)
        return versions_document(versions, visible(here, found.dossier))


def _count(_dossier: Dossier) -> None:
    metrics.receptions_corrected().inc()
