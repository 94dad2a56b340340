"""How often who is charged with what, over days, as JSON and as a sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kernel.rights import Actor
from tests.integration.routing.suite import Suite, accepted, agency
from tests.integration.routing.test_violations import (
    HEAD,
    INSURANCE_HEAD,
    INSURER,
    OFFICER,
    PROVINCE,
    TWO,
    timers_at,
)
from tests.unit.routing.samples import COMMUNE, INSURANCE


@pytest.fixture
def begun(suite: Suite) -> Suite:
    """Give a case of two legs one after the other; the commune stands below the province."""
    suite.hear_reference(TWO)
    suite.hear(replace(agency("H56"), parent=None), replace(agency(COMMUNE), parent="H56"))
    suite.hear(accepted(legs={"one": COMMUNE, "two": INSURANCE}))
    return suite


def test_what_was_not_kept_is_counted_by_unit_and_officer(begun: Suite) -> None:
    """Of the lines one may read, over days; a sheet says the same."""
    begun.act(OFFICER, begun.worklist(OFFICER)[0], "claim")
    timers_at(begun, 2)
    late = {"agency": COMMUNE, "officer": "officer-1", "kind": "leg-late", "lines": 1, "struck": 0}

    def counted(actor: Actor, query: str = "") -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = begun.get(f"/violations/counts{query}", actor).get_json()[
            "items"
        ]
        return items

    sheet = begun.get("/violations/counts?format=csv", PROVINCE)

    assert counted(HEAD) == counted(PROVINCE) == counted(OFFICER) == [late]
    assert counted(INSURANCE_HEAD) == counted(INSURER) == []
    assert counted(HEAD, "?to=2026-11-02") == []
    assert counted(HEAD, "?from=2026-11-03&to=2026-11-03&kind=leg-late") == [late]
    assert sheet.content_type == "text/csv; charset=utf-8"
    assert f"{COMMUNE},officer-1,leg-late,1,0" in sheet.get_data(as_text=True)
