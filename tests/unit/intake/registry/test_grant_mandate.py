"""How many mandates somebody may give online."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from kernel.mandate import MandatedAction
from kernel.rights import Actor, Role
from services.intake.registry.domain.errors import TooManyMandatesError
from services.intake.registry.domain.mandate import Mandate, MandateGiven, MandateScope
from services.intake.registry.usecases.grant_mandate import MOST, grant_mandate
from tests.unit.intake.registry.samples import AT, filing

PRINCIPAL = filing().applicant
AGENT = replace(PRINCIPAL, id_number="038085000012", name="Lê Văn Thay")
ACTOR = Actor(
    subject="mother-1", roles=frozenset({Role.CITIZEN}), id_number=PRINCIPAL.id_number, name="Ế"
)
SCOPE = MandateScope(procedures=(), actions=frozenset({MandatedAction.FILE}))


@dataclass
class FakeMandates:
    """So many are in force."""

    in_force: int
    kept: list[Mandate] = field(default_factory=list)

    def count_online(self, principal: str) -> int:
        assert principal == PRINCIPAL.key
        return self.in_force

    def add(self, mandate: Mandate) -> None:
        self.kept.append(mandate)


def give(mandates: FakeMandates) -> Mandate:
    said: Any = cast("Any", FakeMandates(0))
    return grant_mandate(
        MandateGiven(principal=None, agent=AGENT, scope=SCOPE),
        id_="m-1",
        actor=ACTOR,
        clock=lambda: AT,
        reference=cast("Any", None),
        mandates=cast("Any", mandates),
        events=said,
    )


def test_the_last_one_is_given() -> None:
    """One is left."""
    mandates = FakeMandates(MOST - 1)

    assert give(mandates) in mandates.kept


def test_no_more_than_so_many_are_in_force() -> None:
    """The refusal says how many, and nothing is kept."""
    mandates = FakeMandates(MOST)

    with pytest.raises(TooManyMandatesError) as refused:
        give(mandates)
    assert refused.value.extra == {"limit": MOST}
    assert mandates.kept == []
