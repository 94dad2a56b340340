"""A certification at the counter in three calls while the broker is down; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from deploy.setup.places import find_places
from deploy.setup.supervision import Supervisor
from kernel.working_time import in_vietnam
from tests.e2e.suite import COMMUNE, ROOT, STATE, Json, Suite, dev
from tests.e2e.test_dossier_life import dossier, wait_for

COPIES = "2.000815"
FIELD = "G15-CT"
BROKER = "rabbitmq"


@contextmanager
def broker_stopped() -> Iterator[None]:
    """Keep the broker down for a while, as an operator who stopped it would."""
    supervisor = Supervisor(find_places(ROOT, state=STATE))
    supervisor.stop(BROKER)
    try:
        yield
    finally:
        supervisor.start([BROKER])


def is_running(name: str) -> bool:
    listed = json.loads(dev("status", "--json").stdout)["processes"]
    return any(process["name"] == name and process["pid"] for process in listed)


def counted(suite: Suite) -> int:
    """Return how many certifications form 06 of the present month counts as resolved."""
    supervisor = suite.token("supervisor", "H56")
    month = in_vietnam(suite.now()).strftime("%Y-%m")
    answer = suite.call("GET", f"/reports/kstt-06?period={month}", token=supervisor)
    assert answer.status == 200, answer.body
    rows = {row["field"]["code"]: row["resolved"]["total"] for row in answer.body["rows"]}
    return int(rows.get(FIELD, 0))


def settle_in_three_calls(suite: Suite, approver: str) -> Json:
    """Fetch the form, settle at the counter, fetch the result."""
    form = suite.call("GET", f"/procedures/{COPIES}/form", token=approver)
    assert set(form.body["required"]) >= {"pages", "copies"}, form.body
    filled = {
        "document_type": "diploma",
        "document_name": "Bằng tốt nghiệp đại học",
        "issuer": "vietnamese",
        "pages": 3,
        "copies": 2,
    }
    body = {
        "procedure": COPIES,
        "receiving_agency": COMMUNE,
        "channel": "desk",
        "applicant": {
            "kind": "citizen",
            "name": "Lê Văn Thử",
            "id_number": "038085000012",
            "birth_date": "1985-05-20",
            "phone": "0912345671",
        },
        "form": filled,
        "papers": [{"paper": "original-document", "seen": True}],
        "delivery": {"method": "desk"},
        "language": "vi",
        "result": {"number": "77/CTBS", "note": None},
    }
    answer = suite.write("/on-the-spot", body, token=approver)
    assert answer.status == 201, answer.body
    return dossier(suite, answer.body["code"], approver)


@pytest.mark.timeout(300)
def test_certification_in_three_calls_needs_no_broker(suite: Suite) -> None:
    """Form, settle, result while nothing can be published; then it arrives and is counted."""
    approver = suite.token("approver", COMMUNE)
    before = counted(suite)
    with broker_stopped():
        result = settle_in_three_calls(suite, approver)
        down = not is_running(BROKER)
        waiting = suite.count("intake", "SELECT count(*) FROM outbox")

    assert down
    assert waiting > 0
    assert (result["status"]["code"], result["result_number"]) == (10, "77/CTBS")
    wait_for(lambda: suite.count("intake", "SELECT count(*) FROM outbox"), lambda left: left == 0)
    assert wait_for(lambda: counted(suite), lambda now: now > before) == before + 1
