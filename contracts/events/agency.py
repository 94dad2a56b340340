"""What intake says of agencies: who they are, and what moves when one takes over from another.

Nothing here identifies a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySuccessor:
    """Who takes over from an agency, and which part; without a rule whatever is left."""

    agency: str
    procedures: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPublished:
    """An agency was entered or changed; the whole of it, as others may copy it.

    `valid_to` is its last day, after which `successors` take over; `online_from` the first day of
    filing online, None: as long as it is there.
    """

    TYPE: ClassVar[str] = "intake.agency-published.v1"
    SUBJECT_KIND: ClassVar[str] = "agency"

    code: str
    name: str
    kind: str
    tier: str
    parent: str | None
    commune: str | None
    area: tuple[str, ...]
    address: str | None
    phone: str | None
    calendar: str
    office_hours: dict[str, object]
    valid_from: date
    valid_to: date | None
    successors: tuple[AgencySuccessor, ...] = ()
    online_from: date | None = None

    @property
    def subject_id(self) -> str:
        """Return the agency's code."""
        return self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierMoved:
    """An open dossier went from an agency that ended to the one that took over from it.

    Its code and its dates stand. `receiving_agency` and `competent_agency` are those it has now;
    wherever else `from_agency` was to do something, `to_agency` is. `reorganisation` is the id of
    what was decided.
    """

    TYPE: ClassVar[str] = "intake.dossier-moved.v1"
    SUBJECT_KIND: ClassVar[str] = "dossier"

    code: str
    procedure: str
    reorganisation: str
    from_agency: str
    to_agency: str
    receiving_agency: str
    competent_agency: str
    moved_at: datetime

    @property
    def subject_id(self) -> str:
        """Return the dossier's code."""
        return self.code
