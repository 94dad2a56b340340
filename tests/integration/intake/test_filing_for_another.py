"""Somebody files for another under a mandate: how far it reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.auth import TokenVerifier
from chassis.identifiers import new_id
from kernel.clock import VIETNAM
from kernel.rights import Actor
from services.intake.wiring.service import app_of
from tests.integration.intake.mandated import (
    AGENT,
    ANSWER,
    MOTHER,
    ORDER,
    PERSON,
    PRINCIPAL,
    filed,
    granted,
    listed,
    refused,
    revoke,
    under,
)
from tests.integration.intake.office import (
    COPIES,
    MONDAY,
    OFFICER,
    STRANGER,
    Office,
    at_desk,
    example,
    public_keys,
)


def test_the_agent_files_for_the_giver_and_the_timeline_says_so(office: Office) -> None:
    """The dossier is the giver's; the agent has it by the mandate and not by name."""
    mandate = granted(office)
    code = filed(office, mandate)

    dossier = office.get(f"/dossiers/{code}", MOTHER).json
    assert dossier is not None
    assert dossier["mandate"] == mandate["id"]
    assert dossier["on_behalf_of"]["id_number"] == PRINCIPAL["id_number"]
    lines = office.get(f"/dossiers/{code}/timeline", MOTHER).json["items"]  # type: ignore[index]
    assert [line["kind"] for line in lines] == ["filed", "filed-under-mandate"]
    assert lines[1]["text"]["vi"] == "Nộp thay theo ủy quyền."
    for actor in (MOTHER, AGENT):
        assert listed(office, actor) == [code]
    assert listed(office, STRANGER) == []


def test_at_the_desk_it_is_asked_for_too(office: Office) -> None:
    """The agent hands the papers in; what was given online holds there."""
    mandate = granted(office)
    body = at_desk() | {key: under(mandate)[key] for key in ("applicant", "mandate")}

    assert office.file(OFFICER, body).status_code == 201
    assert revoke(office, mandate).status_code == 200
    refused(office.file(OFFICER, body), "mandate-revoked")


def test_what_the_agent_may_do_is_what_the_mandate_says(office: Office) -> None:
    """Follow, write, answer a request where that was given; never take back or see who read."""
    mandate = granted(office)
    narrow = granted(office, actions=["file"])
    code, other = filed(office, mandate), filed(office, narrow)
    for one in (code, other):
        asked = office.post(
            f"/dossiers/{one}/supplement-request", ORDER, OFFICER, key=str(new_id()), version=1
        )
        assert asked.status_code == 200, asked.get_data(as_text=True)

    def send(one: str, what: str, body: object, actor: Actor = AGENT) -> TestResponse:
        return office.post(f"/dossiers/{one}/{what}", body, actor, key=str(new_id()), version=2)

    assert send(code, "messages", {"text": "Bao giờ xong ạ?"}).status_code == 201
    assert send(code, "supplement", ANSWER).status_code == 200
    assert refused(send(other, "supplement", ANSWER), "mandate-out-of-scope")["actions"] == [
        "file"
    ]
    refused(send(other, "withdrawal", {}), "forbidden")
    refused(office.get(f"/dossiers/{code}/accesses", AGENT), "forbidden")
    office.get(f"/dossiers/{code}", AGENT)
    reads = office.get(f"/dossiers/{code}/accesses", MOTHER).json["items"]  # type: ignore[index]
    assert [read["by"]["role"] for read in reads] == ["citizen"]
    assert send(other, "supplement", ANSWER, MOTHER).status_code == 200


def test_outside_its_reach_nothing_is_filed(office: Office) -> None:
    """Another procedure, another action, after its last day, after its end: each in its words."""
    elsewhere = granted(office, procedures=[COPIES])
    only_result = granted(office, actions=["receive-result"])
    short = granted(office, expires_on="2026-11-25")

    found = refused(office.file(AGENT, under(elsewhere)), "mandate-out-of-scope")
    assert found["procedures"] == [COPIES]
    refused(office.file(AGENT, under(only_result)), "mandate-out-of-scope")
    assert office.file(AGENT, under(short)).status_code == 201
    office.set_clock(MONDAY + timedelta(days=2, hours=14, minutes=59))  # its last day, 23:59
    assert office.file(AGENT, under(short)).status_code == 201
    office.set_clock(MONDAY + timedelta(days=3))
    assert (
        refused(office.file(AGENT, under(short)), "mandate-expired")["expires_on"] == "2026-11-25"
    )
    assert listed(office, AGENT) == []
    assert office.count("dossier") == 2


def test_over_midnight_the_mandate_counts_on_the_day_of_the_number(office: Office) -> None:
    """Begun in its last second and numbered after it: refused, and no number is taken."""
    mandate = granted(office, expires_on="2026-11-23")
    midnight = datetime(2026, 11, 24, tzinfo=VIETNAM)
    office.set_clock(midnight)
    slow = replace(office.parts, clock=lambda: midnight - timedelta(seconds=1))
    client = app_of(slow, TokenVerifier("intake", public_keys(), office.clock)).test_client()
    headers = office.headers(AGENT) | {"Idempotency-Key": str(new_id())}

    refused(client.post("/dossiers", json=under(mandate), headers=headers), "mandate-expired")
    assert office.count("dossier_counter") == 0


def test_a_mandate_between_others_fits_nobody(office: Office) -> None:
    """Not the applicant's, not from whom it is filed for, or not there at all: the same words."""
    mandate = granted(office)
    foreign = under(mandate) | {"applicant": example()["applicant"]}
    for_another = under(mandate)
    for_another["on_behalf_of"] = {"kind": "citizen", "name": "Ai", "id_number": "038170000090"}
    unknown = under({"id": str(new_id())})

    refused(office.file(MOTHER, foreign), "mandate-does-not-fit")
    refused(office.file(AGENT, for_another), "mandate-does-not-fit")
    refused(office.file(AGENT, unknown), "mandate-does-not-fit")
    assert office.file(AGENT, under(mandate) | {"mandate": "x"}).status_code == 422


def test_a_result_is_given_to_who_may_receive_it(office: Office) -> None:
    """At the desk the mandate stands for a paper, as long as it reaches so far."""
    mandate, narrow = granted(office), granted(office, actions=["file"])
    code = filed(office, mandate)
    with office.database.transaction() as tx:
        tx.execute(
            text(
                "UPDATE dossier SET status = 9, finished_at = filed_at, accepted_at = filed_at"
                " WHERE code = :code"
            ),
            {"code": code},
        )

    def come(mandate: dict[str, Any] | None, number: str = PERSON["id_number"]) -> TestResponse:
        receiver = {"name": "Lê Văn Thay", "document": "id-card", "number": number}
        receiver |= {"signature": "paper"} | ({"mandate": mandate["id"]} if mandate else {})
        body = {"method": "desk", "receiver": receiver}
        return office.post(f"/dossiers/{code}/handover", body, OFFICER, version=1)

    refused(come(None), "receiver-without-right", 409)
    refused(come(narrow), "mandate-out-of-scope")
    refused(come(mandate, "038170000090"), "mandate-does-not-fit")
    assert come(mandate).status_code == 200
    shown = office.get(f"/dossiers/{code}/handover", OFFICER).json
    assert shown is not None
    assert shown["receiver"]["capacity"] == "authorised"
