"""The desks to be looked at in the morning, set by whatever begins to wait at one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Mornings(Protocol):
    """The desks to be looked at in the morning."""

    def look(self, agency: str, at: datetime) -> None:
        """Have a desk looked at then; where that is to be done already it stays."""
        ...
