"""The same filing sent ten times at once, and again after the server died before it answered."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import urllib3
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from contracts.events.intake import DossierSubmitted
from tests.integration.intake import office as offices
from tests.integration.intake.office import CITIZEN, MONDAY, Office, example

ROOT = Path(__file__).parents[3]
AT_ONCE = 10
KEY = "sent-ten-times-at-once"


@contextmanager
def server(office: Office, failpoint: str = "") -> Iterator[tuple[str, Any]]:
    """Serve intake on the office's database; yield its address and process."""
    public: list[OctKey | RSAKey | ECKey | OKPKey] = [
        OKPKey.import_key(key.as_dict(private=False)) for key in offices._KEYS.values()
    ]
    given = {
        "database": office.database.url,
        "now": MONDAY.isoformat(),
        "current": office.ring.current,
        "keys": {name: key.hex() for name, key in office.ring.keys.items()},
        "index": office.ring.index.hex(),
        "derivation": office.ring.derivation.hex(),
        "jwks": KeySet(public).as_dict(),
    }
    environ = os.environ | {
        "DYING_SERVER": json.dumps(given),
        "MOTCUA_ENVIRONMENT": "onebox",
        "MOTCUA_FAILPOINT": failpoint,
        "PYTHONPATH": str(ROOT),
    }
    script = str(Path(__file__).with_name("dying_server.py"))
    process = subprocess.Popen(  # noqa: S603 -- our own
        [sys.executable, script],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=None,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}", process
    finally:
        process.kill()
        process.communicate()


def send(office: Office, url: str, times: int = AT_ONCE) -> list[tuple[int, bytes] | None]:
    """File the same so many times at once; None where no answer came."""
    headers = office.headers(CITIZEN) | {
        "Idempotency-Key": KEY,
        "Content-Type": "application/json",
    }
    body = json.dumps(example()).encode()
    pool = urllib3.PoolManager(maxsize=AT_ONCE, retries=False)

    def one(_place: int) -> tuple[int, bytes] | None:
        try:
            answer = pool.request("POST", f"{url}/dossiers", body=body, headers=headers)
        except urllib3.exceptions.HTTPError:
            return None
        return answer.status, answer.data

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(times)))


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("failpoint", "kept"),
    [("http.answering:kill", True), ("idempotency.kept:kill", False)],
    ids=["between commit and reply", "before the commit"],
)
def test_one_dossier_one_code_one_event_and_the_same_answer(
    office: Office,
    failpoint: str,
    kept: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    """Killed with -9 after the first answer was made: who asks again learns what was done."""
    with server(office, failpoint) as (url, process):
        # Alone where the answer is waited for: of ten, one that is told to wait might die first.
        first = send(office, url, 1 if kept else AT_ONCE)
        assert process.wait(120) == -signal.SIGKILL
    assert office.count("dossier") == int(kept)
    assert not [answer for answer in first if answer and answer[0] == 201]

    with server(office) as (url, _):
        again = send(office, url)
        later = send(office, url)

    answers = {answer for answer in [*again, *later] if answer and answer[0] == 201}
    assert {answer[0] for answer in [*again, *later] if answer} <= {201, 409}
    assert len(answers) == 1
    assert all(answer and answer[0] == 201 for answer in later)
    ((_, body),) = answers
    code = json.loads(body)["code"]
    assert code.endswith("-0001")
    assert office.count("dossier") == 1
    assert [type(event) for event in office.said(code)].count(DossierSubmitted) == 1
