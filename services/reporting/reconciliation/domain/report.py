"""What a run of reconciliation found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.reporting.reconciliation.domain.divergence import Divergence
from services.reporting.reconciliation.domain.invariant import PROMISES, Invariant


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at all books: what does not hold, what was compared, who did not answer."""

    divergences: Sequence[Divergence]
    compared: Mapping[Invariant, int] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run: what was found, which of it is mended, what is left.

    `compared` counts ids by invariant; `silent` names services that did not answer, whose part
    was not checked.
    """

    began_at: datetime
    seconds: float
    found: tuple[Divergence, ...]
    left: tuple[Divergence, ...]
    compared: Mapping[Invariant, int]
    silent: frozenset[str] = frozenset()

    @property
    def mended(self) -> tuple[Divergence, ...]:
        """Return what was found and is not there any more."""
        left = {one.key for one in self.left}
        return tuple(one for one in self.found if one.key not in left)

    @property
    def clean(self) -> bool:
        """Tell whether everything was checked and nothing is left."""
        return not self.left and not self.silent

    def left_by_invariant(self) -> dict[Invariant, int]:
        """Return how many divergences are left of each invariant that is checked."""
        checked = (one for one, promise in PROMISES.items() if promise.waits_for is None)
        return {
            invariant: sum(one.invariant is invariant for one in self.left)
            for invariant in checked
        }
