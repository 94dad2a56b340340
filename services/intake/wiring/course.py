"""Binds to transactions what breaks off, holds up or corrects the course of a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from services.intake import metrics
from services.intake.desk.store.tasks import PgCalls, PgProposed, PgUnanswered
from services.intake.registry.api.routes_course import course_blueprint
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.store.erasures import PgErasures
from services.intake.registry.usecases.erase_dossier import erase_dossier
from services.intake.registry.usecases.suspend_dossier import suspend_dossier
from services.intake.registry.usecases.withdraw_dossier import withdraw_dossier
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import ReceptionTransactions

_RECORDED = 202


def course_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes about a dossier's course."""
    return (course_blueprint(CourseTransactions(parts)),)


class CourseTransactions(ReceptionTransactions):
    """`CourseActions` of the routes."""

    def withdraw(self, code: str, version: int, reason: str | None, asked: Asked) -> StoredReply:
        """Take the dossier back, or record the wish."""

        def do(tx: Transaction) -> Dossier:
            return withdraw_dossier(code, version, reason, **self._explained(tx, asked))

        def status(dossier: Dossier) -> int:
            return 200 if dossier.status.final else _RECORDED

        return self._changed(asked, f"withdraw {code} {version}", do, _count, status=status)

    def suspend(
        self, code: str, version: int, reason: str, asked: Asked, *, resume: bool
    ) -> StoredReply:
        """Hold the work up, or let it go on."""

        def do(tx: Transaction) -> Dossier:
            bound = self._explained(tx, asked)
            return suspend_dossier(code, version, reason, resume=resume, **bound)

        what = "resume" if resume else "suspend"
        return self._changed(asked, f"{what} {code} {version}", do, lambda _: None)

    def erase(self, code: str, version: int, decision: str, asked: Asked) -> StoredReply:
        """Erase what identifies people."""

        def do(tx: Transaction) -> Dossier:
            erased = erase_dossier(
                code,
                version,
                decision,
                years=self._parts.retention_years,
                erasures=PgErasures(tx),
                **self._bound(tx, asked),
            )
            # Nobody is left to be answered or telephoned.
            PgUnanswered(tx).answered(code)
            PgCalls(tx).close(code)
            PgProposed(tx).close(code)
            return erased

        return self._changed(asked, f"erase {code} {version}", do, lambda _: None)

    def _explained(self, tx: Transaction, asked: Asked) -> dict[str, Any]:
        return {**self._bound(tx, asked), "reasons": self._parts.reasons(tx)}


def _count(dossier: Dossier) -> None:
    if dossier.status.final:
        metrics.withdrawn().labels("before-acceptance").inc()
