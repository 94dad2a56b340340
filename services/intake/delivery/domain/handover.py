"""Who was given a result, by which document, against which fee."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.fee import FeeMoment
from services.intake.delivery.domain.errors import ReceiverWithoutRightError, ReturnFeeUnpaidError
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.content import Fee
from services.intake.registry.domain.timeline import By


@unique
class IdentityDocument(StrEnum):
    """What somebody shows to say who they are."""

    ID_CARD = "id-card"  # the citizen's card, with the personal id number
    E_IDENTITY = "e-identity"  # the same number on the phone, level 2
    PASSPORT = "passport"  # its number stands in no dossier: only with an authority


@unique
class Signature(StrEnum):
    """How the receipt of the result was signed."""

    PAPER = "paper"
    DIGITAL = "digital"


@unique
class Capacity(StrEnum):
    """As what somebody received a result."""

    PARTY = "party"  # the dossier names them: applicant, or the one acted for
    AUTHORISED = "authorised"  # by a paper that lets them receive it


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """The person at the desk: `number` as in the document shown, `authority` names a paper.

    `mandate` is the id of the one they come by, where it is kept here.
    """

    name: str = field(repr=False)
    document: IdentityDocument
    number: str = field(repr=False)
    authority: str | None = field(default=None, repr=False)
    mandate: str | None = None
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTaken:
    """What the desk took when it gave the result: `amount` in đồng, the number of its receipt."""

    amount: int
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How the desk gives a result, to whom where it is in person, and the fee taken with it."""

    method: DeliveryMethod
    receiver: Receiver | None = None
    fee: FeeTaken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A hand-over as it is kept."""

    at: datetime
    by: By
    delivered: Delivered
    capacity: Capacity | None


def capacity_of(receiver: Receiver, parties: Collection[str]) -> Capacity:
    """Return as what somebody may receive a result of a dossier about `parties`.

    Whoever the dossier names needs no more than their document; anybody else also needs a paper.
    Raises `ReceiverWithoutRightError`.
    """
    shown = identities_of(receiver.number, None)
    if receiver.document is not IdentityDocument.PASSPORT and not set(shown).isdisjoint(parties):
        return Capacity.PARTY
    if receiver.authority is None:
        raise ReceiverWithoutRightError
    return Capacity.AUTHORISED


def require_fee(fee: Fee, taken: FeeTaken | None, before: FeeTaken | None = None) -> None:
    """Raise `ReturnFeeUnpaidError` unless exactly what is due at return was taken.

    What was taken `before`, when the result was first given to the post, is not due again.
    """
    due = 0 if before else fee.due(FeeMoment.RETURN)
    if due != (taken.amount if taken else 0):
        raise ReturnFeeUnpaidError(extra={"amount": due})
