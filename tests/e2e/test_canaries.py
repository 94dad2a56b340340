"""Nothing personal comes to rest in clear, but names where people are looked for by name."""

from __future__ import annotations

import json
import uuid
from functools import partial
from typing import Any

import psycopg
import pytest

from deploy.onebox.access_token import Holder
from tests.e2e.bus import Ear, all_said, all_sent
from tests.e2e.canaries import NAME_PLACES, NAMES, PERSONAL, dumps, forms_of, logs, search
from tests.e2e.suite import COMMUNE, STATE, Json, Suite, dev
from tests.e2e.test_dossier_life import accept, dossier, hand_over, wait_for, work

SERVICES = ("intake", "routing", "notification", "reporting", "gateway")
PHONE = "0" + PERSONAL["phone"]
PLANTED = PERSONAL["id number"]


def applicant() -> Json:
    return {
        "kind": "citizen",
        "name": NAMES["name"],
        "id_number": PERSONAL["id number"],
        "birth_date": PERSONAL["birth date"],
        "phone": PHONE,
        "email": PERSONAL["e-mail"],
        "address": {"commune": "14797", "street": PERSONAL["street"]},
    }


def principal() -> Json:
    return applicant() | {
        "name": NAMES["name of the principal"],
        "id_number": PERSONAL["id number of the principal"],
        "birth_date": None,
        "phone": "0" + PERSONAL["phone of the principal"],
        "email": PERSONAL["e-mail of the principal"],
        "authority": PERSONAL["authority"],
    }


def filing(suite: Suite) -> Json:
    body: Json = suite.call("GET", "/procedures/1.001193/example").body
    form = body["form"]
    form["child"] |= {
        "name": PERSONAL["name in the form"],
        "ethnicity": PERSONAL["ethnicity in the form"],
    }
    form["mother"] = {
        "name": NAMES["name"],
        "birth_date": PERSONAL["birth date"],
        "id_number": PERSONAL["id number in the form"],
    }
    return body | {"applicant": applicant()}


def live(suite: Suite) -> None:
    """Take two dossiers through their lives, by people who are known by their canaries."""
    about = {"name": NAMES["name"], "id_number": PERSONAL["id number"], "phone": PHONE}
    about |= {"email": PERSONAL["e-mail"]}
    citizen = suite.issued(Holder(subject="canary-1", roles=("citizen",), about=about))
    officer, body = suite.token("officer", COMMUNE), filing(suite)
    key = str(uuid.uuid1())
    filed = [suite.write("/dossiers", body, token=citizen, key=key) for _ in range(2)]
    assert [answer.status for answer in filed] == [201, 201], filed[0].body
    papers = [{"paper": paper["paper"], "seen": True} for paper in body["papers"]]
    at_desk = body | {"channel": "desk", "papers": papers, "on_behalf_of": principal()}
    desk = suite.write("/dossiers", at_desk, token=officer)
    assert desk.status == 201, desk.body
    code = filed[0].body["code"]
    read(suite, code, citizen)
    leave_draft(suite, citizen)
    file_for_another(suite, body, citizen, officer)
    refused(suite, body, citizen, officer)
    accept(suite, code, COMMUNE)
    wait_for(lambda: dossier(suite, code, citizen), lambda shown: shown["status"]["code"] == 4)
    work(suite, code, citizen)
    hand_over(suite, code, COMMUNE)


def leave_draft(suite: Suite, citizen: str) -> None:
    """Keep a draft that nobody files, with an address; read it and its list."""
    words = {"form": {"child": {"name": PERSONAL["words in a draft"]}}}
    draft = {"procedure": "1.001193", "body": words, "email": PERSONAL["e-mail of a draft"]}
    kept = suite.write("/drafts", draft, token=citizen)
    assert kept.status == 201, kept.body
    shown = suite.call("GET", f"/drafts/{kept.body['id']}", token=citizen).body
    assert (shown["body"], shown["email"]) == (words, draft["email"])


def file_for_another(suite: Suite, body: Json, citizen: str, officer: str) -> None:
    """Enter a mandate at the desk, file under it, and end it."""
    giver, agent = (
        {name: person[name] for name in ("kind", "name", "id_number", "phone", "email")}
        for person in (principal(), applicant())
    )
    paper = {
        "number": PERSONAL["paper of a mandate"],
        "signed_on": "2026-11-20",
        "certified_by": PERSONAL["who certified it"],
    }
    mandate = {"principal": giver, "agent": agent, "actions": ["file"], "paper": paper}
    given = suite.write("/mandates", mandate | {"agency": COMMUNE}, token=officer)
    assert given.status == 201, given.body
    path = f"/mandates/{given.body['id']}"
    filed = suite.write("/dossiers", body | {"mandate": given.body["id"]}, token=citizen)
    assert filed.status == 201, filed.body
    for token in (citizen, officer):
        assert suite.call("GET", path, token=token).body["paper"] == paper
    ended = suite.write(f"{path}/revocation", {}, token=officer, etag=given.etag)
    assert ended.status == 200, ended.body


