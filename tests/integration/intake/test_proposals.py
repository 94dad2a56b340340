"""What officers propose stands on the desk's queue until the desk asks, or it falls away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from contracts.events.clock import SupplementRequested
from contracts.events.proposals import ProposalMade, ProposalSettled
from tests.integration.intake.clocked import ORDER, filed, officer_of, received, send
from tests.integration.intake.listed import change
from tests.integration.intake.office import COMMUNE, ELSEWHERE, LAND, MONDAY, Office
from tests.integration.intake.test_desk_queue import counted, queue, waiting
from tests.integration.intake.test_reception import opened

PROPOSAL = "01a205ba-84eb-7777-ab98-ac6147820071"
OTHER = "01a205ba-84eb-7777-ab98-ac6147820072"
_ABOUT: dict[str, Any] = {"kind": "supplement", "task": "t-1", "agency": "H56.BHXH"}


def made(code: str, proposal: str = PROPOSAL, **other: Any) -> ProposalMade:
    """Return what routing says of a proposal."""
    return ProposalMade(
        **{
            **_ABOUT,
            "dossier": code,
            "proposal": proposal,
            "leg": "registration",
            "step": "verify",
            "step_name": {"vi": "Thẩm tra", "en": "Verify"},
            "receiving_agency": COMMUNE,
            "officer": "insurer-1",
            "papers": ("birth-certificate-of-hospital",),
            "fields": ("/nowhere",),
            "proposed_at": MONDAY,
            **other,
        }
    )


def settled(code: str, outcome: str = "declined", proposal: str = PROPOSAL) -> ProposalSettled:
    """Return what routing says came of it."""
    return ProposalSettled(
        **_ABOUT,
        dossier=code,
        proposal=proposal,
        outcome=outcome,
        officer="",
        settled_at=MONDAY,
    )


def processing(office: Office) -> str:
    """Receive a dossier whose case routing has opened."""
    code = filed(office)
    assert send(office, code, "acceptance", {}, officer_of(code))[0] == 200
    office.hear(opened(code))
    return code


def test_the_desk_sees_what_is_proposed_by_name(office: Office) -> None:
    """Papers and fields with their names, who proposes, and where the words are."""
    code = processing(office)
    office.hear(made(code))
    (found,) = queue(office, "?kind=proposal")["items"]

    assert (found["dossier"], found["urgency"]) == (code, "pressing")
    assert found["proposal"] == {
        "proposal": PROPOSAL,
        "agency": "H56.BHXH",
        "step_name": {"vi": "Thẩm tra", "en": "Verify"},
        "officer": "insurer-1",
        "papers": [
            {
                "id": "birth-certificate-of-hospital",
                "name": found["proposal"]["papers"][0]["name"],
            }
        ],
        "fields": [{"id": "/nowhere", "name": None}],
        "link": f"/api/v1/proposals/{PROPOSAL}",
    }
    assert "chứng sinh" in found["proposal"]["papers"][0]["name"]["vi"].lower()
    assert counted(office)["proposal"] == (1, 0)
    assert waiting(office, "?kind=proposal", ELSEWHERE) == []


def test_asking_as_proposed_takes_it_off_and_stops_the_clock(office: Office) -> None:
    """One act of the desk, by the use case there was: 4 to 5, and it names the proposal."""
    code = processing(office)
    office.hear(made(code))
    desk = officer_of(code)
    unknown = send(office, code, "supplement-request", {**ORDER, "proposal": OTHER}, desk)
    still = waiting(office, "?kind=proposal")
    # As `GET /proposals/{id}` shows its items: what is not marked is null there.
    items = [{"paper": None, "field": None, **item} for item in ORDER["items"]]  # type: ignore[dict-item]
    order = {**ORDER, "items": items, "proposal": PROPOSAL}
    asked = send(office, code, "supplement-request", order, desk)
    said = office.said(code)[-1]

    assert (unknown[0], unknown[1]["type"]) == (409, "/problems/no-proposal-waiting")
    assert still == [("proposal", code)]
    assert (asked[0], asked[1]["status"]["code"]) == (200, 5)
    assert waiting(office, "?kind=proposal") == []
    assert isinstance(said, SupplementRequested)
    assert said.proposal == PROPOSAL


def test_papers_are_asked_for_once_whoever_proposes(office: Office) -> None:
    """A second request is refused as ever, and the proposal waits for the head's word."""
    code = processing(office)
    desk = officer_of(code)
    send(office, code, "supplement-request", ORDER, desk)
    change(office, code, status=4)
    office.hear(made(code))
    refused = send(office, code, "supplement-request", {**ORDER, "proposal": PROPOSAL}, desk)

    assert (refused[0], refused[1]["type"]) == (409, "/problems/supplement-already-asked")
    assert waiting(office, "?kind=proposal") == [("proposal", code)]


def test_what_was_settled_or_is_not_the_desks_does_not_wait(office: Office) -> None:
    """A refusal is the signer's; a case that is no more proposes nothing."""
    code = processing(office)
    office.hear(made(code, kind="refusal"))
    refusal = waiting(office, "?kind=proposal")
    office.hear(made(code))
    office.hear(settled(code, proposal=OTHER))
    other = waiting(office, "?kind=proposal")
    office.hear(settled(code))
    after = waiting(office, "?kind=proposal")
    change(office, code, case_number=2)
    office.hear(made(code))
    past = waiting(office, "?kind=proposal")
    over = received(office, LAND)
    change(office, over, status=10)
    office.hear(made(over))

    assert (refusal, other, after, past) == ([], [("proposal", code)], [], [])
    with office.database.read() as tx:
        assert tx.scalar(text("SELECT count(*) FROM desk_task WHERE kind = 'proposal'")) == 0
