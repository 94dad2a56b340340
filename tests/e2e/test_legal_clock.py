"""The dates of the law, asked of the whole suite, whose clock is set forward step by step.

The last of its level: the suite's clock stays where it leaves it.
"""

from __future__ import annotations

import time
from functools import partial
from urllib.parse import urlencode

import pytest

from chassis.clock import REREAD_SECONDS
from tests.e2e.linked import work_leg
from tests.e2e.suite import COMMUNE, Json, Suite
from tests.e2e.test_dossier_life import accept, dossier, wait_for
from tests.unit.kernel.vectors import VECTORS, Vector


def at(local: str) -> str:
    """Return a wall time of Vietnam as the API writes it."""
    return f"{local:0<19}+07:00" if len(local) > 16 else f"{local}:00+07:00"


def turn_to(suite: Suite, local: str) -> None:
    """Set the clock of every service and wait until all processes go by it."""
    suite.motcua("clock", "set", at(local))
    time.sleep(REREAD_SECONDS)  # backgrounds too, whom nobody can ask
    suite.tokens.clear()
    officer, supervisor = suite.token("officer", COMMUNE), suite.token("supervisor", "H56")
    report = f"/reports/kstt-06?period={local[:7]}"
    # A token of the new time is not valid yet for whoever still has the old one.
    for path, token in (
        ("/dossiers?limit=1", officer),
        ("/worklist?limit=1", officer),
        (report, supervisor),
    ):
        wait_for(
            partial(suite.call, "GET", path, token=token), lambda answer: answer.status == 200
        )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
def test_the_front_door_knows_the_vectors(suite: Suite, vector: Vector) -> None:
    """`GET /deadline` through gateway and intake gives the date and the reasons."""
    asked = [("from", at(vector.filed)), ("term", vector.term), ("channel", vector.channel)]
    asked += [("rules", vector.book)] if vector.book else []
    asked += [("stop_at", at(each)) for each in vector.stops]
    asked += [("resume_at", at(each)) for each in vector.resumes]
    asked += [("restart_at", at(each)) for each in vector.restarts]

    answer = suite.call("GET", f"/deadline?{urlencode(asked)}")

    assert answer.status == 200, answer.body
    assert answer.body["received_at"] == at(vector.received)
    assert answer.body["due_at"] == at(vector.due)
    assert tuple(move["rule"] for move in answer.body["moves"]) == vector.rules


HOUSEHOLD_BUSINESS = "1.001612"
LAND = "1.013831"
TAX_OFFICE = "H56.THUE"
LETTERS = """
    SELECT count(*) FROM message
    WHERE dossier = '{}' AND template = 'dossier-extended' AND channel = 'email'
"""


def test_household_business_names_the_rule_of_the_last_hour(suite: Suite) -> None:
    """Vector (d) by the procedure's own rules: Monday 16:30 is Wednesday, day 1 is Thursday."""
    asked = {"from": at("2026-11-23T16:30"), "procedure": HOUSEHOLD_BUSINESS, "channel": "online"}
    alone = suite.call("GET", f"/deadline?{urlencode(asked | {'term': '1wd'})}").body
    whole = suite.call("GET", f"/deadline?{urlencode(asked)}").body

    assert alone["received_at"] == whole["received_at"] == at("2026-11-25T07:30")
    assert alone["due_at"] == at("2026-11-26T17:30")
    assert whole["due_at"] == at("2026-11-30T17:30")
    assert "last-office-hour" in {move["rule"] for move in alone["moves"]}


def test_household_business_filed_in_the_last_hour_counts_from_the_next_opening(
    suite: Suite,
) -> None:
    """Filed through the gateway on Monday 16:30: the desk's time begins on Wednesday."""
    turn_to(suite, "2026-11-23T16:30")
    body = suite.call("GET", f"/procedures/{HOUSEHOLD_BUSINESS}/example").body
    citizen = suite.token("citizen", sub="last-hour")
    filed = suite.write("/dossiers", body, token=citizen)
    assert filed.status == 201, filed.body
    turn_to(suite, "2026-11-25T09:00")
    accepted = accept(suite, filed.body["code"], body["receiving_agency"])

    assert filed.body["received_at"] == at("2026-11-25T07:30")
    assert accepted["due_at"] == at("2026-11-30T17:30")  # 26, 27, 30 November


