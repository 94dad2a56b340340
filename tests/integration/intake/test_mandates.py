"""Mandates: given, entered at a desk, seen by both sides, ended, and what is kept of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from contracts.events.mandate import MandateEnded, MandateGranted
from services.intake.registry.store.mandates import purge
from tests.integration.intake.mandated import (
    AGENT,
    MOTHER,
    PAPER,
    PRINCIPAL,
    filed,
    grant,
    granted,
    listed,
    refused,
    revoke,
    under,
)
from tests.integration.intake.office import (
    COMMUNE,
    COPIES,
    ELSEWHERE,
    MONDAY,
    OFFICER,
    STRANGER,
    Office,
)

MINE = PRINCIPAL["id_number"]
_FLOOD = text("""
    INSERT INTO mandate (id, version, principal, agent, procedures, actions, granted_at,
        granted_by, expires_on, sealed)
    SELECT gen_random_uuid(), 1, principal, agent, procedures, actions,
        granted_at + make_interval(mins => n), granted_by, expires_on, sealed
    FROM mandate, generate_series(1, 120) AS n
""")


def test_the_person_gives_it_online_and_both_sides_see_it(office: Office) -> None:
    """A year where nothing is said of the term; numbers are masked, strangers get 404."""
    mandate = granted(office)
    path = f"/mandates/{mandate['id']}"

    assert (mandate["state"], mandate["source"], mandate["paper"]) == ("in-force", "online", None)
    assert mandate["expires_on"] == "2027-11-23"
    assert mandate["agent"] == {"name": "Lê Văn Thay", "id_number": "0********012"}
    for actor in (MOTHER, AGENT):
        assert office.get(path, actor).json == mandate
        assert office.get("/mandates", actor).json == {"items": [mandate]}
    refused(office.get(path, STRANGER), "mandate-not-found", 404)
    refused(office.get(path, OFFICER), "mandate-not-found", 404)
    assert office.get("/mandates", STRANGER).json == {"items": []}


def test_a_desk_enters_the_paper_it_saw(office: Office) -> None:
    """With number and day; the term runs from the day it was signed; only at the own desk."""
    body = {"principal": PRINCIPAL, "agency": COMMUNE, "paper": PAPER}
    mandate = granted(office, OFFICER, **body)

    assert (mandate["source"], mandate["paper"]) == ("paper", PAPER)
    assert mandate["expires_on"] == "2027-11-20"
    assert office.get(f"/mandates/{mandate['id']}", OFFICER).status_code == 200
    refused(office.get(f"/mandates/{mandate['id']}", ELSEWHERE), "mandate-not-found", 404)
    refused(grant(office, ELSEWHERE, **body), "forbidden")
    refused(grant(office, MOTHER, **body), "forbidden")
    dossier = filed(office, mandate)
    shown = office.get(f"/dossiers/{dossier}", OFFICER).json
    assert shown["on_behalf_of"]["authority"] == "Giấy ủy quyền số 123/2026"  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"agent": PRINCIPAL}, "/agent"),
        ({"expires_on": "2026-11-22"}, "/expires_on"),
        ({"actions": []}, "/actions"),
        ({"actions": ["sell"]}, "/actions/0"),
        ({"paper": PAPER}, "/paper"),
        ({"agent": {"kind": "organisation", "name": "Tôi", "tax_code": MINE}}, "/agent"),
        ({"expires_on": "9999-12-31"}, "/expires_on"),
        ({"procedures": [COPIES, "gọi 0912345678"]}, "/procedures/1"),
    ],
)
def test_what_no_mandate_says(office: Office, changes: dict[str, Any], pointer: str) -> None:
    """To oneself, over before it begins, for nothing, or half on paper."""
    answer = grant(office, **changes)

    assert answer.status_code == 422
    assert pointer in {error["pointer"] for error in answer.json["errors"]}  # type: ignore[index]


@pytest.mark.parametrize("signed_on", ["9999-12-31", "2026-11-24", "0001-01-01"])
def test_a_paper_of_no_day_there_was_is_refused(office: Office, signed_on: str) -> None:
    """Signed tomorrow, at the end of time, or so long ago that its year is over."""
    paper = PAPER | {"signed_on": signed_on}
    answer = grant(office, OFFICER, principal=PRINCIPAL, agency=COMMUNE, paper=paper)

    assert answer.status_code == 422
    assert office.count("mandate") == 0


def test_the_giver_is_called_what_their_account_says(office: Office) -> None:
    """Whatever the body calls them: agent and desk read the name."""
    mandate = granted(office, principal=PRINCIPAL | {"name": "Chủ tịch tỉnh"})

    assert mandate["principal"]["name"] == MOTHER.name


def test_mandates_nobody_used_do_not_crowd_out_the_one_that_opens_something(
    office: Office,
) -> None:
    """Anybody may name anybody as their agent, a hundred times over."""
    code = filed(office, granted(office))
    with office.database.transaction() as tx:
        tx.execute(_FLOOD)

    assert office.count("mandate") == 121
    assert listed(office, AGENT) == [code]


def test_mandates_in_force_that_were_given_online_are_counted(office: Office) -> None:
    """Not those at their end, nor those a desk entered."""
    granted(office)
    revoke(office, granted(office))
    granted(office, OFFICER, principal=PRINCIPAL, agency=COMMUNE, paper=PAPER)
    granted(office, expires_on="2026-11-23")
    with office.database.transaction() as tx:
        today = office.parts.mandates(tx).count_online(f"id:{MINE}")
    office.set_clock(MONDAY + timedelta(days=1))
    with office.database.transaction() as tx:
        tomorrow = office.parts.mandates(tx).count_online(f"id:{MINE}")

    assert (today, tomorrow) == (2, 1)


def test_nobody_gives_anothers_mandate(office: Office) -> None:
    """The giver is who is logged in, with a number of their own."""
    refused(
        grant(office, AGENT, principal=PRINCIPAL, agent=PRINCIPAL), "applicant-is-another", 422
    )
    refused(grant(office, STRANGER), "forbidden")

    assert office.count("mandate") == 0


def test_once_it_is_revoked_the_agent_knows_the_dossier_no_more(office: Office) -> None:
    """Gone from lists and pages alike; the dossier goes on, and says what happened."""
    mandate = granted(office)
    code = filed(office, mandate)
    ended = revoke(office, mandate)

    assert ended.json is not None
    assert (ended.json["state"], ended.json["end"], ended.json["version"]) == (
        "ended",
        "principal",
        2,
    )
    for part in ("", "/timeline", "/deadline", "/messages", "/forms"):
        refused(office.get(f"/dossiers/{code}{part}", AGENT), "dossier-not-found", 404)
    assert listed(office, AGENT) == []
    assert listed(office, MOTHER) == [code]
    line = office.get(f"/dossiers/{code}/timeline", MOTHER).json["items"][-1]  # type: ignore[index]
    assert (line["kind"], line["data"]) == ("mandate-ended", {"mandate": mandate["id"]})
    refused(office.file(AGENT, under(mandate)), "mandate-revoked")
    refused(revoke(office, ended.json), "mandate-over", 409)
    refused(revoke(office, mandate), "stale-version", 412)


def test_either_side_ends_it_and_so_does_the_desk_that_entered_it(office: Office) -> None:
    """Civil Code 2015 art. 569; a stranger does not even learn that it is there."""
    body = {"principal": PRINCIPAL, "agency": COMMUNE, "paper": PAPER}
    given_up, on_paper = granted(office), granted(office, OFFICER, **body)

    refused(revoke(office, given_up, STRANGER), "mandate-not-found", 404)
    refused(revoke(office, on_paper, ELSEWHERE), "mandate-not-found", 404)
    assert revoke(office, given_up, AGENT).json["end"] == "agent"  # type: ignore[index]
    assert revoke(office, on_paper, OFFICER).json["end"] == "desk"  # type: ignore[index]


def test_what_is_said_of_it_names_nobody(office: Office) -> None:
    """How far it reaches and until when; no name, no number, and none in clear at rest."""
    mandate = granted(office)
    revoke(office, mandate)

    with office.database.read() as tx:
        stored = tx.execute(text("SELECT m::text FROM mandate AS m")).scalars().one()
        kept = tx.execute(text("SELECT convert_from(body, 'UTF8') FROM idempotency_key")).scalars()
        answers = list(kept)
        rows = tx.execute(
            text("SELECT data::text FROM event_log WHERE subject = :s ORDER BY sequence"),
            {"s": f"mandate/{mandate['id']}"},
        ).scalars()
        said = list(rows)
    for canary in ("038190000001", "038085000012", "Nguyễn", "Lê Văn Thay"):
        assert canary not in stored
        assert not any(canary in one for one in (*said, *answers))
    assert len(said) == 2
    types = [type(event) for event in office.said_of(f"mandate/{mandate['id']}")]
    assert types == [MandateGranted, MandateEnded]


def test_a_mandate_long_over_is_forgotten_where_no_dossier_needs_it(office: Office) -> None:
    """Ten years after its end, and not while something filed under it is kept."""
    used, unused = granted(office), granted(office)
    filed(office, used)
    office.set_clock(MONDAY.replace(year=2037, month=11, day=22))
    with office.database.transaction() as tx:
        assert purge(tx, 1000, years=10) == 0
    office.set_clock(MONDAY.replace(year=2037, month=11, day=24))
    with office.database.transaction() as tx:
        gone = purge(tx, 1000, years=10)

    assert gone == 1
    assert [item["id"] for item in office.get("/mandates", AGENT).json["items"]] == [used["id"]]  # type: ignore[index]
    assert unused["id"] != used["id"]


def test_its_people_go_with_the_last_dossier_once_it_is_over(office: Office) -> None:
    """As long as it is in force it is kept, whatever is erased of what was filed under it."""
    running, over = granted(office), granted(office)
    codes = [filed(office, one) for one in (running, over, over)]
    revoke(office, over)
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE dossier SET status = 7, erased_at = filed_at, next_limit = NULL"))
        kept = []
        for code in codes:
            tx.execute(text("SELECT erase_dossier(:code)"), {"code": code})
            kept.append(set(tx.execute(text("SELECT id::text FROM mandate")).scalars()))

    assert kept == [{running["id"], over["id"]}] * 2 + [{running["id"]}]