def read(suite: Suite, code: str, citizen: str) -> None:
    """Have everybody look at the dossier and for its people."""
    officer, supervisor = suite.token("officer", COMMUNE), suite.token("supervisor", "H56")
    for token in (citizen, officer, supervisor):
        assert suite.call("GET", f"/dossiers/{code}", token=token).status == 200
    for asked in (
        {"name": NAMES["name"]},
        {"phone": PHONE},
        {"id_number": PERSONAL["id number"]},
    ):
        found = suite.call("POST", "/dossiers/search", asked, token=officer)
        assert code in {item["code"] for item in found.body["items"]}
    assert suite.call("POST", "/tracking", {"code": code, "phone": PHONE}).status == 202


def refused(suite: Suite, body: Json, citizen: str, officer: str) -> None:
    """Send what is refused, with canaries where they do not belong."""
    raw = json.dumps(body).encode()[:-7]
    headers = {"Idempotency-Key": "canary-refused-01", "X-Request-Id": PERSONAL["id number"]}
    attempts: list[dict[str, Any]] = [
        {"method": "POST", "path": "/dossiers", "raw": raw, "headers": headers},
        {"method": "GET", "path": f"/dossiers/{PLANTED}"},
        {"method": "GET", "path": f"/dossiers?phone={PHONE}"},
        {"method": "POST", "path": "/dossiers/search", "body": {"phone": PERSONAL["e-mail"]}},
    ]
    for changes in ({"applicant": applicant() | {"id_number": PHONE}}, {"form": applicant()}):
        wrong = {"body": body | changes, "headers": headers}
        attempts.append({"method": "POST", "path": "/dossiers"} | wrong)
    for attempt in attempts:
        token = officer if attempt["path"].endswith("search") else citizen
        assert 400 <= suite.call(**attempt, token=token).status < 500


def settle(suite: Suite) -> None:
    """Wait until everything was said, heard and sent, and every read has its place."""
    all_said(suite)
    all_sent(suite)
    waiting = {
        "intake": "SELECT count(*) FROM access_unsealed",
        "notification": "SELECT count(*) FROM outbox",
    }
    for service, sql in waiting.items():
        wait_for(partial(suite.count, service, sql), lambda count: count == 0)


def metrics(suite: Suite) -> dict[str, str]:
    """Return what every process shows of itself."""
    status = json.loads(dev("status", "--json", state=STATE).stdout)
    urls = {one["name"]: one["metrics"] for one in status["processes"] if one["metrics"]}
    return {
        f"metrics {name}": suite.pool.request("GET", url, timeout=90).data.decode()
        for name, url in urls.items()
    }


@pytest.fixture(scope="module")
def places(suite: Suite) -> dict[str, str]:
    """Give everything that came to rest: log, metrics, bus, databases."""
    with Ear(suite) as ear:
        live(suite)
        settle(suite)
        said = "\n".join(ear.heard())
    assert "intake.dossier-submitted.v1 <" in said
    found = {"bus": said} | logs(STATE / "log") | metrics(suite)
    return found | dumps(suite.env, SERVICES)


@pytest.mark.timeout(300)
def test_no_personal_value_stands_anywhere(places: dict[str, str]) -> None:
    """In no log, metric, message, URL or table, in whatever form it could be written."""
    kinds = {where.partition(" ")[0] for where in places}

    assert kinds == {"bus", "log", "metrics", "database"}
    assert sum(where.startswith("metrics") for where in places) >= 9
    assert search(places, PERSONAL) == []


@pytest.mark.timeout(300)
def test_names_stand_where_people_are_looked_for_alone(places: dict[str, str]) -> None:
    """In the tables of intake by which they are looked for, and nowhere else."""
    hits = search(places, NAMES)

    assert {hit.where for hit in hits} == NAME_PLACES
    assert {hit.what for hit in hits} == set(NAMES)


@pytest.mark.timeout(300)
def test_a_planted_leak_is_found(suite: Suite, places: dict[str, str]) -> None:
    """The search itself: a value in a table's bytes, and one in base64 inside a log line."""
    url = suite.env["MOTCUA_REPORTING_OWNER_DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE planted (leak bytea)")
        connection.execute("INSERT INTO planted VALUES (%s)", [f"x{PLANTED}y".encode()])
        try:
            leaking = dumps(suite.env, ("reporting",))
        finally:
            connection.execute("DROP TABLE planted")
    line = '{"event": "sent", "value": "' + forms_of(f"ab{PLANTED}cd")["base64 1"] + '"}'
    found = search(places | leaking | {"log planted": line}, PERSONAL)

    assert {(hit.what, hit.where) for hit in found} == {
        ("id number", "database reporting planted"),
        ("id number", "log planted"),
    }


@pytest.mark.parametrize("form", sorted(forms_of("x" * 12)))
def test_every_form_is_found(form: str) -> None:
    """Each way of writing a value is seen by itself."""
    value = PERSONAL["street"]
    text = f"before {forms_of(value)[form]} after"

    assert form in {hit.form for hit in search({"here": text}, {"street": value})}
