"""How dossiers of several agencies are worked on, one part at a time."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from tests.e2e.suite import Json, Suite
from tests.e2e.test_dossier_life import (
    PATIENCE_SECONDS,
    STAFF,
    accept,
    do_task,
    dossier,
    hand_over,
    wait_for,
)


def begun(suite: Suite, procedure: str, **form: object) -> tuple[str, str, str]:
    """File the example and accept it; return code, owner's token and receiving agency."""
    citizen = owner(suite, procedure)
    body = suite.call("GET", f"/procedures/{procedure}/example").body
    filed = suite.write("/dossiers", body | {"form": body["form"] | form}, token=citizen)
    assert filed.status == 201, filed.body
    accept(suite, filed.body["code"], body["receiving_agency"])
    return filed.body["code"], citizen, body["receiving_agency"]


def owner(suite: Suite, procedure: str) -> str:
    return suite.token("citizen", sub=f"linked-{procedure}")


def leg_of(read: Json, leg: str) -> Json:
    found: Json = next(each for each in read["legs"] if each["leg"] == leg)
    return found


def late_in_report(suite: Suite, agency: str) -> int:
    """Return how many dossiers form 06 of the agency has as resolved late this year so far."""
    asked = f"period={suite.now():%Y-01-01}..{suite.now() + timedelta(days=40):%Y-%m-%d}"
    path = f"/reports/kstt-06?{asked}&agency={agency}"
    report = suite.call("GET", path, token=suite.token("supervisor", "H56"))
    assert report.status == 200, report.body
    late: int = report.body["total"]["resolved"]["late"]
    return late


def charged_with(suite: Suite, code: str) -> list[tuple[str, str]]:
    """Wait for the register to have a late leg of the dossier; return its legs and agencies."""
    supervisor = suite.token("supervisor")
    found = wait_for(
        lambda: suite.call("GET", f"/violations?dossier={code}", token=supervisor).body,
        lambda body: any(line["kind"] == "leg-late" for line in body.get("items", ())),
    )["items"]
    return [(line["leg"], line["agency"]) for line in found if line["kind"] == "leg-late"]


def legs(suite: Suite, code: str, citizen: str) -> dict[str, Json]:
    return {leg["leg"]: leg for leg in dossier(suite, code, citizen).get("legs") or []}


def states(suite: Suite, code: str, citizen: str) -> dict[str, str]:
    return {name: leg["status"] for name, leg in legs(suite, code, citizen).items()}


def work_leg(
    suite: Suite, code: str, citizen: str, leg: str, results: dict[str, str] | None = None
) -> None:
    """Do the tasks of one leg until it is done; `results` are numbers that approvals give."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (now := legs(suite, code, citizen)).get(leg, {}).get("status") not in (
        "finished",
        "skipped",
    ):
        agency = now[leg]["agency"] if leg in now else None
        for role in STAFF if agency else ():
            token = suite.token(role, agency)
            items = suite.call("GET", f"/worklist?dossier={code}", token=token).body["items"]
            for item in items:
                if item["leg"] == leg:
                    act(suite, item, token, (results or {}).get(item["step"]))
        assert time.monotonic() < deadline, now
        time.sleep(0.05)


def act(suite: Suite, item: Json, token: str, number: str | None) -> None:
    """Do a task; a payment with its receipt, an approval with the number of its paper."""
    path = f"/tasks/{item['task']}"
    paying = item["step"] == "receipt"
    if not item["actions"] or (item["due_at"] is None and not paying):
        return  # a system outside is asked, or the case stands until the money is there
    if number is None and not paying:
        do_task(suite, item, token)
        return
    claimed = suite.write(f"{path}/claim", {}, token=token, etag=item["etag"])
    assert claimed.status == 200, claimed.body
    day = suite.now().date().isoformat()
    receipt = {"receipt": {"number": "KB-1", "paid_on": day, "amount": 1000}}
    action = "confirm-payment" if paying else "approve"
    body = receipt if paying else {"result": {"number": number}}
    done = suite.write(f"{path}/{action}", body, token=token, etag=claimed.etag)
    assert done.status == 200, done.body


def lines(suite: Suite, code: str, citizen: str) -> list[Any]:
    """Return the timeline as its owner reads it."""
    found: list[Any] = suite.call("GET", f"/dossiers/{code}/timeline", token=citizen).body["items"]
    return found


def texts(suite: Suite, code: str, citizen: str) -> list[str]:
    return [line["text"]["vi"] for line in lines(suite, code, citizen)]


def finish(suite: Suite, code: str, citizen: str, agency: str) -> Json:
    """Wait for the result, hand it over and return the dossier."""
    wait_for(lambda: dossier(suite, code, citizen), lambda read: read["status"]["code"] == 9)
    hand_over(suite, code, agency)
    return dossier(suite, code, citizen)