def filed_at_desk(suite: Suite, procedure: str, local: str) -> Json:
    """Turn the clock, hand a dossier in at the desk of its example, return the answer."""
    turn_to(suite, local)
    return file_at_desk(suite, procedure)


def file_at_desk(suite: Suite, procedure: str) -> Json:
    """Hand a dossier in at the desk of its example now, and return the answer."""
    body = suite.call("GET", f"/procedures/{procedure}/example").body
    officer = suite.token("officer", body["receiving_agency"])
    filed = suite.write("/dossiers", body | {"channel": "desk"}, token=officer)
    assert filed.status == 201, filed.body
    answer: Json = filed.body
    return answer


@pytest.mark.parametrize(
    ("procedure", "filed", "due"),
    [
        # 0wd: a minute before 15:00 the same day, after it the next working day (24 is off).
        ("1.001193", "2026-11-23T14:59", "2026-11-23T17:30"),
        ("1.001193", "2026-11-23T16:45", "2026-11-25T17:30"),
        # 7wd: 30 November, 1, 2, 3, 4, 7, 8 December.
        ("1.002010", "2026-11-27T09:00", "2026-12-08T17:30"),
        # 15d: 1 January is off, the 2nd and 3rd a weekend.
        ("2.001023", "2026-12-17T09:00", "2027-01-04T17:30"),
    ],
)
def test_a_dossier_gets_the_date_of_the_law(
    suite: Suite, procedure: str, filed: str, due: str
) -> None:
    """Filed at that minute of the suite's clock, due when the law says."""
    answer = filed_at_desk(suite, procedure, filed)

    assert answer["due_at"] == at(due)


def test_papers_asked_for_restart_the_term(suite: Suite) -> None:
    """7 working days anew from the day the papers came; the ledger says why."""
    turn_to(suite, "2027-01-05T09:00")
    body = suite.call("GET", "/procedures/1.002010/example").body
    code = suite.write("/dossiers", body, token=suite.token("citizen", sub="clock")).body["code"]
    desk = body["receiving_agency"]
    first = accept(suite, code, desk)["due_at"]
    wait_for(
        lambda: dossier(suite, code, suite.token("citizen", sub="clock")),
        lambda read: read["status"]["code"] == 4,
    )
    turn_to(suite, "2027-01-06T10:00")
    officer = suite.token("officer", desk)
    etag = suite.call("GET", f"/dossiers/{code}", token=officer).etag
    order = {"items": [{"paper": "proof-of-premises", "what": "Ảnh mờ"}], "reason": "Ảnh mờ"}
    asked = suite.write(f"/dossiers/{code}/supplement-request", order, token=officer, etag=etag)
    assert asked.status == 200, asked.body
    turn_to(suite, "2027-01-11T15:30")
    citizen = suite.token("citizen", sub="clock")
    sent = suite.write(
        f"/dossiers/{code}/supplement",
        {"papers": [], "note": "Đã bổ sung"},
        token=citizen,
        etag=suite.call("GET", f"/dossiers/{code}", token=citizen).etag,
    )
    assert sent.status == 200, sent.body
    again = accept(suite, code, desk)["due_at"]
    shown = suite.call("GET", f"/dossiers/{code}/deadline", token=citizen).body

    assert first == at("2027-01-14T17:30")
    assert again == shown["due_at"] == at("2027-01-20T17:30")
    assert {"start", "stop", "restart"} <= {entry["rule"] for entry in shown["ledger"]}, shown


def test_a_land_obligation_stops_the_clock_and_leaves_what_was_left(suite: Suite) -> None:
    """4, 6, 4, 9 by vector (f): stopped on day 10 of 18 with 9 used, 9 days are left."""
    turn_to(suite, "2027-03-02T09:00")
    body = suite.call("GET", f"/procedures/{LAND}/example").body
    filed = suite.write("/dossiers", body, token=suite.token("citizen", sub="land"))
    assert filed.status == 201, filed.body
    code = filed.body["code"]
    first = accept(suite, code, body["receiving_agency"])["due_at"]
    work_leg(suite, code, suite.token("citizen", sub="land"), "registry-check")
    wait_for_notice(suite, code)
    turn_to(suite, "2027-03-16T10:00")
    work_leg(suite, code, suite.token("citizen", sub="land"), "tax")
    stopped = reached(suite, code, 6)
    turn_to(suite, "2027-03-25T14:00")
    work_leg(suite, code, suite.token("citizen", sub="land"), "treasury")
    running = reached(suite, code, 4)
    citizen = suite.token("citizen", sub="land")
    work_leg(suite, code, citizen, "registry-issue")
    reached(suite, code, 9)
    done = dossier(suite, code, citizen)
    lines = suite.call("GET", f"/dossiers/{code}/timeline", token=citizen).body["items"]
    told = [line["kind"] for line in lines if line["kind"] in {"paused", "resumed"}]
    ledger = suite.call("GET", f"/dossiers/{code}/deadline", token=citizen).body["ledger"]

    assert first == at("2027-03-26T17:30")
    assert stopped["due_at"] is None
    assert running["due_at"] == at("2027-04-07T17:30")  # 26, 29, 30, 31 March, 1, 2, 5, 6, 7 April
    assert (done["status"]["code"], done["due_at"]) == (9, running["due_at"])
    assert told == ["paused", "resumed"], lines
    assert [e["rule"] for e in ledger if e["rule"] in {"stop", "resume"}] == ["stop", "resume"]


