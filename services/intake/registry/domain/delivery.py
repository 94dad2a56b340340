"""How the result is wanted, and where it is to be sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from kernel.text import Text
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.registry.domain.applicant import Address

NO_ADDRESS = Text(
    vi="Nhận kết quả qua bưu chính cần địa chỉ.",
    en="An address is needed to send the result by post.",
)
ADDRESS_NOT_NEEDED = Text(
    vi="Chỉ ghi địa chỉ khi nhận kết quả qua bưu chính.",
    en="An address is given only where the result is to come by post.",
)
NO_SUCH_WAY = Text(
    vi="Thủ tục này không trả kết quả theo cách này.",
    en="The result of this procedure is not given in this way.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """Where a result is sent: `commune` by its official code, `postcode` five digits."""

    commune: str = field(repr=False)
    street: str = field(repr=False)
    postcode: str | None = field(default=None, repr=False)

    def to_document(self) -> dict[str, Any]:
        """Return the address as it stands in JSON."""
        return {"commune": self.commune, "street": self.street, "postcode": self.postcode}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How the result is wanted; by post without an `address` it goes to the applicant's own."""

    method: DeliveryMethod
    address: PostalAddress | None = field(default=None, repr=False)

    def to_document(self) -> dict[str, Any]:
        """Return it as it stands in JSON, without an address where there is none."""
        address = self.address
        here = {"address": address.to_document()} if address else {}
        return {"method": self.method.value, **here}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read it back from JSON in clear."""
        address = document.get("address")
        return cls(
            method=DeliveryMethod(document["method"]),
            address=PostalAddress(**address) if address else None,
        )


def delivery_faults(delivery: Delivery, procedure: Procedure) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with it, each with its JSON pointer."""
    if delivery.method not in procedure.result_ways:
        yield "/method", NO_SUCH_WAY
    if delivery.method is not DeliveryMethod.POST and delivery.address is not None:
        yield "/address", ADDRESS_NOT_NEEDED


def destination(delivery: Delivery, own: Address) -> PostalAddress | None:
    """Return where a letter goes, the applicant's `own` address unless another is given."""
    if delivery.address is not None:
        return delivery.address
    if not (own.street and own.commune):
        return None
    return PostalAddress(commune=own.commune, street=own.street)
