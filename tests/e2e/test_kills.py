"""Each kind of process is killed once while dossiers are filed: nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import urllib3

from tests.e2e.suite import COMMUNE, Json, Suite, dev
from tests.e2e.test_dossier_life import wait_for

DOSSIERS = 200
PACE_SECONDS = 0.1
DRAINED_SECONDS = 240.0
# Names as the set-up gives them; the broker's and the database's own main process is meant.
KINDS = (
    "gateway-api",
    "intake-api",
    "intake-background",
    "routing-background",
    "rabbitmq",
    "postgres",
)


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    own = [int(word) for word in listed.read_text().split()] if listed.exists() else []
    return own + [grandchild for child in own for grandchild in children(child)]


def main_process(pid: int, name: str) -> int:
    """Return the process that does the work: shells start the two servers."""
    wanted = {"rabbitmq": "beam.smp", "postgres": "postgres"}.get(name)
    for candidate in [pid, *children(pid)]:
        if wanted is None or Path(f"/proc/{candidate}/comm").read_text().strip() == wanted:
            return candidate
    raise LookupError(name)


def kill(name: str) -> None:
    status = json.loads(dev("status", "--json").stdout)
    pid = next(process["pid"] for process in status["processes"] if process["name"] == name)
    os.kill(main_process(pid, name), signal.SIGKILL)


def file_until_answered(suite: Suite, token: str, body: Json, key: str) -> str:
    """File as a careful client does: the same key again until there is an answer."""
    deadline = time.monotonic() + DRAINED_SECONDS
    while True:
        assert time.monotonic() < deadline, key
        try:
            answer = suite.write("/dossiers", body, token=token, key=key)
        except urllib3.exceptions.HTTPError:
            time.sleep(0.3)
            continue
        if answer.status == 201:
            return str(answer.body["code"])
        assert answer.status in {409, 429, 502, 503}, (answer.status, answer.body)
        time.sleep(0.3)


@pytest.mark.timeout(300)
def test_kills_while_filing_lose_and_double_nothing(suite: Suite) -> None:
    """Filed once each, one case each, one fact each; form 06 adds up; everything comes back."""
    token = suite.token("officer", COMMUNE)
    example = suite.call("GET", "/procedures/1.001193/example").body
    papers = [{"paper": paper["paper"], "seen": True} for paper in example["papers"]]
    body = example | {"channel": "desk", "receiving_agency": COMMUNE, "papers": papers}
    before = suite.count("intake", "SELECT count(*) FROM dossier")
    nemesis = threading.Thread(target=kill_one_after_the_other)
    nemesis.start()

    with ThreadPoolExecutor(4) as clients:
        jobs = []
        for _ in range(DOSSIERS):
            key = str(uuid.uuid1())
            jobs.append(clients.submit(file_until_answered, suite, token, body, key))
            time.sleep(PACE_SECONDS)
        codes = [job.result() for job in jobs]
    nemesis.join()
    wait_for(lambda: json.loads(dev("status", "--json").stdout)["ready"], bool)

    assert len(set(codes)) == DOSSIERS
    assert suite.count("intake", "SELECT count(*) FROM dossier") == before + DOSSIERS
    assert_arrived_everywhere(suite, codes)


def kill_one_after_the_other() -> None:
    for name in KINDS:
        time.sleep(2.5)
        kill(name)


def assert_arrived_everywhere(suite: Suite, codes: list[str]) -> None:
    listed = ", ".join(f"'{code}'" for code in codes)
    cases = f'SELECT count(*) FROM "case" WHERE dossier IN ({listed})'  # noqa: S608 -- our own codes
    facts = (
        "SELECT count(*) FROM fact WHERE kind = 'accepted'"  # noqa: S608 -- our own codes
        f" AND dossier IN ({listed})"
    )
    deadline = time.monotonic() + DRAINED_SECONDS
    while True:
        counts = (suite.count("routing", cases), suite.count("reporting", facts))
        if counts == (len(codes), len(codes)):
            break
        assert time.monotonic() < deadline, counts
        time.sleep(0.5)
    report = suite.call(
        "GET", "/reports/kstt-06?period=2026-11", token=suite.token("supervisor", "H56")
    )
    assert report.status == 200
    total = report.body["total"]
    assert total["received"]["total"] == total["resolved"]["total"] + total["pending"]["total"]
    accepted = suite.count("intake", "SELECT count(*) FROM dossier WHERE accepted_at IS NOT NULL")
    assert total["received"]["total"] == accepted
