"""What the catalogue and the legal clock say for one filing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kernel.channel import Channel
from kernel.deadline import Deadline, deadline
from kernel.reception import Reception, answer_limit, reception
from kernel.rules import RuleBook
from kernel.schedule import Schedule
from kernel.term import Term
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import Procedure, ProcedureVersion
from services.intake.catalogue.domain.resolution import ResolvedAgencies
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import DueDate
from services.intake.registry.domain.errors import UnknownProcedureError


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalClock:
    """The clock of one dossier: the receiving agency's schedule, the procedure's term, rules."""

    schedule: Schedule = field(repr=False)
    rules: RuleBook
    term: Term

    def reception(self, filed_at: datetime, *, at_desk: bool) -> Reception:
        """Return when a dossier filed then counts as received, with the reason."""
        return reception(filed_at, self.schedule, at_desk=at_desk, rules=self.rules)

    def answer_by(self, received_at: datetime, channel: Channel) -> datetime:
        """Return by when the desk must answer."""
        return answer_limit(received_at, channel, self.schedule, self.rules)

    def deadline(self, accepted_at: datetime) -> Deadline:
        """Return the due date of a dossier accepted then, with its moves."""
        return deadline(accepted_at, self.term, self.schedule, self.rules)

    def due(self, deadline_: Deadline) -> DueDate:
        """Return the due date together with its term."""
        return DueDate(term=self.term, due_at=deadline_.due_at, provisional=deadline_.provisional)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A checked filing's procedure, agencies, clock and content."""

    version: ProcedureVersion
    agency: Agency
    agencies: ResolvedAgencies
    area: str | None
    clock: LegalClock
    content: Content


def legal_clock(
    procedure: Procedure,
    *,
    channel: Channel,
    case: str | None,
    schedule: Schedule,
    place: str | None = None,
) -> LegalClock:
    """Return the clock of a dossier of this procedure, channel, case and receiving agency.

    Raises `UnknownProcedureError` for a procedure without a usable term; none is published so.
    """
    rule = procedure.term_for(channel=channel, case=case)
    if rule is None:
        raise UnknownProcedureError(pointer="/procedure")
    rules = procedure.rule_book(channel=channel, case=case, place=place)
    return LegalClock(schedule=schedule, rules=rules, term=rule.term)
