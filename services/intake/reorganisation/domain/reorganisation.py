"""A reorganisation as it was decided: which agencies end, on which day, and who takes over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from kernel.clock import VIETNAM
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.succession import Successor


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """An agency that ends, and who takes over from it."""

    agency: str
    successors: tuple[Successor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorganisation:
    """What was decided; `ground` is the decision's number and day, `takes_effect` the first day.

    Under the same `id` it may be published again, with another day or a fuller rule.
    """

    id: str
    ground: str
    takes_effect: date
    successions: tuple[Succession, ...]

    @property
    def last_day(self) -> date:
        """Return the last day of the agencies that end."""
        return self.takes_effect - timedelta(days=1)

    @property
    def begins_at(self) -> datetime:
        """Return the instant from which the successors answer."""
        return datetime.combine(self.takes_effect, time(), VIETNAM)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a reorganisation from its checked document."""
        return cls(
            id=document["id"],
            ground=document["ground"],
            takes_effect=date.fromisoformat(document["takes_effect"]),
            successions=tuple(
                Succession(
                    agency=each["agency"],
                    successors=tuple(map(Successor.from_document, each["successors"])),
                )
                for each in document["successions"]
            ),
        )

    def to_document(self) -> dict[str, Any]:
        """Return the reorganisation as plain values."""
        return {
            "id": self.id,
            "ground": self.ground,
            "takes_effect": self.takes_effect.isoformat(),
            "successions": [
                {
                    "agency": each.agency,
                    "successors": [one.to_document() for one in each.successors],
                }
                for each in self.successions
            ],
        }


def ended(agency: Agency, succession: Succession, reorganisation: Reorganisation) -> Agency:
    """Return the agency with its last day and its successors."""
    return replace(agency, valid_to=reorganisation.last_day, successors=succession.successors)