def wait_for_notice(suite: Suite, code: str) -> None:
    """Wait until the tax office's system has answered, and its notice is to be signed."""
    approver = suite.token("approver", TAX_OFFICE)
    wait_for(
        lambda: suite.call("GET", f"/worklist?dossier={code}", token=approver).body["items"],
        lambda items: [item["step"] for item in items] == ["notify"],
    )


def reached(suite: Suite, code: str, status: int) -> Json:
    """Return the dossier as the tax office reads it, once it has the status."""
    approver = suite.token("approver", TAX_OFFICE)
    found: Json = wait_for(
        lambda: dossier(suite, code, approver), lambda read: read["status"]["code"] == status
    )
    return found


def test_what_will_be_late_is_apologised_for_or_stands_in_the_register(suite: Suite) -> None:
    """Of two dossiers one gets an apology and a new date, told once; the other a violation."""
    code = filed_at_desk(suite, "1.002010", "2027-05-04T09:00")["code"]
    silent = filed_at_desk(suite, "1.002010", "2027-05-04T09:30")["code"]
    turn_to(suite, "2027-05-10T08:00")
    read = dossier(suite, code, suite.token("officer", code.rsplit("-", 2)[0]))
    agency, due = read["competent_agency"], read["due_at"]
    prepared = apology_of(suite, code, agency, "prepared")
    officer, head = suite.token("officer", agency), suite.token("head", agency)
    letter = {"reason": "overload", "new_due_on": "2027-05-18"}
    headers = {"Idempotency-Key": f"letter-{code}-1", "If-Match": prepared["etag"]}
    written = suite.call(
        "PUT", f"/dossiers/{code}/apology", letter, token=officer, headers=headers
    )
    assert written.status == 200, written.body
    signature = f"/dossiers/{code}/apology/signature"
    signed = suite.write(signature, {}, token=head, etag=written.etag)
    assert signed.status == 200, signed.body
    again = suite.write(signature, {}, token=head, etag=signed.etag)
    moved = wait_for(lambda: dossier(suite, code, officer), lambda found: found["due_at"] != due)
    letters = LETTERS.format(code)
    wait_for(lambda: suite.count("notification", letters), lambda found: found > 0)
    turn_to(suite, "2027-05-19T08:00")
    lines = wait_for(
        lambda: [missed(suite, agency, one) for one in (code, silent)],
        all,
    )

    assert (due, moved["due_at"]) == (at("2027-05-13T17:30"), at("2027-05-18T17:30"))
    assert (again.status, again.body["type"]) == (409, "/problems/apology-signed")
    assert suite.count("notification", letters) == 1
    assert lines == [["apology-broken"], ["apology-missing"]]


def apology_of(suite: Suite, code: str, agency: str, state: str) -> Json:
    """Return the apology of a dossier with its tag, once it is so far."""
    officer = suite.token("officer", agency)
    answer = wait_for(
        lambda: suite.call("GET", f"/dossiers/{code}/apology", token=officer),
        lambda found: found.status == 200 and found.body["state"] == state,
    )
    return {**answer.body, "etag": answer.etag}


def missed(suite: Suite, agency: str, code: str) -> list[str]:
    """Return the kinds of the lines about the due date of a dossier."""
    head = suite.token("head", agency)
    found = suite.call("GET", f"/violations?dossier={code}", token=head).body["items"]
    return [line["kind"] for line in found if line["kind"].startswith("apology")]
