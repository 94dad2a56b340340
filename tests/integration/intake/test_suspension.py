"""The head holds the work up: a sub-state of 4, and the clock goes on."""

from __future__ import annotations

from typing import Any

from contracts.events.clock import DossierPaused, DossierResumed
from contracts.events.course import DossierSuspended, SuspensionLifted
from contracts.events.lateness import DossierOverdue
from contracts.events.routing import ObligationFound, ObligationMet
from kernel.rights import Actor
from tests.integration.intake.clocked import ask, at, dossier, filed, ring, send, timers
from tests.integration.intake.office import CITIZEN, COMMUNE, HEAD, MONDAY, OFFICER, Office
from tests.integration.intake.test_reception import decided, opened
from tests.integration.intake.test_withdrawal import kinds

WHY = {"reason": "Chờ kết luận thanh tra."}


def processing(office: Office) -> str:
    code = filed(office)
    send(office, code, "acceptance", {}, OFFICER)
    office.hear(opened(code))
    return code


def hold(office: Office, code: str, what: str = "suspension", actor: Actor = HEAD) -> int:
    return send(office, code, what, WHY, actor)[0]


def test_the_clock_goes_on(office: Office) -> None:
    """The due date stands, and its limits come while the work is held up."""
    code = processing(office)
    before = dossier(office, code), timers(office)
    held = hold(office, code)
    shown = dossier(office, code)
    rung = ring(office, at("2026-11-24T00:00"))

    assert held == 200
    assert (shown["status"]["code"], shown["sub_status"]) == (4, "suspended")
    assert (shown["due_at"], timers(office)) == (before[0]["due_at"], {})
    assert rung == 1
    assert "overdue" in kinds(office, code)
    assert [type(event) for event in office.said(code)[-2:]] == [DossierSuspended, DossierOverdue]


def test_the_head_lets_it_go_on(office: Office) -> None:
    """Each once; the reasons are kept."""
    code = processing(office)
    answers = [hold(office, code, what) for what in ("resumption", "suspension", "suspension")]
    lifted = hold(office, code, "resumption")
    shown = dossier(office, code)

    assert (answers, lifted) == ([409, 200, 409], 200)
    assert (shown["sub_status"], shown["suspended_at"]) == (None, None)
    assert isinstance(office.said(code)[-1], SuspensionLifted)
    assert kinds(office, code)[-2:] == ["suspended", "suspension-lifted"]
    assert [one["kind"] for one in shown["reasons"]] == ["suspension", "resumption"]
    assert shown["reasons"][0]["reason"] == WHY["reason"]


def test_only_the_head_and_only_while_an_agency_works(office: Office) -> None:
    """Officers and citizens may not; nothing is held up before or after code 4."""
    code = filed(office)
    early = hold(office, code)
    who = [send(office, code, "suspension", WHY, actor)[0] for actor in (OFFICER, CITIZEN)]
    empty, _ = send(office, code, "suspension", {"reason": " "}, HEAD)

    assert early == 409
    assert who == [403, 403]
    assert empty == 422


def test_no_papers_are_asked_for_meanwhile(office: Office) -> None:
    """Asking would stop the clock that the head cannot stop."""
    code = processing(office)
    hold(office, code)
    status, problem = ask(office, code)

    assert (status, problem["type"].rpartition("/")[2]) == (409, "dossier-suspended")


def test_a_decision_signed_before_the_word_was_known_counts(office: Office) -> None:
    """9, and the suspension is over."""
    code = processing(office)
    hold(office, code)
    office.hear(decided(code, MONDAY))
    shown = dossier(office, code)

    assert (shown["status"]["code"], shown["sub_status"]) == (9, "waiting-return")
    assert shown["suspended_at"] is None


def test_an_obligation_found_before_the_word_was_known(office: Office) -> None:
    """6 meanwhile, and held up still when it is met."""
    code = processing(office)
    hold(office, code)
    about: dict[str, Any] = {
        "dossier": code,
        "case": "case-1",
        "agency": COMMUNE,
        "officer": "officer-1",
    }
    office.hear(ObligationFound(found_at=MONDAY, **about))
    paused = dossier(office, code)
    office.hear(ObligationMet(met_at=MONDAY, **about))
    shown = dossier(office, code)
    words = [one for one in office.said(code) if isinstance(one, DossierPaused | DossierResumed)]

    assert [one.officer for one in words] == ["officer-1", "officer-1"]
    assert (paused["status"]["code"], paused["sub_status"]) == (6, None)
    assert (shown["status"]["code"], shown["sub_status"]) == (4, "suspended")


def test_an_obligation_found_while_papers_are_asked_for_stops_nothing_more(
    office: Office,
) -> None:
    """The clock stands for the papers; routing says it again when they are in."""
    code = processing(office)
    assert ask(office, code)[0] == 200
    about: dict[str, Any] = {
        "dossier": code,
        "case": "case-1",
        "agency": COMMUNE,
        "officer": "officer-1",
    }
    said = len(office.said(code))
    office.hear(ObligationFound(found_at=MONDAY, **about))
    office.hear(ObligationMet(met_at=MONDAY, **about))

    assert dossier(office, code)["status"]["code"] == 5
    assert len(office.said(code)) == said
