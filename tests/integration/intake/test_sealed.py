"""What lies in intake's tables says nothing personal but names, and follows its keys."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from chassis.crypto import KeyRing, SealBrokenError
from chassis.db import Database
from chassis.key_file import KeyDocument, KeyFileError, read_key_file, write_key_file
from chassis.rotation import Rotation, WrappedKeys
from services.intake.forms.store.resealing import SealedPapers
from services.intake.registry.domain.readership import Readership, readership
from services.intake.registry.store.resealing import SealedContents, SealedParties
from tests.integration.intake.office import (
    CITIZEN,
    COMMUNE,
    ELSEWHERE,
    OFFICER,
    SUPERVISOR,
    Office,
    at_desk,
    example,
)

ID_NUMBER = "038190000001"
PHONE = "0912345678"
SECRETS = (ID_NUMBER, "912345678", "1990-02-01", "e@example.vn", "12 Lê Lợi")
OWN = replace(CITIZEN, subject="citizen-9", id_number=ID_NUMBER)


def rows_as_text(database: Database) -> dict[str, str]:
    """Return every table as the text of its rows."""
    with database.read() as tx:
        names = tx.execute(
            text("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                 " AND relkind = 'r'")
        ).scalars()  # fmt: skip
        return {
            name: "\n".join(tx.execute(text(f'SELECT t::text FROM "{name}" AS t')).scalars())  # noqa: S608 -- the catalogue's names
            for name in names.all()
        }


def form_secrets(body: dict[str, Any]) -> list[str]:
    """Return what stands in the example's form under fields marked as sensitive."""
    child = body["form"]["child"]
    return [str(child["name"]), str(child["birth_date"])]


def test_no_table_holds_a_personal_field_in_clear(office: Office) -> None:
    """Online and at a desk, with somebody acted for; only the names of the people are there."""
    body = example()
    principal = body["applicant"] | {"name": "Lê Thị Người Ủy Quyền", "authority": "Giấy số 77"}
    assert office.file(body=body).status_code == 201
    assert office.file(OFFICER, at_desk(on_behalf_of=principal)).status_code == 201

    tables = rows_as_text(office.database)
    for secret in (*SECRETS, "Giấy số 77", *form_secrets(body)):
        held = [name for name, rows in tables.items() if secret in rows]
        assert set(held) <= {"procedure_version"}, (secret, held)
    named = {name for name, rows in tables.items() if "Người Ủy Quyền" in rows}
    assert named == {"dossier_content"}


def test_people_find_and_are_found_by_sealed_numbers(office: Office) -> None:
    """The identity of the account, the search by id number and by phone."""
    code = office.file().json["code"]  # type: ignore[index]

    mine = office.get("/dossiers", OWN).json["items"]  # type: ignore[index]
    found = [
        [item["code"] for item in office.post("/dossiers/search", asked, OFFICER).json["items"]]  # type: ignore[index]
        for asked in ({"id_number": ID_NUMBER}, {"phone": PHONE}, {"phone": "0912345679"})
    ]

    assert [item["code"] for item in mine] == [code]
    assert found == [[code], [code], []]
    assert office.get(f"/dossiers/{code}", OWN).json["applicant"]["id_number"] == ID_NUMBER  # type: ignore[index]


def test_who_does_not_need_the_numbers_sees_their_ends(office: Office) -> None:
    """The owner and the desk see all, a supervisor `0******678`, other agencies nothing."""
    code = office.file().json["code"]  # type: ignore[index]

    shown = {
        actor.subject: office.get(f"/dossiers/{code}", actor).json["applicant"]  # type: ignore[index]
        for actor in (CITIZEN, OFFICER, SUPERVISOR)
    }

    assert shown["citizen-1"]["phone"] == shown["officer-1"]["phone"] == "+84912345678"
    assert shown["boss-1"]["phone"] == "0******678"
    assert shown["boss-1"]["id_number"] == "0********001"
    assert shown["boss-1"]["address"] == {"commune": "14797", "street": "***"}
    supervised = office.get(f"/dossiers/{code}", SUPERVISOR).json
    assert supervised is not None
    assert (supervised["form"], supervised["papers"]) == ({}, [])
    assert {"contact", "form", "identity", "papers"} <= set(supervised["hidden"])
    assert office.get(f"/dossiers/{code}", ELSEWHERE).status_code == 404


def test_a_ciphertext_moved_to_another_dossier_is_refused(office: Office) -> None:
    """Whoever can write the table gives nobody another's phone, and no answer shows it."""
    first, other = (office.file().json["code"] for _ in range(2))  # type: ignore[index]
    move = text("""
        UPDATE dossier_content SET applicant = (
            SELECT applicant FROM dossier_content WHERE dossier = :from_)
        WHERE dossier = :to
    """)
    with office.database.transaction() as tx:
        tx.execute(move, {"from_": first, "to": other})

    with pytest.raises(SealBrokenError), office.database.read() as tx:
        office.parts.files(tx).get(other, _everything())
    assert office.get(f"/dossiers/{first}").status_code == 200


def _everything() -> Readership:
    return readership(OFFICER)


@pytest.fixture
def rotation(office: Office, tmp_path: Path) -> Rotation:
    """Give the job with a file of two keys, the second of which is current."""
    file = tmp_path / "intake.master.json"
    ring = office.ring
    document = _document(ring).added("k2").promoted("k2")
    write_key_file(file, document)
    return rotation_of(office.database, file)


