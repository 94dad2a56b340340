"""What the use cases of this area need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from kernel.working_time import Schedule
from services.routing.lateness.domain.alert import Acknowledgement, Alert, AlertReach, AlertsWanted
from services.routing.lateness.domain.apology import Apology
from services.routing.lateness.domain.ladder import Ladder
from services.routing.lateness.domain.outlook import RiskLine, RisksWanted
from services.routing.lateness.domain.reading import Count, Line, Reach, Wanted
from services.routing.lateness.domain.risk import Ended, OpenStep, Risk
from services.routing.lateness.domain.violation import GivenReason, Struck, Violation
from services.routing.work.domain.case import Case


class Apologies(Protocol):
    """The apologies of dossiers: one each, for life; asked and written under the case's lock."""

    def find(self, dossier: str) -> Apology | None:
        """Return the apology of a dossier."""
        ...

    def add(self, apology: Apology) -> None:
        """Keep a new one."""
        ...

    def save(self, apology: Apology) -> None:
        """Write what became of it."""
        ...


class Reminders(Protocol):
    """The timers at which an apology is prepared: one a case whose clock runs."""

    def follow(self, before: Case | None, after: Case) -> None:
        """Set, move or drop the timer as the due date of the case goes."""
        ...


class Ladders(Protocol):
    """What was laid down about escalation; nothing is ever taken back."""

    def newest(self, agency: str) -> Ladder:
        """Return the ladder of an agency, version 0 without one."""
        ...

    def add(self, ladder: Ladder, *, by: str, at: datetime) -> None:
        """Keep a new version; raises `StaleVersionError` when somebody was faster."""
        ...


class Rungs(Protocol):
    """The timers at which the next rung of a case is reached: one a case at work."""

    def follow(self, before: Case | None, after: Case) -> None:
        """Set, move or drop the timer as the clocks of the case's open tasks go."""
        ...

    def look_at(self, agency: str, at: datetime) -> None:
        """Have every open case with a step at an agency looked at, at an instant."""
        ...


class Alerts(Protocol):
    """Who was told of which step; nothing is ever taken back."""

    def add(self, alert: Alert) -> None:
        """Keep an alert."""
        ...

    def page(self, wanted: AlertsWanted, reach: AlertReach) -> Sequence[Alert]:
        """Return alerts somebody may read, the newest first, one more than a page."""
        ...

    def find(self, alert: UUID, reach: AlertReach) -> Alert | None:
        """Return one alert that somebody may read."""
        ...

    def acknowledge(self, alert: UUID, given: Acknowledgement) -> None:
        """Keep who knows of an alert; raises `StaleVersionError` when somebody was faster."""
        ...

    def waiting(self, reach: AlertReach) -> int:
        """Return how many alerts of open steps nobody acknowledged yet."""
        ...


class Risks(Protocol):
    """The list of risks, and what it is worked out from: an agency's history and its queue."""

    def ended(self, agency: str, since: datetime, schedule: Schedule) -> Sequence[Ended]:
        """Return what officers of an agency ended since then, the newest five thousand."""
        ...

    def open(self, agency: str) -> Sequence[OpenStep]:
        """Return the open steps of an agency whose dossiers' clocks run."""
        ...

    def replace(self, agency: str, risks: Sequence[Risk], *, at: datetime) -> None:
        """Put these lines in the place of the agency's."""
        ...

    def page(self, wanted: RisksWanted, reach: Reach) -> Sequence[RiskLine]:
        """Return lines somebody may read, those due first in front, one more than a page."""
        ...


class Violations(Protocol):
    """The register of violations; nothing is ever taken out of it."""

    def enter(self, violation: Violation, *, recorded_at: datetime) -> None:
        """Enter a line; one entered already stays as it is."""
        ...

    def enter_once(self, violation: Violation, *, since: datetime, recorded_at: datetime) -> None:
        """Enter a lateness of a leg unless one since that instant stands unstruck.

        Ask it under the lock of the case.
        """
        ...

    def strike_leg(self, dossier: str, leg: str, due_at: datetime, struck: Struck) -> None:
        """Strike the line of a leg that was measured by this date, if there is one."""
        ...

    def strike_answer(self, dossier: str, due_at: datetime, struck: Struck) -> None:
        """Strike the line of an answer that was measured by this date, if there is one."""
        ...

    def strike_date(self, dossier: str, due_at: datetime, struck: Struck) -> None:
        """Strike the line about a due date of the dossier, if there is one."""
        ...

    def page(self, wanted: Wanted, reach: Reach) -> Sequence[Line]:
        """Return lines somebody may read, the newest first."""
        ...

    def find(self, line: UUID, reach: Reach) -> Line | None:
        """Return one line that somebody may read."""
        ...

    def give_reason(self, line: UUID, given: GivenReason) -> None:
        """Keep why it happened; raises `StaleVersionError` when somebody was faster."""
        ...

    def counts(self, wanted: Wanted, reach: Reach, most: int) -> Sequence[Count]:
        """Return how many lines somebody may read, by agency, officer and kind, most first."""
        ...
