"""Invariant I9: the trail is unbroken, and as it was at the end of each day."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from chassis.clock import machine_clock
from services.intake.wiring.trail import seal
from services.reporting.reconciliation.domain.divergence import Divergence
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile
from tests.integration.reconciliation.province import MONDAY, Province

_CONTENT = """
    SELECT (jsonb_build_array(dossier, number, day) || jsonb_build_array(
        position, (extract(epoch FROM at) * 1000000)::bigint, kind, by::text, text_vi, text_en,
        data::text))::text AS content
    FROM timeline_entry WHERE dossier = :code ORDER BY number
""".replace("::", r"\:\:")


def found(province: Province) -> set[tuple[str, str, str]]:
    """Return kind, where, and dossier of what I9 says; reconciled without waiting."""
    report = reconcile(
        books=province.books(),
        clock=machine_clock,
        pause=lambda _: None,
        patience=Patience(settle=0.0, looks=1),
    )
    return {told(one) for one in report.found if one.invariant.value == "I9"}


def told(one: Divergence) -> tuple[str, str, str]:
    return (one.kind, one.service, one.id.partition("#")[0])


@pytest.fixture
def code(province: Province) -> str:
    """Give a dossier of Monday that an officer has read, on the Tuesday after."""
    filed = province.file()
    for role in ("officer", "officer", "citizen"):
        client = province.apps["intake"].test_client()
        headers = {"Authorization": f"Bearer gateway:{role}"}
        assert client.get(f"/dossiers/{filed}", headers=headers).status_code == 200
    assert seal(province.databases["intake"]) == 2
    province.pump()
    province.set_clock(MONDAY + timedelta(days=1))
    return filed


def test_what_was_kept_at_the_end_of_a_day_agrees(province: Province, code: str) -> None:
    """Reporting keeps the ends of Monday once it is over, and both say the same."""
    assert found(province) == set()

    ends = province.sql("reporting", "SELECT dossier, chain, number FROM trail_end ORDER BY chain")
    assert [tuple(end) for end in ends] == [(code, "accesses", 2), (code, "timeline", 1)]
    assert [day.chains for day in province.sql("reporting", "TABLE trail_day")] == [2]


def test_a_changed_row_is_found(province: Province, code: str) -> None:
    """Without anything kept, too: the row does not fit its hash."""
    province.sql("intake", "UPDATE access_entry SET by = '{}' WHERE dossier = :c", c=code)

    assert found(province) == {("accesses broken", "intake", code)}


def test_a_chain_made_anew_is_found_by_what_reporting_keeps(province: Province, code: str) -> None:
    """Row, hashes and head fit each other, but not the end of Monday."""
    assert found(province) == set()
    province.sql("intake", "UPDATE timeline_entry SET text_vi = 'x' WHERE dossier = :c", c=code)
    (row,) = province.sql("intake", _CONTENT, code=code)
    forged = {"h": hashlib.sha256(row.content.encode()).digest(), "c": code}
    province.sql("intake", "UPDATE timeline_entry SET hash = :h WHERE dossier = :c", **forged)
    head = "UPDATE trail_head SET hash = :h WHERE dossier = :c AND chain = 'timeline'"
    province.sql("intake", head, **forged)

    assert found(province) == {("trail rewritten", "reporting", code)}


def test_reads_that_vanish_whole_are_found(province: Province, code: str) -> None:
    """Entries, seals and head are gone; reporting knows that there were some."""
    assert found(province) == set()
    for what in ("access_entry", "access_seal", "trail_head WHERE chain = 'accesses'"):
        province.sql("intake", f"DELETE FROM {what}")  # noqa: S608 -- a test's constants

    assert found(province) == {("trail rewritten", "reporting", code)}


def test_only_reporting_fetches_the_ends(province: Province, code: str) -> None:
    """403 for everybody else."""
    for path in ("days?after=2026-01-01", "ends?day=2026-11-23"):
        client = province.apps["intake"].test_client()
        for who, status in (("reporting", 200), ("gateway:admin", 403), ("routing", 403)):
            headers = {"Authorization": f"Bearer {who}"}
            answer = client.get(f"/internal/trail/{path}", headers=headers)
            assert answer.status_code == status, code