def _document(ring: KeyRing) -> KeyDocument:
    return KeyDocument(
        current=ring.current, keys=ring.keys, index=ring.index, derivation=ring.derivation
    )


def rotation_of(database: Database, file: Path) -> Rotation:
    ring = KeyRing.from_file(file, complete=True)
    tables = (
        SealedContents(ring),
        SealedParties(ring),
        WrappedKeys(ring, id_type="uuid"),
        SealedPapers(ring),
    )
    return Rotation(database=database, key_file=file, tables=tables)


def test_everything_is_sealed_anew_and_the_old_key_may_go(
    office: Office, rotation: Rotation
) -> None:
    """In portions of two; dropped too early the key stays, afterwards nothing needs it."""
    codes = [office.file().json["code"] for _ in range(5)]  # type: ignore[index]
    receipt = given_out(office, codes[0])
    with pytest.raises(KeyFileError, match="dossier_content: 5"):
        rotation.drop("k1")

    rotated = rotation.run(portion=2)
    again = rotation.run(portion=2)
    rotation.drop("k1")

    wanted = {"dossier_content": 5, "dossier": 5, "contact_key": 5, "form_paper": 1}
    assert dict(rotated.done) == wanted
    assert sum(rotated.left.values()) == sum(again.done.values()) == 0
    assert sorted(read_key_file(rotation.key_file).keys) == ["k2"]
    alone = Office(office.database, ring=KeyRing.from_file(rotation.key_file))
    for code in codes:
        shown = alone.get(f"/dossiers/{code}", OWN).json
        assert shown is not None
        assert shown["applicant"]["phone"] == "+84912345678"
    assert alone.get(f"/dossiers/{codes[0]}/forms/receipt", OWN).get_data() == receipt


def given_out(office: Office, code: str) -> bytes:
    office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)
    return office.get(f"/dossiers/{code}/forms/receipt", OWN).get_data()


def test_a_run_that_was_cut_short_goes_on(office: Office, rotation: Rotation) -> None:
    """What is done stays done: the second run has the rest alone."""
    for _ in range(4):
        office.file()
    contents = rotation.tables[0]
    with office.database.transaction() as tx:
        assert contents.reseal(tx, "", 3).done == 3

    assert rotation.run().done["dossier_content"] == 1


def test_rows_somebody_holds_wait_for_nobody(office: Office, rotation: Rotation) -> None:
    """A dossier under a lock is passed over, and taken at a later pass."""
    codes = [office.file().json["code"] for _ in range(3)]  # type: ignore[index]
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with office.database.transaction() as tx:
            office.parts.dossiers(tx).lock(codes[1])
            held.set()
            go.wait(90)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(90)
    first = rotation.run(passes=1)
    go.set()
    holder.join()
    second = rotation.run()

    assert (first.done["dossier"], first.left["dossier"]) == (2, 1)
    assert (second.done["dossier"], sum(second.left.values())) == (1, 0)


def test_what_was_stored_in_clear_before_is_sealed(office: Office, rotation: Rotation) -> None:
    """People, form, identities and their readers; they are found as before."""
    code = office.file().json["code"]  # type: ignore[index]
    _as_before(office, code)
    assert ID_NUMBER in rows_as_text(office.database)["dossier_reader"]

    rotated = rotation.run()

    tables = rows_as_text(office.database)
    assert rotated.done["dossier_content"] == 1
    for secret in (*SECRETS, *form_secrets(example())):
        assert [n for n, rows in tables.items() if secret in rows and n.startswith("doss")] == []
    alone = Office(office.database, ring=KeyRing.from_file(rotation.key_file))
    assert alone.get(f"/dossiers/{code}", OWN).status_code == 200
    asked = alone.post("/dossiers/search", {"phone": PHONE}, OFFICER)
    assert [item["code"] for item in asked.json["items"]] == [code]  # type: ignore[index]


def _as_before(office: Office, code: str) -> None:
    """Put a dossier back into the state in which rows were stored at first."""
    with office.database.transaction() as tx:
        found = office.parts.files(tx).get(code, _everything())
        assert found is not None
        tx.execute(
            text("""
                UPDATE dossier_content SET applicant = CAST(:a AS jsonb), form = CAST(:f AS jsonb),
                    sealed_with = NULL, phone_index = NULL, email_index = NULL
            """),
            {
                "a": orjson.dumps(found.content.applicant.to_document()).decode(),
                "f": orjson.dumps(found.content.form).decode(),
            },
        )
        parties = list(found.dossier.parties)
        tx.execute(text("UPDATE dossier SET parties = :p"), {"p": parties})
        tx.execute(
            text("UPDATE dossier_reader SET reader = :new WHERE reader LIKE 'id:%'"),
            {"new": parties[0]},
        )


def test_a_row_that_cannot_be_opened_does_not_stop_the_others(
    office: Office, rotation: Rotation
) -> None:
    """It is named and left as it is, and its key stays."""
    codes = [office.file().json["code"] for _ in range(3)]  # type: ignore[index]
    spoil = text("""
        UPDATE dossier_content SET applicant = jsonb_set(
            applicant, '{phone,$sealed}', '"k1:AAAA"') WHERE dossier = :code
    """)
    with office.database.transaction() as tx:
        tx.execute(spoil, {"code": codes[0]})

    rotated = rotation.run(passes=2)

    assert rotated.broken == (f"dossier_content {codes[0]}",)
    assert rotated.done["dossier_content"] == 2
    assert COMMUNE in codes[0]
    with pytest.raises(KeyFileError):
        rotation.drop("k1")
