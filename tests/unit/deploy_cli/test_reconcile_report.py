"""The report of `motcua reconcile` says what was checked, what differs and what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from deploy.reconcile import json_of, text_of
from services.reporting.reconciliation.domain.divergence import Divergence, Remedy
from services.reporting.reconciliation.domain.invariant import Invariant
from services.reporting.reconciliation.domain.report import Report

LOST = Divergence(
    invariant=Invariant.I4,
    kind="events not heard",
    service="routing",
    owner="intake",
    id="dossier/H56.14797-261123-0001",
    found="nothing",
    wanted="2:2:aa",
    remedy=Remedy.RE_EMIT,
)
HOLE = Divergence(
    invariant=Invariant.I2,
    kind="numbers of a day not dense",
    service="intake",
    owner="intake",
    id="H56.14797-261123",
    found="2 dossiers up to 3",
    wanted="3 numbers given",
    remedy=Remedy.PERSON,
)


def report(
    *found: Divergence, left: tuple[Divergence, ...] = (), silent: frozenset[str] = frozenset()
) -> Report:
    return Report(
        began_at=datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
        seconds=1.25,
        found=found,
        left=left,
        compared={Invariant.I4: 12},
        silent=silent,
    )


def test_a_clean_run_is_said_in_one_line_above_the_invariants() -> None:
    """All ten stand there; those not checked say what they wait for."""
    text = text_of(report())

    assert text.startswith("Reconciliation of 2026-11-23 08:00:00, 1.2 s: all agree.")
    assert all(f"\n{one} " in text for one in Invariant)
    assert text.count("not yet: waits for") == 1


def test_divergences_are_counted_by_kind_and_named_one_by_one() -> None:
    """Found, mended, left; what is there, what should be; what to do next."""
    text = text_of(report(LOST, HOLE, left=(LOST, HOLE)))

    assert "2 found, 0 mended, 2 left." in text
    assert "routing, of intake" in text
    assert "2 dossiers up to 3" in text
    assert "with --repair" in text
    assert "No event mends the rest" in text


def test_what_was_mended_is_not_listed_any_more() -> None:
    """It counts as mended."""
    text = text_of(report(LOST, HOLE, left=(HOLE,)))

    assert "2 found, 1 mended, 1 left." in text
    assert LOST.id not in text
    assert "--repair" not in text


def test_a_silent_service_is_named() -> None:
    """What could not be checked is no agreement."""
    text = text_of(report(silent=frozenset({"routing"})))

    assert "all agree" not in text
    assert "Not checked, no answer: routing." in text


def test_the_json_has_every_divergence() -> None:
    """For programs."""
    document = json.loads(json_of(report(LOST, HOLE, left=(LOST, HOLE))))

    assert [one["id"] for one in document["left"]] == [LOST.id, HOLE.id]
    assert (document["found"], document["mended"], document["clean"]) == (2, 0, False)
    assert document["invariants"]["I4"]["compared"] == 12
    assert document["invariants"]["I10"]["waits_for"]
