"""The four linked groups, each from one filing to its results, through every service."""

from __future__ import annotations

from datetime import timedelta

from tests.e2e.linked import (
    begun,
    finish,
    late_in_report,
    leg_of,
    legs,
    lines,
    owner,
    states,
    texts,
    work_leg,
)
from tests.e2e.suite import Suite
from tests.e2e.test_dossier_life import dossier, wait_for
from tests.e2e.test_kills import kill
from tests.e2e.test_legal_clock import turn_to

POLICE, INSURANCE, TREASURY = "H56.CA.14812", "H56.BHXH.BS", "H56.KBNN"


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
        lambda body: any(line["kind"] == "leg-late" for line in body.get("items", ())),
    )["items"]
    work_leg(suite, code, citizen, "residence")
    done = finish(suite, code, citizen, agency)

    assert at_once == {
        "death": "finished",
        "residence": "running",
        "insurance-aid": "skipped",
        "protection-aid": "running",
    }
    late_legs = [(line["leg"], line["agency"]) for line in charged if line["kind"] == "leg-late"]
    assert late_legs == [("residence", "H56.CA.14797")]
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
    opened = suite.call("GET", f"/dossiers/{code}/accesses", token=citizen).body["items"]
    told = [one["by"]["name"] for one in opened if one["what"] == "enquiry"]
    assert told == ["land-tax"]
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
