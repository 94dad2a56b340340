"""What the catalogue and the legal clock say for one filing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from kernel import limits
from kernel.calendar import CalendarYearMissingError
from kernel.channel import Channel
from kernel.clock import VIETNAM
from kernel.deadline import Deadline, Interruption, deadline
from kernel.limits import Limit
from kernel.reception import Reception, reception
from kernel.rules import RuleBook
from kernel.schedule import Schedule
from kernel.term import Term
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.draft_step import DraftStep
from services.intake.catalogue.domain.procedure import Procedure, ProcedureVersion
from services.intake.catalogue.domain.resolution import ResolvedAgencies
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.due_date import DueDate
from services.intake.registry.domain.errors import UnknownProcedureError


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalClock:
    """The clock of one dossier: the receiving agency's schedule, the procedure's term, rules.

    `draft` is the step in which the owner checks a draft of the result, where there is one.
    """

    schedule: Schedule = field(repr=False)
    rules: RuleBook
    term: Term
    draft: DraftStep | None = None

    def reception(self, filed_at: datetime, *, at_desk: bool) -> Reception:
        """Return when a dossier filed then counts as received, with the reason."""
        return reception(filed_at, self.schedule, at_desk=at_desk, rules=self.rules)

    def letter_received(self, filed_at: datetime, received_on: date) -> datetime:
        """Return when a letter of that day counts as received, opened and entered at `filed_at`.

        One of an earlier day is received as the office opened on it: limits kept to the day run
        from that day, whenever somebody came to open it.
        """
        if received_on >= filed_at.date():
            return filed_at
        return self.schedule.next_opening(datetime.combine(received_on, time(), VIETNAM))

    def answer_by(self, received_at: datetime, channel: Channel) -> Limit:
        """Return by when the desk must answer."""
        return limits.answer(received_at, channel, self.schedule, self.rules)

    def alerts(self, received_at: datetime) -> tuple[datetime, datetime]:
        """Return when desk and head are told that nobody answered an electronic filing."""
        told = (limits.staff_alert, limits.head_alert)
        staff, head = (limit(received_at, self.schedule, self.rules).at for limit in told)
        return staff, head

    def ask_until(self, accepted_at: datetime) -> datetime:
        """Return until when papers may be asked for after acceptance."""
        return limits.supplement_request(accepted_at, self.schedule, self.rules).at

    def supplement_by(self, asked_at: datetime) -> Limit:
        """Return by when the papers asked for must be in."""
        return limits.supplement_answer(asked_at, self.schedule, self.rules)

    def confirm_by(self, offered_at: datetime, draft: DraftStep) -> Limit:
        """Return by when the owner answers about a draft offered then, else consents."""
        return limits.confirmation(offered_at, draft.term, draft.ground, self.schedule, self.rules)

    def deadline(
        self, accepted_at: datetime, interruptions: Sequence[Interruption] = ()
    ) -> Deadline:
        """Return the due date of a dossier accepted then, with its moves.

        Raises `ClockStoppedError` where the last interruption is a stop.
        """
        return deadline(accepted_at, self.term, self.schedule, self.rules, interruptions)

    def due(self, deadline_: Deadline, *, since: datetime) -> DueDate:
        """Return the due date with all that hangs on it; the clock last began at `since`."""
        calendar = self.schedule.calendar
        return DueDate(
            term=self.term,
            due_at=deadline_.due_at,
            provisional=deadline_.provisional,
            # The law lets an agency put off once: whose date was named has no further apology.
            apology_at=None if deadline_.extended else self._apology_at(deadline_.due_at, since),
            calendar=calendar.id,
            calendar_version=calendar.version,
        )

    def _apology_at(self, due_at: datetime, since: datetime) -> datetime | None:
        """Return the opening of the last day an apology is in time, so that it can be written.

        None where that day had begun before the clock did: the term is too short to apologise.
        """
        try:
            last = limits.apology(due_at, self.schedule, self.rules).at
            opening = self.schedule.next_opening(datetime.combine(last, time(), VIETNAM))
        except CalendarYearMissingError:
            return None
        return opening if opening > since else None


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
    return LegalClock(
        schedule=schedule, rules=rules, term=rule.term, draft=procedure.confirm_draft
    )
