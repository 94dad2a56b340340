"""The register of officers over HTTP: entered, changed, placed; and what rights make of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.identifiers import new_id
from kernel.rights import Actor, Role
from tests.integration.routing.suite import Suite, accepted, procedure
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, officer

ADMIN = Actor(subject="admin-1", roles=frozenset({Role.ADMIN}))
TODAY = MONDAY.date()
DAY = timedelta(days=1)


def person(account: str, *roles: str, agency: str = COMMUNE, **more: Any) -> dict[str, Any]:
    return {
        "account": account,
        "name": "Lê Thị Cán Bộ",
        "post": "Chuyên viên",
        "agency": agency,
        "roles": list(roles),
        "first_day": (TODAY - 30 * DAY).isoformat(),
        **more,
    }


def days(first: int = 0, last: int = 0, *roles: str, **more: object) -> dict[str, object]:
    return {
        "first_day": (TODAY + first * DAY).isoformat(),
        "last_day": (TODAY + last * DAY).isoformat(),
        "roles": list(roles),
        "ground": "12/QĐ-UBND",
        **more,
    }


class Register:
    """An administrator at the register."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        suite.hear_reference()

    def send(
        self,
        path: str,
        body: object,
        *,
        version: int | None = None,
        key: str | None = None,
        method: str = "POST",
        actor: Actor = ADMIN,
    ) -> TestResponse:
        headers = self.suite._headers(actor, "gateway")
        headers["Idempotency-Key"] = key or str(new_id())
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.suite.client.open(path, method=method, json=body, headers=headers)

    def enter(self, account: str, *roles: str, **more: Any) -> dict[str, Any]:
        reply = self.send("/admin/officers", person(account, *roles, **more))
        assert reply.status_code == 201, reply.get_data(as_text=True)
        assert reply.headers["Location"] == f"/admin/officers/{reply.get_json()['id']}"
        return dict(reply.get_json())

    def place(self, who: dict[str, Any], what: str, body: dict[str, object]) -> TestResponse:
        return self.send(f"/admin/officers/{who['id']}/{what}", body, version=who["version"])


@pytest.fixture
def register(suite: Suite) -> Register:
    return Register(suite)


def test_an_officer_is_entered_once_and_said_without_the_name(register: Register) -> None:
    """The same key, the same answer; no name on the bus nor in the record of changes."""
    body = person("o-1", "officer")
    first = register.send("/admin/officers", body, key="the-same-key")
    again = register.send("/admin/officers", body, key="the-same-key")
    other = register.send("/admin/officers", body | {"post": "Khác"}, key="the-same-key")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.get_json() == again.get_json()
    assert register.suite.said() == ["officer-set"]
    with register.suite.database.read() as tx:
        for column in ("event_log.data", "officer_change.data"):
            table = column.partition(".")[0]
            kept = tx.scalar(text(f"SELECT string_agg(data::text, '') FROM {table}"))  # noqa: S608 -- two tables
            assert "Cán Bộ" not in kept


def test_what_is_wrong_leaves_nothing(register: Register) -> None:
    """422 with a pointer, 409 for an account that is taken, 403 for who keeps no register."""
    register.enter("o-1", "officer")
    wrong = {
        422: [
            person("o-2", "admin"),
            person("o-2", "officer", agency="H56.NOWHERE"),
            person("o-2", "officer", last_day="2020-01-01"),
            person("o 2", "officer"),
            person("o-2", "officer", salary=1),
        ],
        409: [person("o-1", "officer")],
    }
    for status, bodies in wrong.items():
        for body in bodies:
            assert register.send("/admin/officers", body).status_code == status, body
    clerk = officer(Role.OFFICER)
    assert register.send("/admin/officers", person("o-3", "head"), actor=clerk).status_code == 403

    assert register.suite.count("officer") == 1
    assert register.suite.said() == ["officer-set"]


