"""What the use cases of this area need from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from services.routing.connectors.domain.delivery import Delivery, Reply


class Deliveries(Protocol):
    """Enquiries that are still to be handed over; technical instants are the server's."""

    def put(self, delivery: Delivery) -> None:
        """Have an enquiry handed over now, in place of an earlier asking of its reference."""
        ...

    def claim(self, limit: int) -> Sequence[Delivery]:
        """Take up to so many that are due; nobody else has them for a while."""
        ...

    def end(self, delivery: Delivery) -> None:
        """Forget one that was handed over, unless it was asked anew meanwhile."""
        ...

    def put_off(self, delivery: Delivery, seconds: float) -> None:
        """Have one tried again after so many seconds."""
        ...


class Disclosures(Protocol):
    """What intake tells of a dossier for a system."""

    def form(self, delivery: Delivery) -> Mapping[str, Any]:
        """Return the fields the procedure names for this step; raises `UnavailableError`."""
        ...


class Systems(Protocol):
    """The specialised systems outside."""

    def ask(self, delivery: Delivery) -> Reply:
        """Hand an enquiry to its system; raises nothing that a system can do."""
        ...
