"""The four linked groups, each from one filing to its results, through every service.

Each stands, where its process lets it, with two agencies at work when the days pass by; then one
of them is late, is charged with it, and the citizen and the report say so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.e2e.linked import (
    begun,
    charged_with,
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
from tests.e2e.suite import Json, Suite
from tests.e2e.test_dossier_life import dossier, wait_for
from tests.e2e.test_kills import kill
from tests.e2e.test_legal_clock import turn_to

POLICE, INSURANCE, TREASURY = "H56.CA.14812", "H56.BHXH.BS", "H56.KBNN"
FORGOTTEN_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Group:
    """A dossier whose `late` leg was left alone; `seen` is what stood there on the way."""

    procedure: str
    code: str
    agency: str
    late: str
    seen: dict[str, dict[str, Json]] = field(default_factory=dict)

    def finished(
        self,
        suite: Suite,
        results: dict[str, str] | None = None,
        then: Callable[[str], None] = lambda _: None,
    ) -> Json:
        """Do the late leg and what comes `then`; return the dossier, which form 06 has as late."""
        before = late_in_report(suite, self.agency)
        citizen = owner(suite, self.procedure)
        work_leg(suite, self.code, citizen, self.late, results)
        then(citizen)
        done = finish(suite, self.code, citizen, self.agency)
        wait_for(lambda: late_in_report(suite, self.agency), lambda late: late == before + 1)
        return done

    def require_told(self, suite: Suite, done: Json, name: str) -> None:
        """Register, dossier and timeline charge the one leg, and no other."""
        citizen = owner(suite, self.procedure)
        agency = leg_of(done, self.late)["agency"]

        assert charged_with(suite, self.code) == [(self.late, agency)]
        assert [leg["leg"] for leg in done["legs"] if leg["late"]] == [self.late]
        assert done["status"]["code"] == 10
        told = texts(suite, self.code, citizen)
        assert f"Đã xong phần việc: {name}, chậm so với thời hạn của cơ quan." in told
        late_lines = [line for line in told if "chậm so với thời hạn của cơ quan" in line]
        assert len(late_lines) == 1


def _birth(suite: Suite) -> Group:
    """Have routing come back in the middle."""
    code, citizen, agency = begun(suite, "2.000986")
    work_leg(suite, code, citizen, "birth", {"sign": "GKS-1"})
    at_once = legs(suite, code, citizen)
    kill("routing-background")
    work_leg(suite, code, citizen, "insurance", {"issue-card": "BHYT-1"})
    seen = {"at-once": at_once, "between": legs(suite, code, citizen)}
    return Group(procedure="2.000986", code=code, agency=agency, late="residence", seen=seen)


def _death(suite: Suite) -> Group:
    code, citizen, agency = begun(suite, "2.002622", aid="social-protection")
    work_leg(suite, code, citizen, "death", {"sign": "TLKT-1"})
    seen = {"at-once": legs(suite, code, citizen)}
    work_leg(suite, code, citizen, "protection-aid")
    return Group(procedure="2.002622", code=code, agency=agency, late="residence", seen=seen)


def _land(suite: Suite) -> Group:
    """Wait for the notice, which comes slowly by the system's own POST, and pay."""
    code, citizen, agency = begun(suite, "1.013831")
    work_leg(suite, code, citizen, "registry-check", {"send-to-tax": "PC-1-SLOW"})
    work_leg(suite, code, citizen, "tax")
    wait_for(lambda: dossier(suite, code, citizen), lambda read: read["status"]["code"] == 6)
    work_leg(suite, code, citizen, "treasury")
    wait_for(
        lambda: legs(suite, code, citizen)["registry-issue"],
        lambda leg: leg["status"] == "running" and leg["due_at"] is not None,
    )
    return Group(procedure="1.013831", code=code, agency=agency, late="registry-issue")


def _karaoke(suite: Suite) -> Group:
    code, citizen, agency = begun(suite, "9.000297")
    work_leg(suite, code, citizen, "household-business", {"sign": "household-business-1"})
    return Group(procedure="9.000297", code=code, agency=agency, late="security")


@pytest.fixture(scope="module")
def groups(suite: Suite) -> dict[str, Group]:
    """Give the four groups two months after somebody forgot one leg of each."""
    found = {
        made.procedure: made
        for made in (each(suite) for each in (_birth, _death, _land, _karaoke))
    }
    turn_to(suite, f"{suite.now() + timedelta(days=FORGOTTEN_DAYS):%Y-%m-%dT%H:%M}")
    return found


