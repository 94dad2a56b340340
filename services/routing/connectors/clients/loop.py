"""The loop that hands enquiries to specialised systems; several may work side by side."""

from __future__ import annotations

from collections.abc import Callable

from chassis.patience import PatientLoop

_POLL_SECONDS = 1.0
_ALIVE_SECONDS = 180.0


class ConnectorLoop(PatientLoop):
    """A loop of the background process; `hand_over` does what is due and tells how many.

    A system that is away is its own trouble and keeps nobody waiting here.
    """

    def __init__(self, hand_over: Callable[[], int]) -> None:
        super().__init__("connectors", alive_seconds=_ALIVE_SECONDS)
        self._hand_over = hand_over

    def turn(self) -> float:
        """Hand over what is due; raises `UnavailableError` when the database is away."""
        return 0.0 if self._hand_over() else _POLL_SECONDS
