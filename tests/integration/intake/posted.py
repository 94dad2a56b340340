"""Results given to the post in tests: a carrier that says what it is told to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from kernel.rights import Actor
from services.intake.delivery.domain.posting import CarrierAnswer, Posting, PostingState
from services.intake.wiring.postings import carrier_step
from tests.integration.intake.clocked import dossier
from tests.integration.intake.office import MONDAY, OFFICER, Office

EVERY = timedelta(minutes=30)
STREET = "99 Đường Khác Hẳn"
BY_POST = {"method": "post", "address": {"commune": "14797", "street": STREET}}
FEE = {"amount": 10_000, "receipt": "0000123"}


@dataclass
class ScriptedCarrier:
    """The port `PostalCarrier`: one order a reference; `says` is how far every parcel is."""

    says: PostingState | None = PostingState.ORDERED
    reached: bool = True
    placed: dict[str, str] = field(default_factory=dict)
    orders: int = 0

    def order(self, posting: Posting) -> CarrierAnswer:
        self.orders += 1
        assert posting.recipient is not None
        self.placed.setdefault(posting.reference, posting.recipient.address.street)
        return self._answer()

    def read(self, reference: str) -> CarrierAnswer:
        assert reference in self.placed
        return self._answer()

    def _answer(self) -> CarrierAnswer:
        number = f"EM{len(self.placed)}VN" if self.says else None
        return CarrierAnswer(state=self.says, tracking_number=number, reached=self.reached)


class Post:
    """The background of the post, a step at a time on the office's clock."""

    def __init__(self, office: Office, carrier: ScriptedCarrier) -> None:
        self.office = office
        self.carrier = carrier
        self.now = MONDAY + timedelta(hours=2)
        office.set_clock(self.now)
        self.step = carrier_step(office.parts, carrier, EVERY)

    def hear(self, says: PostingState | None, *, after: timedelta = EVERY) -> bool | None:
        """Let the carrier say something at the next look; return what the step did."""
        self.carrier.says = says
        self.go_to(self.now + after)
        return self.step()

    def go_to(self, now: datetime) -> None:
        self.now = now
        self.office.set_clock(now)


def give_to_post(
    office: Office,
    code: str,
    actor: Actor = OFFICER,
    *,
    key: str | None = None,
    version: int | None = None,
    **body: object,
) -> TestResponse:
    read = version or dossier(office, code)["version"]
    path = f"/dossiers/{code}/postings"
    return office.post(path, body, actor, key=key or str(new_id()), version=read)


def postings(office: Office, code: str, actor: Actor = OFFICER) -> list[dict[str, Any]]:
    answer = office.get(f"/dossiers/{code}/postings", actor)
    assert answer.json is not None
    return list(answer.json["items"])
