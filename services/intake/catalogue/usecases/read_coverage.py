"""Anyone reads how much of what was announced can be filed here."""

from __future__ import annotations

from datetime import date

from services.intake.catalogue.domain.coverage import Coverage, coverage
from services.intake.catalogue.ports import CoverageFacts


def read_coverage(*, on: date, facts: CoverageFacts) -> Coverage:
    """Return the coverage of a day: at the door ÷ announced, and the lag of publication."""
    return coverage(on, facts.doors(on), facts.announced(on))
