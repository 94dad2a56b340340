"""The catalogue over HTTP."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask.testing import FlaskClient

from chassis.auth import Caller
from chassis.http import AppParts, create_app
from kernel.calendar import Calendar
from kernel.clock import VIETNAM
from services.intake.catalogue.api.routes_procedures import (
    ProcedureActions,
    procedures_blueprint,
)
from services.intake.catalogue.api.routes_reference import (
    ReferenceActions,
    reference_blueprint,
)
from services.intake.catalogue.domain.errors import CalendarNotFoundError
from services.intake.catalogue.usecases.advise import advise
from services.intake.catalogue.usecases.compute_deadline import compute_deadline
from services.intake.catalogue.usecases.find_procedure import find_procedure
from services.intake.catalogue.usecases.list_agencies import list_agencies
from services.intake.catalogue.usecases.read_card import read_card
from services.intake.catalogue.usecases.search_procedures import search_procedures
from tests.unit.intake.catalogue.conftest import InMemoryCatalogue

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
ON = date(2026, 11, 23)
TOKEN = {"Authorization": "Bearer any"}


class FakeAuthenticator:
    """Takes every token for the gateway's, on behalf of nobody."""

    def verify(self, token: str) -> Caller:
        assert token
        return Caller("gateway", None)


def client_of(catalogue: InMemoryCatalogue, *, examples: bool = True) -> FlaskClient:
    ports = {
        "procedures": catalogue.procedures,
        "agencies": catalogue.agencies,
        "calendars": catalogue.calendars,
    }

    def calendar(name: str) -> Calendar:
        found = catalogue.calendars.get(name)
        if found is None:
            raise CalendarNotFoundError
        return found

    procedures = ProcedureActions(
        search=lambda query, agency: search_procedures(
            query,
            agency=agency,
            on=ON,
            search=catalogue.search,
            agencies=catalogue.agencies,
        ),
        card=lambda code: read_card(
            code, on=ON, procedures=catalogue.procedures, announced=catalogue.announced
        ),
        find=lambda code: find_procedure(code, on=ON, procedures=catalogue.procedures),
        advise=lambda code, question: advise(code, question, now=NOW, **ports),  # type: ignore[arg-type]
    )
    reference = ReferenceActions(
        agencies=lambda wanted: list_agencies(
            wanted, on=ON, agencies=catalogue.agencies, procedures=catalogue.procedures
        ),
        calendar=calendar,
        deadline=lambda question: compute_deadline(question, **ports),  # type: ignore[arg-type]
    )
    parts = AppParts(
        name="intake",
        title="Intake",
        blueprints=(
            procedures_blueprint(procedures, examples=examples),
            reference_blueprint(reference),
        ),
        authenticator=FakeAuthenticator(),
        ready={},
    )
    return create_app(parts).test_client()


@pytest.fixture
def client(catalogue: InMemoryCatalogue) -> FlaskClient:
    """Give a client of an app with the shipped catalogue."""
    return client_of(catalogue)


def test_the_card_has_the_eleven_items(client: FlaskClient) -> None:
    """Circular 32/2017 art. 5, and an entity tag."""
    response = client.get("/procedures/1.001193", headers=TOKEN)

    card = response.get_json()
    eleven = {
        "name",
        "steps",
        "ways",
        "papers",
        "sets",
        "terms",
        "subjects",
        "authority",
        "results",
        "forms",
        "fees",
        "conditions",
        "channels",
        "legal_basis",
    }
    assert response.status_code == 200
    assert eleven <= card.keys()
    assert card["terms"][0] == {
        "term": "0wd",
        "text": {"vi": "trong ngày", "en": "the same day"},
        "channel": None,
        "case": None,
        "ground": card["terms"][0]["ground"],
        "unverified": True,
    }
    assert card["version"] == 1
    assert card["partial_reason"] is None
    assert response.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    ["/procedures/9.999999", "/procedures/9.999999/form", "/procedures/x/example"],
)
def test_an_unknown_procedure_is_not_found(client: FlaskClient, path: str) -> None:
    """A problem document, whatever part is asked for."""
    response = client.get(path, headers=TOKEN)

    assert response.status_code == 404
    assert response.get_json()["type"] == "/problems/procedure-not-found"


def test_a_search_pages_by_cursor(client: FlaskClient) -> None:
    """The cursor of one page begins the next."""
    first = client.get("/procedures?q=khai%20sinh&limit=1", headers=TOKEN).get_json()
    second = client.get(
        f"/procedures?q=khai%20sinh&limit=1&cursor={first['cursor']}", headers=TOKEN
    ).get_json()

    assert [item["code"] for item in first["items"]] == ["1.001193"]
    assert [item["code"] for item in second["items"]] == ["1.004884"]
    assert second["cursor"] is not None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("cursor=x", "/cursor"),
        ("level=5", "/level"),
        ("limit=0", "/limit"),
        ("sort=name", "/sort"),
        ("agency=nowhere", "/agency"),
        ("agency=H56.00000", "/agency"),
    ],
)
def test_a_bad_query_is_named(client: FlaskClient, query: str, pointer: str) -> None:
    """Unknown and wrong parameters by pointer."""
    response = client.get(f"/procedures?{query}", headers=TOKEN)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


