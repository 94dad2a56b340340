"""How the applicant wants the result: said at filing, changed by the owner, sealed at rest."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.crypto import KeyRing, new_data_key
from kernel.rights import Actor
from services.intake.registry.store.resealing import SealedContents
from services.intake.registry.store.sealing import DossierSeals
from tests.integration.intake.clocked import dossier
from tests.integration.intake.office import CITIZEN, OFFICER, STRANGER, Office, example
from tests.integration.intake.test_hand_over import give, settled

ELSEWHERE = {"commune": "14797", "street": "99 Đường Khác Hẳn", "postcode": "40123"}
POST = {"method": "post", "address": ELSEWHERE}


def filed(office: Office, **changes: object) -> str:
    answer = office.file(CITIZEN, example() | changes).json
    assert answer is not None
    return str(answer["code"])


def want(
    office: Office, code: str, wanted: object, actor: Actor = CITIZEN, version: int | None = None
) -> TestResponse:
    read = version or dossier(office, code)["version"]
    headers = office.headers(actor) | {"If-Match": f'"{read}"'}
    return office.client.put(f"/dossiers/{code}/delivery", json=wanted, headers=headers)


def stored(office: Office, code: str) -> dict[str, Any]:
    statement = text("SELECT delivery FROM dossier_content WHERE dossier = :code")
    with office.database.read() as tx:
        found: dict[str, Any] = tx.execute(statement, {"code": code}).scalar_one()
    return found


def test_the_owner_changes_the_way_until_the_result_is_given(office: Office) -> None:
    """Another way, another address; the timeline tells of it without the address."""
    code = filed(office, delivery={"method": "online"})

    changed = want(office, code, POST)

    assert changed.status_code == 200, changed.json
    shown = office.get(f"/dossiers/{code}", CITIZEN).json
    assert shown is not None
    assert (shown["delivery"], shown["version"]) == (POST, 2)
    lines = office.get(f"/dossiers/{code}/timeline", CITIZEN).json
    assert lines is not None
    last = lines["items"][-1]
    assert (last["kind"], last["data"]) == ("delivery-changed", {"from": "online", "to": "post"})


def test_an_address_is_sealed_and_follows_the_master_key(office: Office) -> None:
    """Nothing of it stands in the row, whether filed or changed; the next key opens it."""
    by_filing = filed(office, delivery=POST)
    by_change = filed(office, delivery={"method": "desk"}, despite_duplicate=True)
    want(office, by_change, POST)
    keys = {"k1": office.ring.keys["k1"], "k2": new_data_key()}
    ring = KeyRing(current="k2", keys=keys)

    rows = [stored(office, code) for code in (by_filing, by_change)]
    with office.database.transaction() as tx:
        SealedContents(ring).reseal(tx, "", 100)

    assert all("Khác" not in str(row) and "40123" not in str(row) for row in rows)
    anew = stored(office, by_change)
    assert anew["address"]["$sealed"].startswith("k2:")
    opened = DossierSeals(ring).open_fields(by_change, "delivery", anew)
    assert opened == POST


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"method": "pigeon"}, "/method"),
        ({"method": "desk", "address": ELSEWHERE}, "/address"),
        ({"method": "post", "address": ELSEWHERE | {"postcode": "4012"}}, "/address/postcode"),
        ({"method": "post", "address": {"commune": "14797"}}, "/address/street"),
    ],
    ids=["no such way", "address not needed", "bad postcode", "no street"],
)
def test_what_makes_no_sense_is_pointed_at(office: Office, wanted: object, pointer: str) -> None:
    """422 with the field, and the wish stays."""
    code = filed(office, delivery={"method": "online"})

    answer = want(office, code, wanted)

    assert answer.status_code == 422
    assert answer.json is not None
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert stored(office, code) == {"method": "online"}


def test_nobody_but_the_owner_changes_it_and_not_what_is_over(office: Office) -> None:
    """A stranger sees no dossier, the desk is refused, a stale version and a closed one too."""
    code = filed(office, delivery={"method": "online"})
    over = settled(office, delivery={"method": "desk"})
    office_gives = {"name": "Nguyễn Thị Ế", "document": "id-card", "number": "038190000001"}
    given, _ = give(office, over, receiver=office_gives | {"signature": "paper"})
    owner = Actor(subject="late", roles=CITIZEN.roles, id_number="038190000001")

    answers = [
        want(office, code, POST, STRANGER),
        want(office, code, POST, OFFICER),
        want(office, code, POST, version=7),
        want(office, over, POST, owner),
    ]

    assert given == 200
    assert [answer.status_code for answer in answers] == [404, 403, 412, 409]
    assert answers[-1].json is not None
    assert answers[-1].json["type"] == "/problems/delivery-fixed"
    assert stored(office, code) == {"method": "online"}
