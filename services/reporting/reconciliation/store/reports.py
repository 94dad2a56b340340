"""The reports that were made, and the timer of the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from chassis.db import Transaction
from services.reporting.reconciliation.domain.divergence import Divergence
from services.reporting.reconciliation.domain.invariant import PROMISES
from services.reporting.reconciliation.domain.report import Report

TIMER = "reconciliation"
"""The kind of the timer; there is one, under the subject `hourly`."""

_SHOWN = 200
_ADD = text("""
    INSERT INTO reconciliation_report (began_at, seconds, clean, document)
    VALUES (:began_at, :seconds, :clean, CAST(:document AS jsonb))
""")
_LAST = text("""
    SELECT kept_at, CAST(document AS text) AS document FROM reconciliation_report
    ORDER BY position DESC LIMIT 1
""")
_ARM = text("""
    INSERT INTO timer (kind, subject, due_at, payload)
    VALUES (:kind, 'hourly', motcua_now(), '{}') ON CONFLICT (kind, subject) DO NOTHING
""")


class PgReports:
    """The port `Reports` on one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, report: Report) -> None:
        """Keep a report."""
        self._tx.execute(
            _ADD,
            {
                "began_at": report.began_at,
                "seconds": report.seconds,
                "clean": report.clean,
                "document": orjson.dumps(report_document(report)).decode(),
            },
        )

    def last(self) -> tuple[datetime, str] | None:
        """Return when the last report was kept, and its document."""
        row = self._tx.execute(_LAST).one_or_none()
        return None if row is None else (row.kept_at, row.document)


def arm(tx: Transaction) -> None:
    """Set the timer unless it is set; the first run is due at once."""
    tx.execute(_ARM, {"kind": TIMER})


def report_document(report: Report, *, shown: int = _SHOWN) -> dict[str, Any]:
    """Return a report as JSON; of very many divergences the first `shown`."""
    left = report.left_by_invariant()
    return {
        "began_at": report.began_at.isoformat(),
        "seconds": round(report.seconds, 3),
        "clean": report.clean,
        "silent": sorted(report.silent),
        "invariants": {
            str(invariant): {
                "says": promise.says,
                "waits_for": promise.waits_for,
                "compared": report.compared.get(invariant),
                "found": sum(one.invariant is invariant for one in report.found),
                "left": left.get(invariant),
            }
            for invariant, promise in PROMISES.items()
        },
        "found": len(report.found),
        "mended": len(report.mended),
        "left": [divergence_document(one) for one in report.left[:shown]],
    }


def divergence_document(one: Divergence) -> Mapping[str, Any]:
    """Return a divergence as JSON."""
    document = asdict(one)
    del document["passing"]
    return document
