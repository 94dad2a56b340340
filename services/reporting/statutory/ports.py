"""What is needed to make reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from kernel.standing import Office
from services.reporting.statutory.domain.cut import Span
from services.reporting.statutory.domain.figures import FieldRow, Figures
from services.reporting.statutory.domain.report import (
    ProcedureFigures,
    ReportAgency,
    Succession,
    View,
)


class Agencies(Protocol):
    """The agencies as far as they were heard of."""

    def get(self, code: str) -> ReportAgency | None:
        """Return an agency; None when it was not heard of."""
        ...

    def is_below(self, code: str, above: str) -> bool:
        """Tell whether an agency is `above` itself or stands below it in the tree."""
        ...


class Offices(Protocol):
    """Who is in office, as far as it was heard of."""

    def office(self, account: str) -> Office | None:
        """Return the office of an account; None for who is not in the register of officers."""
        ...


class Counts(Protocol):
    """Counting over the facts, all figures of one call from one state of them."""

    def by_field(
        self,
        span: Span,
        view: View,
        agency: str | None,
        succession: Succession = Succession.AS_IT_WAS,
    ) -> tuple[Sequence[FieldRow], Figures]:
        """Return the rows by field code, and the total row counted apart.

        `agency` stands for itself and all below it; None for the province.
        """
        ...

    def of_procedure(self, code: str, since: datetime, as_of: datetime) -> ProcedureFigures | None:
        """Return the figures of a procedure since an instant; None when it is not known."""
        ...
