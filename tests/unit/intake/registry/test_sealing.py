"""Personal fields of a dossier are sealed one by one, each in its place."""

from __future__ import annotations

import orjson
import pytest

from chassis.crypto import KeyRing, SealBrokenError, new_data_key
from services.intake.registry.store.sealing import PERSON_POINTERS, DossierSeals, sealed_pointers

CODE = "H56.14797-261123-0001"
PERSON = {
    "kind": "citizen",
    "name": "Nguyễn Thị Ế",
    "id_number": "038190000001",
    "birth_date": "1990-02-01",
    "phone": "+84912345678",
    "email": "e@example.vn",
    "address": {"commune": "14797", "street": "12 Lê Lợi"},
}
FORM = {"copies": 2, "child": {"name": "Trần A", "commune": "14797"}, "note": None}


@pytest.fixture
def seals() -> DossierSeals:
    return DossierSeals(KeyRing(current="k1", keys={"k1": new_data_key()}))


def test_a_person_keeps_name_and_commune_in_clear_and_nothing_else(seals: DossierSeals) -> None:
    """People are looked for by name, areas by commune; the rest is sealed and opens again."""
    stored = seals.seal_person(CODE, "applicant", PERSON)
    text = orjson.dumps(stored).decode()

    assert stored is not None
    assert stored["name"] == "Nguyễn Thị Ế"
    assert stored["address"]["commune"] == "14797"
    for secret in ("038190000001", "1990-02-01", "912345678", "example.vn", "Lê Lợi"):
        assert secret not in text
    assert set(sealed_pointers(stored)) <= set(PERSON_POINTERS)
    assert seals.open_person(CODE, "applicant", stored) == PERSON


@pytest.mark.parametrize(
    ("code", "column"), [(f"{CODE}0", "applicant"), (CODE, "on_behalf_of"), (CODE, "form")]
)
def test_what_was_moved_to_another_row_or_column_is_refused(
    seals: DossierSeals, code: str, column: str
) -> None:
    """The ciphertext of one person's phone is nothing in another's row."""
    stored = seals.seal_person(CODE, "applicant", PERSON)

    with pytest.raises(SealBrokenError):
        seals.open_person(code, column, stored)


def test_what_was_swapped_within_a_row_is_refused(seals: DossierSeals) -> None:
    """Phone and e-mail of one person change places: both are refused."""
    stored = seals.seal_person(CODE, "applicant", PERSON) or {}
    swapped = stored | {"phone": stored["email"], "email": stored["phone"]}

    with pytest.raises(SealBrokenError):
        seals.open_person(CODE, "applicant", swapped)


def test_a_value_put_there_in_clear_is_refused(seals: DossierSeals) -> None:
    """Whoever writes to the table without the key cannot give somebody another phone."""
    stored = seals.seal_person(CODE, "applicant", PERSON) or {}

    with pytest.raises(SealBrokenError):
        seals.open_person(CODE, "applicant", stored | {"phone": "+84900000000"})


def test_form_values_are_sealed_where_the_form_says_so(seals: DossierSeals) -> None:
    """Any JSON value, a group as a whole too; what is not there stays away."""
    pointers = ("/copies", "/child", "/child/name", "/note", "/missing/deep")

    stored = seals.seal_fields(CODE, "form", FORM, pointers)

    assert set(sealed_pointers(stored)) == {"/copies", "/child"}
    assert seals.open_fields(CODE, "form", stored) == FORM
    assert FORM["child"] == {"name": "Trần A", "commune": "14797"}


def test_identities_are_sealed_for_the_row_and_blind_for_the_search(seals: DossierSeals) -> None:
    """Two dossiers of one person share nothing but the blind index in the readers' table."""
    parties = ("id:038190000001", "tax:0101234567")

    first, other = seals.seal_parties(CODE, parties), seals.seal_parties(f"{CODE}0", parties)

    assert seals.open_parties(CODE, first) == parties
    assert set(first).isdisjoint(other)
    with pytest.raises(SealBrokenError):
        seals.open_parties(CODE, first[::-1])
    assert seals.reader("id:038190000001") == seals.reader("id:038190000001")
    assert seals.reader("id:038190000001").startswith("id:")
    assert "038190000001" not in seals.reader("id:038190000001")
    assert seals.reader("agency:H56.14797") == "agency:H56.14797"
    assert seals.reader("sub:citizen-1") == "sub:citizen-1"


def test_sealing_anew_takes_every_field_to_the_current_key() -> None:
    """Afterwards the old key may go; what is current already is left as it is."""
    keys = {"k1": new_data_key(), "k2": new_data_key()}
    old = DossierSeals(KeyRing(current="k1", keys=keys))
    both = DossierSeals(KeyRing(current="k2", keys=keys))
    alone = DossierSeals(KeyRing(current="k2", keys={"k2": keys["k2"]}))

    anew = both.reseal_fields(CODE, "applicant", old.seal_person(CODE, "applicant", PERSON))

    assert alone.open_person(CODE, "applicant", anew) == PERSON
    assert both.reseal_fields(CODE, "applicant", anew) == anew
    assert both.reseal_fields(CODE, "on_behalf_of", None) is None
