"""What this area needs from outside, beyond the registry's own ports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.intake.delivery.domain.handover import HandOver
from services.intake.registry.domain.reopening import Correction
from services.intake.registry.ports import Dossiers


class SettledDossiers(Dossiers, Protocol):
    """The dossiers, as whoever takes one back into work needs them."""

    def catch_up(self, code: str) -> None:
        """Have the dossier's dates follow what calendars were published while it was settled."""
        ...


class Corrections(Protocol):
    """Why results were taken back; nothing is ever taken out."""

    def add(self, code: str, correction: Correction) -> None:
        """Keep why a result was taken back."""
        ...

    def of(self, code: str) -> Sequence[Correction]:
        """Return the corrections of a dossier, oldest first."""
        ...


class HandOvers(Protocol):
    """To whom results were given; written once, with the transition."""

    def add(self, code: str, handover: HandOver) -> None:
        """Keep to whom the result was given."""
        ...

    def of(self, code: str) -> HandOver | None:
        """Return the hand-over of a dossier, None before it."""
        ...
