"""Who may read the books, what may be re-opened, and the run of each hour."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest
from prometheus_client import REGISTRY

from chassis.clock import machine_clock
from chassis.timers import TimerRunner
from services.reporting.reconciliation.api.loop import ReconciliationLoop
from services.reporting.reconciliation.domain.divergence import Remedy
from services.reporting.reconciliation.domain.report import Report
from services.reporting.reconciliation.store.reports import TIMER, arm
from services.reporting.reconciliation.usecases.reconcile import Patience
from services.reporting.wiring.reconciliation import run_and_keep, show
from tests.integration.reconciliation.province import Province

REOPEN = {"source": "intake", "subject": "dossier/A", "operator": "x"}


def status(
    province: Province, service: str, who: str, path: str, body: Mapping[str, object] | None = None
) -> int:
    client = province.apps[service].test_client()
    headers = {"Authorization": f"Bearer {who}"}
    if body is None:
        return client.get(path, headers=headers).status_code
    return client.post(path, json=dict(body), headers=headers).status_code


def test_only_reporting_reads_and_only_what_there_is(province: Province) -> None:
    """403 for the gateway and the others, 404 for an unknown view, 422 for a missing bucket."""
    base = "/internal/reconciliation"
    for service in ("intake", "routing", "notification"):
        assert status(province, service, "reporting", f"{base}/views/said/digests") == 200
        for who in ("gateway:admin", "intake", "routing"):
            assert status(province, service, who, f"{base}/views/said/digests") == 403
            assert status(province, service, who, f"{base}/faults") == 403
            assert status(province, service, who, f"{base}/reopen", REOPEN) == 403
        assert status(province, service, "reporting", f"{base}/views/none/digests") == 404
        assert status(province, service, "reporting", f"{base}/views/said/rows") == 422
    assert status(province, "intake", "reporting", f"{base}/reopen", REOPEN) == 403
    assert status(province, "routing", "reporting", f"{base}/reopen", REOPEN) == 200


def test_each_hour_it_runs_mends_what_is_safe_and_keeps_its_report(province: Province) -> None:
    """The timer is due at once, set anew for the next hour; administrators read the report."""
    database = province.databases["reporting"]
    code = province.file()
    province.sql("intake", "DELETE FROM outbox")
    province.age()

    def run() -> Report:
        return run_and_keep(
            database,
            machine_clock,
            province.books(),
            remedies=frozenset({Remedy.RE_EMIT}),
            patience=Patience(settle=0.0, looks=1),
        )

    def arm_timer() -> None:
        with database.transaction() as tx:
            arm(tx)

    loop = ReconciliationLoop(run, show, arm_timer, clock=province.parts.clock, kind=TIMER)
    arm_timer()
    arm_timer()
    timers = TimerRunner(database, [loop.handler()])
    assert timers.run_one()
    assert not timers.run_one()
    loop.run_once()
    [[hours]] = province.sql(
        "reporting", "SELECT extract(epoch FROM due_at - motcua_now()) / 3600 FROM timer"
    )
    client = province.apps["reporting"].test_client()
    path = "/admin/reconciliation"
    document = client.get(path, headers={"Authorization": "Bearer gateway:admin"}).get_json()

    assert hours == pytest.approx(1, abs=0.01)
    assert document["found"] > 0
    assert province.sql("intake", "SELECT count(*) FROM outbox")[0][0] == 2
    assert REGISTRY.get_sample_value("motcua_reconcile_divergence", {"invariant": "I4"}) == 3
    assert status(province, "reporting", "gateway:officer", path) == 403
    assert code


def test_the_loop_ends_when_it_is_told_to(province: Province) -> None:
    """Also before its first run."""
    loop = ReconciliationLoop(
        lambda: pytest.fail("not due"), show, lambda: None, clock=province.parts.clock, kind=TIMER
    )
    stop = threading.Event()
    stop.set()
    loop.run(stop)

    assert loop.ready()
    assert loop.alive()
