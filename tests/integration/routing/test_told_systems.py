"""A system is told what its package names, by intake, as the enquiry is handed over."""

from __future__ import annotations

from sqlalchemy import text

from services.routing.connectors.domain.delivery import Reached, Reply
from tests.integration.routing.suite import Suite, accepted
from tests.integration.routing.test_connectors import TAX, Intake, hear_own_words, turn
from tests.integration.routing.test_ways import told
from tests.unit.routing.samples import COMMUNE


def test_what_the_package_names_is_asked_of_intake_and_kept_nowhere(suite: Suite) -> None:
    """At the moment of sending; while intake is away the system is not asked half of it."""
    steps = [dict(one) for one in TAX["legs"][0]["steps"]]  # type: ignore[index]
    steps[0]["sends"] = ["form/price"]
    suite.hear_reference({"legs": [TAX["legs"][0] | {"steps": steps}]})  # type: ignore[index]
    suite.hear(accepted(legs={"tax": COMMUNE}))
    hear_own_words(suite)
    away = turn(suite)
    with suite.database.transaction() as tx:
        kept = str(tx.execute(text("SELECT document, tries FROM enquiry_delivery")).one())
        tx.execute(text("UPDATE enquiry_delivery SET due_at = clock_timestamp()"))
    intake = Intake({"price": 1_500_000_000})
    (delivery,) = turn(suite, Reply(reached=Reached.TAKEN), intake=intake).asked

    assert away.asked == []
    assert "form/price" in kept
    assert kept.endswith("1)")
    assert delivery.document["form"] == {"price": 1_500_000_000}
    assert "sends" not in delivery.document
    assert intake.asked[0].document["step"] == "assess"
    assert "1500000000" not in str(told(suite, "system-asked"))
