"""The four linked groups, each from one filing to its results, through every service."""

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
from tests.e2e.test_kills import kill
from tests.e2e.test_legal_clock import turn_to

POLICE, INSURANCE, TREASURY = "H56.CA.14812", "H56.BHXH.BS", "H56.KBNN"


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
    if not item["actions"]:
        return  # a system outside is asked
    if number is None and "receipt" not in item["step"]:
        do_task(suite, item, token)
        return
    claimed = suite.write(f"{path}/claim", {}, token=token, etag=item["etag"])
    assert claimed.status == 200, claimed.body
    day = suite.now().date().isoformat()
    bodies: dict[bool, tuple[str, Json]] = {
        True: ("confirm-payment", {"receipt": {"number": "KB-1", "paid_on": day, "amount": 1000}}),
        False: ("approve", {"result": {"number": number}}),
    }
    action, body = bodies[number is None]
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


def test_a_birth_goes_to_police_and_insurance_at_once_and_on_after_a_restart(
    suite: Suite,
) -> None:
    """Each in the commune of residence, with the certificate; routing comes back in the middle."""
    code, citizen, agency = begun(suite, "2.000986")
    work_leg(suite, code, citizen, "birth", {"sign": "GKS-1"})
    at_once = legs(suite, code, citizen)
    kill("routing-background")
    work_leg(suite, code, citizen, "insurance", {"issue-card": "BHYT-1"})
    between = states(suite, code, citizen)
    work_leg(suite, code, citizen, "residence")
    done = finish(suite, code, citizen, agency)

    assert {name: leg["status"] for name, leg in at_once.items()} == {
        "birth": "finished",
        "residence": "running",
        "insurance": "running",
    }
    assert at_once["residence"]["agency"] == POLICE
    assert at_once["residence"]["agency_name"] == "Công an phường Bỉm Sơn"
    assert at_once["insurance"]["agency"] == INSURANCE
    assert at_once["insurance"]["due_at"] is not None
    assert between == {"birth": "finished", "residence": "running", "insurance": "finished"}
    assert done["status"]["code"] == 10
    assert all(leg["finished_at"] for leg in done["legs"])
    told = texts(suite, code, citizen)
    assert "Bắt đầu phần việc: Đăng ký thường trú." in told
    assert "Đã xong phần việc: Cấp thẻ bảo hiểm y tế." in told


def test_a_death_is_settled_by_the_purse_that_pays_and_the_late_police_answer_for_it(
    suite: Suite,
) -> None:
    """The other purse is passed over; the late agency stands in the register and the report."""
    code, citizen, agency = begun(suite, "2.002622", aid="social-protection")
    work_leg(suite, code, citizen, "death", {"sign": "TLKT-1"})
    at_once = states(suite, code, citizen)
    work_leg(suite, code, citizen, "protection-aid")
    before = late_in_report(suite, agency)
    turn_to(suite, f"{suite.now() + timedelta(days=25):%Y-%m-%dT%H:%M}")
    citizen, supervisor = owner(suite, "2.002622"), suite.token("supervisor")
    charged = wait_for(
        lambda: suite.call("GET", f"/violations?dossier={code}", token=supervisor).body,
        lambda body: body.get("items"),
    )["items"]
    work_leg(suite, code, citizen, "residence")
    done = finish(suite, code, citizen, agency)

    assert at_once == {
        "death": "finished",
        "residence": "running",
        "insurance-aid": "skipped",
        "protection-aid": "running",
    }
    assert [(line["kind"], line["leg"], line["agency"]) for line in charged] == [
        ("leg-late", "residence", "H56.CA.14797")
    ]
    assert (done["status"]["code"], leg_of(done, "residence")["late"]) == (10, True)
    assert not leg_of(done, "protection-aid")["late"]
    assert late_in_report(suite, agency) == before + 1
    late = "Đã xong phần việc: Xóa đăng ký thường trú, chậm so với thời hạn của cơ quan."
    assert late in texts(suite, code, citizen)


def test_land_is_taxed_by_the_tax_offices_system_and_paid_at_the_treasury(suite: Suite) -> None:
    """Slow but in time: the notice comes by the system's own POST; paid, the clock goes on."""
    code, citizen, agency = begun(suite, "1.013831")
    work_leg(suite, code, citizen, "registry-check", {"send-to-tax": "PC-1-SLOW"})
    work_leg(suite, code, citizen, "tax")
    wait_for(lambda: dossier(suite, code, citizen), lambda read: read["status"]["code"] == 6)
    work_leg(suite, code, citizen, "treasury")
    work_leg(suite, code, citizen, "registry-issue")
    done = finish(suite, code, citizen, agency)

    kinds = [line["kind"] for line in lines(suite, code, citizen)]
    assert kinds.count("system-asked") == kinds.count("system-answered") == 1
    assert [kind for kind in kinds if kind in {"paused", "resumed"}] == ["paused", "resumed"]
    assert {leg["agency"] for leg in done["legs"]} >= {"H56.THUE", TREASURY}
    assert done["status"]["code"] == 10


def test_a_karaoke_licence_takes_three_agencies_and_sixteen_working_days(suite: Suite) -> None:
    """One after the other, each with the paper of the one before."""
    code, citizen, agency = begun(suite, "9.000297")
    for leg, step in (("household-business", "sign"), ("security", "sign-security")):
        work_leg(suite, code, citizen, leg, {step: f"{leg}-1"})
    token = suite.token("officer", "H56.SVHTTDL")
    (item,) = wait_for(
        lambda: suite.call("GET", f"/worklist?dossier={code}", token=token).body["items"],
        lambda items: items,
    )
    papers = suite.call("GET", f"/tasks/{item['task']}", token=token).body["papers"]
    work_leg(suite, code, citizen, "licence", {"sign-licence": "KARAOKE-1"})
    done = finish(suite, code, citizen, agency)

    assert {paper["number"] for paper in papers} == {"household-business-1", "security-1"}
    assert [leg["agency"] for leg in done["legs"]] == ["H56.14797", "H56.CA", "H56.SVHTTDL"]
    assert done["status"]["code"] == 10