def test_a_change_names_the_version_it_was_read_at(register: Register) -> None:
    """428 without, 412 stale; who changed what is kept."""
    who = register.enter("o-1", "officer")
    body = person("o-1", "officer", "approver", post="Phó trưởng phòng")
    del body["account"]
    path = f"/admin/officers/{who['id']}"

    assert register.send(path, body, method="PUT").status_code == 428
    changed = register.send(path, body, method="PUT", version=1)
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert register.send(path, body, method="PUT", version=1).status_code == 412
    found = register.suite.get(path, ADMIN).get_json()
    assert [(line["action"], line["by"]) for line in found["history"]] == [
        ("enter", "admin-1"),
        ("change", "admin-1"),
    ]
    assert register.suite.get(path, officer(Role.HEAD)).status_code == 403


def test_a_delegate_signs_on_the_days_of_the_delegation_and_no_longer(register: Register) -> None:
    """And whatever was delegated ends when it is revoked, or with the office of who gave it."""
    suite = register.suite
    suite.hear(accepted())
    suite.do(officer(Role.OFFICER), "complete")
    clerk = officer(Role.OFFICER)
    head = register.enter("head-1", "head")
    taker = register.enter(clerk.subject, "officer")
    assert suite.worklist(clerk) == []

    given = register.place(head, "delegations", days(0, 2, "head", officer=taker["id"]))
    assert given.status_code == 201, given.get_json()
    assert [item["actions"] for item in suite.worklist(clerk)] == [["claim", "assign"]]
    suite.clock.set(MONDAY + 3 * DAY)
    assert suite.worklist(clerk) == []
    suite.clock.set(MONDAY)
    placement = given.get_json()["placements"][0]["id"]
    revoked = register.send(
        f"/admin/officers/{head['id']}/placements/{placement}/revocation", {}, version=2
    )
    assert revoked.status_code == 200, revoked.get_json()
    assert suite.worklist(clerk) == []


def test_a_delegation_ends_with_the_office_of_who_gave_it(register: Register) -> None:
    """The delegate may be of another agency; the task is decided by the delegate's account."""
    suite = register.suite
    suite.hear(accepted())
    suite.do(officer(Role.OFFICER), "complete")
    outside = officer(Role.OFFICER, agency=INSURANCE, subject="outside-1")
    head = register.enter("head-1", "head")
    taker = register.enter("outside-1", "officer", agency=INSURANCE)
    register.place(head, "delegations", days(0, 9, "head", officer=taker["id"]))
    claimed = suite.act(outside, suite.worklist(outside)[0], "claim")
    assert claimed.status_code == 200

    gone = register.send(f"/admin/officers/{head['id']}/deactivation", {}, version=2)
    assert gone.status_code == 200, gone.get_json()
    assert suite.act(outside, claimed.get_json(), "approve").status_code == 404
    assert suite.said().count("delegation-set") == 2


def test_what_cannot_be_delegated(register: Register) -> None:
    """Nothing one has not in one's own right, not to oneself, not beyond one's days."""
    clerk = register.enter("o-1", "officer")
    head = register.enter("head-1", "head", last_day=(TODAY + 5 * DAY).isoformat())
    cases = [
        (clerk, days(0, 1, "approver", officer=head["id"]), 409),
        (head, days(0, 1, "head", officer=head["id"]), 422),
        (head, days(0, 6, "head", officer=clerk["id"]), 409),
        (head, days(1, 0, "head", officer=clerk["id"]), 422),
        (head, days(0, 1, "officer", officer=clerk["id"]), 422),
        (head, days(0, 1, "head", officer=str(new_id())), 404),
    ]

    assert [register.place(*case[:1], "delegations", case[1]).status_code for case in cases] == [
        status for _, _, status in cases
    ]
    assert register.suite.count("delegation") == 0


def test_the_seconded_work_at_the_host_but_not_on_confidential_matters(register: Register) -> None:
    """An officer of the insurance fund at the commune's desk, for a week."""
    suite = register.suite
    guest = officer(Role.OFFICER, agency=INSURANCE, subject="guest-1")
    who = register.enter("guest-1", "officer", agency=INSURANCE)
    suite.hear(accepted())
    assert suite.worklist(guest) == []

    placed = register.place(who, "secondments", days(0, 6, "officer", agency=COMMUNE))
    assert placed.status_code == 201, placed.get_json()
    (item,) = suite.worklist(guest)
    assert suite.get(f"/tasks/{item['task']}", guest).status_code == 200
    with suite.database.transaction() as tx:
        tx.execute(text("UPDATE procedure_version SET confidential = true"))
    suite.routing.kept_procedures._values.clear()
    assert suite.worklist(guest) == []
    assert suite.get(f"/tasks/{item['task']}", guest).status_code == 404
    assert suite.act(guest, item, "claim").status_code == 404
    assert len(suite.worklist(officer(Role.OFFICER))) == 1


