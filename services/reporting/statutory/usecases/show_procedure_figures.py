"""The open figures of a procedure, as each must be published for the year so far.

Circular 32/2017/TT-BTTTT: received online, resolved, on-time rate, total, satisfaction.
"""

from __future__ import annotations

from datetime import datetime

from kernel.clock import VIETNAM
from services.reporting.statutory.domain.errors import ProcedureUnknownError
from services.reporting.statutory.domain.report import ProcedureFigures
from services.reporting.statutory.ports import Counts


def show_procedure_figures(code: str, *, now: datetime, counts: Counts) -> ProcedureFigures:
    """Return the figures since 1 January; raises `ProcedureUnknownError`."""
    local = now.astimezone(VIETNAM)
    since = local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    figures = counts.of_procedure(code, since, now)
    if figures is None:
        raise ProcedureUnknownError
    return figures
