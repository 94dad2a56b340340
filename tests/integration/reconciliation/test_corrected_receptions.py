"""A reception put right reaches every service, and their books agree afterwards."""

from __future__ import annotations

from typing import Any

from chassis.clock import machine_clock
from services.reporting.reconciliation.usecases.reconcile import reconcile
from tests.integration.intake.office import BIRTH, at_desk
from tests.integration.reconciliation.province import Province
from tests.integration.reconciliation.test_clean import QUICK

LINKED = "2.001023"
REASON = "Người nộp xin liên thông."


def changed(
    province: Province, path: str, body: dict[str, Any], role: str, version: int | None = None
) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer gateway:{role}", "Idempotency-Key": f"key{path[-40:]}"}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    answer = province.apps["intake"].test_client().post(path, json=body, headers=headers)
    assert answer.status_code < 300, answer.json
    return dict(answer.json or {})


def corrected(province: Province) -> None:
    """Receive a linked birth registration as a plain one, and put that right."""
    code: str = changed(province, "/dossiers", at_desk(BIRTH), "officer")["code"]
    province.pump()
    right = at_desk(LINKED)
    body = {name: right[name] for name in ("procedure", "form", "papers")} | {"reason": REASON}
    version = province.sql("intake", "SELECT version FROM dossier WHERE code = :c", c=code)[0][0]
    changed(province, f"/dossiers/{code}/reception-correction", body, "head", version)
    province.pump()


def differences(province: Province) -> list[object]:
    province.age()
    report = reconcile(
        books=province.books(), clock=machine_clock, pause=lambda _: None, patience=QUICK
    )
    return list(report.found)


def test_every_service_holds_it_as_it_should_have_been(province: Province) -> None:
    """One case more, one letter, one fact; nobody's books differ, before and after the result."""
    corrected(province)

    cases = province.sql("routing", 'SELECT number, procedure, status FROM "case" ORDER BY 1')
    assert [tuple(row) for row in cases] == [(1, BIRTH, "moved"), (2, LINKED, "open")]
    letters = province.sql("notification", "SELECT template FROM message")
    assert [row.template for row in letters].count("reception-corrected") == 1
    facts = province.sql("reporting", "SELECT procedure FROM fact WHERE kind = 'corrected'")
    assert [row.procedure for row in facts] == [LINKED]
    assert differences(province) == []


def test_the_result_is_that_of_the_right_case(province: Province) -> None:
    """Signed by both agencies of the linked procedure; the books agree on that too."""
    corrected(province)

    province.decide_all()

    (row,) = province.sql("intake", "SELECT status, procedure FROM dossier")
    assert (row.status, row.procedure) == (4, LINKED)  # the insurance has its part yet
    assert differences(province) == []
