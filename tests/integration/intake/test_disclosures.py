"""A specialised system gets the fields its procedure names, and the owner sees that it did."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.integration.intake.clocked import officer_of, received
from tests.integration.intake.listed import change
from tests.integration.intake.office import LAND, Office

STEP = {"system": "land-tax", "leg": "tax", "step": "assess"}


def ask(office: Office, code: str, service: str = "routing", **asking: str) -> TestResponse:
    """Ask as routing does when it hands an enquiry over."""
    path = f"/internal/dossiers/{code}/disclosures"
    headers = office.headers(None, service=service)
    return office.client.post(path, json=STEP | asking, headers=headers)


def enquiries(office: Office, code: str) -> list[dict[str, Any]]:
    """Return what the access log says of systems."""
    shown = office.get(f"/dossiers/{code}/accesses", officer_of(code)).json
    assert shown is not None
    return [one for one in shown["items"] if one["what"] == "enquiry"]


def test_the_system_gets_what_its_step_names_and_no_more(office: Office) -> None:
    """In the form's own shape, unsealed; written down each time."""
    code = received(office, LAND)
    first = ask(office, code)
    ask(office, code)
    form = first.get_json()["form"]
    found = enquiries(office, code)

    assert first.status_code == 200
    assert form["parcel"]["map_sheet"]
    assert form["transferor"].keys() == {"name", "id_number"}
    assert set(form) == {"parcel", "transferor", "transferee", "contract_date", "price"}
    assert "applicant" not in str(form)
    assert len(found) == 2
    assert (found[0]["by"]["name"], found[0]["by"]["role"]) == ("land-tax", "partner")
    assert found[0]["by"]["agency"]


def test_nobody_else_gets_anything(office: Office) -> None:
    """Not another system, step or service, nor of a dossier that is over; nothing is logged."""
    code = received(office, LAND)
    refused = [
        ask(office, code, system="water"),
        ask(office, code, step="notify"),
        ask(office, code, leg="registry-check"),
        ask(office, "H56.14797-990101-0001"),
    ]
    other = ask(office, code, service="notification")
    change(office, code, status=10)
    over = ask(office, code)

    assert [one.status_code for one in (*refused, over)] == [404] * 5
    assert {one.get_json()["type"] for one in refused} == {"/problems/nothing-to-disclose"}
    assert other.status_code == 403
    assert "map_sheet" not in "".join(one.get_data(as_text=True) for one in (*refused, other))
    with office.database.read() as tx:
        assert tx.scalar(text("SELECT count(*) FROM access_entry WHERE what = 'enquiry'")) == 0