def test_the_form_is_a_json_schema(client: FlaskClient) -> None:
    """Draft 2020-12 with labels."""
    response = client.get("/procedures/1.001193/form", headers=TOKEN)

    schema = response.get_json(force=True)
    assert response.content_type == "application/schema+json"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["child"]["x-label"] == {
        "vi": "Người được khai sinh",
        "en": "The child",
    }


def test_examples_exist_only_on_one_box(catalogue: InMemoryCatalogue) -> None:
    """The example is a body for filing; elsewhere there is none."""
    on_one_box = client_of(catalogue).get("/procedures/1.001193/example", headers=TOKEN)
    elsewhere = client_of(catalogue, examples=False).get(
        "/procedures/1.001193/example", headers=TOKEN
    )

    body = on_one_box.get_json()
    assert body["receiving_agency"] == "H56.14797"
    assert body["papers"][0] == {"paper": "birth-certificate-of-hospital", "upload": "sample"}
    assert body["case"] is None
    assert elsewhere.status_code == 404


def test_advice_totals_the_fee_and_explains_the_date(client: FlaskClient) -> None:
    """Fee of two copies of three pages, due the same day."""
    response = client.post(
        "/procedures/2.000815/advice", json={"values": {"pages": 3, "copies": 2}}, headers=TOKEN
    )

    advice = response.get_json()
    assert response.status_code == 200
    assert advice["fee"]["total"] == 10000
    assert advice["deadline"]["due_at"] == "2026-11-23T17:30:00+07:00"
    assert advice["deadline"]["moves"][0]["text"]["vi"]
    assert advice["channel"] == "desk"


def test_advice_refuses_unknown_members(client: FlaskClient) -> None:
    """As every body."""
    response = client.post("/procedures/2.000815/advice", json={"colour": 1}, headers=TOKEN)

    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/colour"


def test_a_deadline_is_asked_with_or_without_an_escaped_plus(client: FlaskClient) -> None:
    """People paste RFC 3339 into an address bar."""
    bare = client.get("/deadline?from=2026-11-23T09:00:00+07:00&term=1wd", headers=TOKEN)
    escaped = client.get("/deadline?from=2026-11-23T09:00:00%2B07:00&term=1wd", headers=TOKEN)

    assert bare.get_json()["due_at"] == "2026-11-25T17:30:00+07:00"
    assert bare.get_json() == escaped.get_json()
    assert not bare.get_json()["provisional"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("from=2026-11-23T09:00:00&term=1wd", "/from"),
        ("from=2026-11-23T09:00:00Z&term=1wd&stop_at=2026-11-24T09:00:00", "/stop_at/0"),
        ("from=2026-11-23T09:00:00Z&term=-1wd", "/term"),
        ("from=2026-11-23T09:00:00Z&term=5w", "/term"),
        ("from=tomorrow&term=1wd", "/from"),
        ("term=1wd", "/from"),
        ("from=2026-11-23T09:00:00Z&term=1", "/term"),
        ("from=2026-11-23T09:00:00Z", "/term"),
        ("from=2026-11-23T09:00:00Z&term=1wd&channel=fax", "/channel"),
    ],
)
def test_a_bad_deadline_question_is_named(client: FlaskClient, query: str, pointer: str) -> None:
    """Naive instants and terms without a unit are refused, not guessed."""
    response = client.get(f"/deadline?{query}", headers=TOKEN)

    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == [pointer]


def test_agencies_and_calendars_are_open_data(client: FlaskClient) -> None:
    """Reference data as published."""
    agencies = client.get("/agencies?kind=commune&commune=14797", headers=TOKEN).get_json()
    calendar = client.get("/calendars/vn", headers=TOKEN).get_json()
    missing = client.get("/calendars/mars", headers=TOKEN)

    (agency,) = agencies["items"]
    assert agency["code"] == "H56.14797"
    assert agency["office_hours"]["weekly"]["mon"] == ["07:30-11:30", "13:30-17:30"]
    assert {"date": "2026-11-24"}.items() <= next(
        day for day in calendar["days"] if day["date"] == "2026-11-24"
    ).items()
    assert missing.status_code == 404


def test_the_routes_are_described(client: FlaskClient) -> None:
    """OpenAPI names them all."""
    paths = client.get("/openapi.json").get_json()["paths"]

    assert {
        "/procedures",
        "/procedures/{code}",
        "/procedures/{code}/form",
        "/procedures/{code}/example",
        "/procedures/{code}/advice",
        "/agencies",
        "/calendars/{calendar}",
        "/deadline",
    } <= paths.keys()
