"""The tax office of one box answers as a real one may: at once, later, not at all, or no."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.settings import SettingsError
from deploy.onebox.land_tax import (
    PASSWORD,
    USER,
    create_land_tax,
    notice_number,
    read_land_tax_settings,
)

REFERENCE = "01a205ba-84eb-7777-ab98-ac6147820062"


FORM = {"parcel": {"map_sheet": "12", "parcel_number": "345"}, "price": 1_500_000_000}


def ask(
    number: str, *, password: str = PASSWORD, form: dict[str, Any] | None = None
) -> tuple[TestResponse, list[Any]]:
    """Return the reply to an enquiry with a slip of this number, and what is sent later."""
    later: list[Any] = []
    app = create_land_tax(lambda reference, answer: later.append((reference, answer)))
    document = {
        "reference": REFERENCE,
        "papers": [{"paper": "slip", "number": number}],
        "form": FORM if form is None else form,
    }
    reply = app.test_client().post("/enquiries", json=document, auth=(USER, password))
    return reply, later


def test_it_answers_at_once_with_the_same_notice_however_often() -> None:
    """The reference is done once."""
    first, later = ask("PC-1")
    again, _ = ask("PC-1")

    assert first.status_code == 200
    assert first.get_json() == again.get_json()
    assert first.get_json() == {
        "outcome": "completed",
        "number": notice_number(REFERENCE),
        "answers": {"owes": True},
    }
    assert later == []
    assert ask("PC-1-EXEMPT")[0].get_json()["answers"] == {"owes": False}


@pytest.mark.parametrize(
    ("number", "status", "body", "sent"),
    [
        ("PC-1-SLOW", 202, {}, 1),
        ("PC-1-LOST", 202, {}, 0),
        ("PC-1-REFUSED", 200, {"outcome": "refused", "reason": "Phiếu thiếu số thửa đất."}, 0),
    ],
)
def test_the_end_of_the_number_chooses_what_it_does(
    number: str, status: int, body: dict[str, str], sent: int
) -> None:
    """Slow, lost or refused."""
    reply, later = ask(number)

    assert (reply.status_code, reply.get_json(), len(later)) == (status, body, sent)


def test_it_assesses_by_what_it_is_told_of_the_parcel() -> None:
    """Without the parcel's number it refuses; where no price was paid nothing is owed."""
    unknown, _ = ask("PC-1", form={"price": 1})
    given, _ = ask("PC-1", form=FORM | {"price": 0})

    assert unknown.get_json() == {"outcome": "refused", "reason": "Phiếu thiếu số thửa đất."}
    assert given.get_json()["answers"] == {"owes": False}


def test_who_does_not_know_the_password_is_refused() -> None:
    """It answers nobody but the suite."""
    reply, later = ask("PC-1", password="wrong")

    assert (reply.status_code, later) == (401, [])


def test_production_has_no_such_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the issuer: on one box only."""
    monkeypatch.delenv("MOTCUA_ENVIRONMENT", raising=False)

    with pytest.raises(SettingsError):
        read_land_tax_settings()