def test_a_birth_goes_to_police_and_insurance_at_once_and_on_after_a_restart(
    suite: Suite, groups: dict[str, Group]
) -> None:
    """Each in the commune of residence, with the certificate; the late police answer for it."""
    group = groups["2.000986"]
    at_once, between = group.seen["at-once"], group.seen["between"]
    done = group.finished(suite)

    group.require_told(suite, done, "Đăng ký thường trú")
    assert {name: leg["status"] for name, leg in at_once.items()} == {
        "birth": "finished",
        "residence": "running",
        "insurance": "running",
    }
    assert at_once["residence"]["agency"] == POLICE
    assert at_once["residence"]["agency_name"] == "Công an phường Bỉm Sơn"
    assert at_once["insurance"]["agency"] == INSURANCE
    assert at_once["insurance"]["due_at"] is not None
    assert {name: leg["status"] for name, leg in between.items()} == {
        "birth": "finished",
        "residence": "running",
        "insurance": "finished",
    }
    assert all(leg["finished_at"] for leg in done["legs"])
    told = texts(suite, group.code, owner(suite, group.procedure))
    assert "Bắt đầu phần việc: Đăng ký thường trú." in told
    assert "Đã xong phần việc: Cấp thẻ bảo hiểm y tế." in told


def test_a_death_is_settled_by_the_purse_that_pays_and_the_late_police_answer_for_it(
    suite: Suite, groups: dict[str, Group]
) -> None:
    """The other purse is passed over; the late agency stands in the register and the report."""
    group = groups["2.002622"]
    done = group.finished(suite)

    group.require_told(suite, done, "Xóa đăng ký thường trú")
    assert {name: leg["status"] for name, leg in group.seen["at-once"].items()} == {
        "death": "finished",
        "residence": "running",
        "insurance-aid": "skipped",
        "protection-aid": "running",
    }
    assert leg_of(done, "residence")["agency"] == "H56.CA.14797"


def test_land_is_taxed_by_the_tax_offices_system_and_paid_at_the_treasury(
    suite: Suite, groups: dict[str, Group]
) -> None:
    """Paid, the clock goes on; the land registry that then forgets it is late."""
    group = groups["1.013831"]
    done = group.finished(suite)

    group.require_told(suite, done, "Chỉnh lý, cấp giấy chứng nhận")
    told = lines(suite, group.code, owner(suite, group.procedure))
    kinds = [line["kind"] for line in told]
    assert kinds.count("system-asked") == kinds.count("system-answered") == 1
    assert [kind for kind in kinds if kind in {"paused", "resumed"}] == ["paused", "resumed"]
    assert {leg["agency"] for leg in done["legs"]} >= {"H56.THUE", TREASURY}


def test_a_karaoke_licence_takes_three_agencies_and_the_late_one_alone_is_charged(
    suite: Suite, groups: dict[str, Group]
) -> None:
    """One after the other, each with the paper of the one before."""
    group = groups["9.000297"]
    citizen = owner(suite, group.procedure)
    running = states(suite, group.code, citizen)
    papers: list[Json] = []

    def licence(citizen: str) -> None:
        token = suite.token("officer", "H56.SVHTTDL")
        (item,) = wait_for(
            lambda: suite.call("GET", f"/worklist?dossier={group.code}", token=token).body[
                "items"
            ],
            lambda items: items,
        )
        papers.extend(suite.call("GET", f"/tasks/{item['task']}", token=token).body["papers"])
        work_leg(suite, group.code, citizen, "licence", {"sign-licence": "KARAOKE-1"})

    done = group.finished(suite, {"sign-security": "security-1"}, licence)

    assert {paper["number"] for paper in papers} == {"household-business-1", "security-1"}
    group.require_told(suite, done, "Cấp giấy chứng nhận an ninh, trật tự")
    tried = json.loads(suite.motcua("catalogue", "simulate", group.procedure, "--json"))
    assert (tried["cases"], tried["measured_late"]) == (1, 1)
    assert tried["before"] == tried["after"]
    assert running == {
        "household-business": "finished",
        "security": "running",
        "licence": "waiting",
    }
    assert [leg["agency"] for leg in done["legs"]] == ["H56.14797", "H56.CA", "H56.SVHTTDL"]