def test_who_is_out_of_office_does_nothing_with_a_good_token(register: Register) -> None:
    """Deactivated at once."""
    suite = register.suite
    suite.hear(accepted())
    clerk = officer(Role.OFFICER)
    who = register.enter(clerk.subject, "officer")
    item = suite.worklist(clerk)[0]
    register.send(f"/admin/officers/{who['id']}/deactivation", {}, version=1)

    assert suite.get("/worklist", clerk).status_code == 403
    assert suite.get(f"/tasks/{item['task']}", clerk).status_code == 404
    assert suite.act(clerk, item, "claim").status_code == 404


def test_the_roster_of_a_day(register: Register) -> None:
    """Who works or signs at an agency, on which ground."""
    head = register.enter("head-1", "head")
    guest = register.enter("guest-1", "officer", agency=INSURANCE)
    register.place(guest, "secondments", days(1, 2, "officer", agency=COMMUNE))
    register.place(head, "delegations", days(2, 2, "head", officer=guest["id"]))

    def roster(day: int) -> list[tuple[str, str]]:
        path = f"/admin/rosters/{COMMUNE}?on={(TODAY + day * DAY).isoformat()}"
        items = register.suite.get(path, ADMIN).get_json()["items"]
        return [(item["account"], item["ground"]) for item in items]

    assert roster(0) == [("head-1", "home")]
    assert roster(1) == [("head-1", "home"), ("guest-1", "seconded")]
    assert sorted(roster(2)) == [
        ("guest-1", "delegated"),
        ("guest-1", "seconded"),
        ("head-1", "home"),
    ]


def test_officers_are_listed_page_by_page(register: Register) -> None:
    """By given name in Vietnamese order, then by what stands before it; a link to the next."""
    for number, name in enumerate(("Bùi Văn Ước", "Trần Thị Đào", "Vũ Thị Dung", "Lê Thị Đào")):
        register.enter(f"o-{number}", "officer", name=name)
    first = register.suite.get("/admin/officers?limit=2", ADMIN)
    link = first.headers["Link"].partition(">")[0].removeprefix("<")
    second = register.suite.get(link, ADMIN).get_json()
    roster = register.suite.get(f"/admin/rosters/{COMMUNE}?on={TODAY}", ADMIN).get_json()

    assert [o["account"] for o in first.get_json()["items"]] == ["o-2", "o-3"]
    assert [o["account"] for o in second["items"]] == ["o-1", "o-0"]
    assert [o["account"] for o in roster["items"]] == ["o-2", "o-3", "o-1", "o-0"]


def test_names_are_told_to_who_shows_them_alone(register: Register) -> None:
    """What no event carries."""
    register.enter("o-1", "officer")

    def ask(service: str) -> TestResponse:
        headers = register.suite._headers(None, service)
        asked = {"accounts": ["o-1", "o-2"]}
        return register.suite.client.post("/internal/officer-names", json=asked, headers=headers)

    (told,) = ask("intake").get_json()["items"]
    assert (told["account"], told["name"]) == ("o-1", "Lê Thị Cán Bộ")
    assert (told["post"], told["unit"]) == ("Chuyên viên", f"Cơ quan {COMMUNE}")
    assert ask("notification").status_code == 200
    assert ask("reporting").status_code == 403


def test_a_copy_of_a_procedure_keeps_how_closely_it_is_kept(register: Register) -> None:
    """By version."""
    register.suite.hear(replace(procedure(version=2), confidential=True))
    with register.suite.database.read() as tx:
        kept = tx.scalars(text("SELECT confidential FROM procedure_version ORDER BY version"))
        assert list(kept) == [False, True]
