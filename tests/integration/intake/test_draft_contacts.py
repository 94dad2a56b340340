"""Where to write about a draft: said sealed, and gone with it whatever its end is."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import orjson
import pytest

from chassis.crypto import open_sealed
from contracts.events import Event
from contracts.events.draft import DraftContactErased, DraftContactSet, DraftExpiring
from tests.integration.intake.office import CITIZEN, MONDAY, Office, example
from tests.integration.intake.test_drafts import BODY, DRAFT, begun, change, tend, told

EMAIL = "chu.ban.nhap@example.vn"


def put(office: Office, draft: dict[str, Any], version: int, email: str | None) -> None:
    headers = office.headers(CITIZEN) | {"If-Match": f'"{version}"'}
    body = DRAFT | {"email": email}
    answer = office.client.put(f"/drafts/{draft['id']}", json=body, headers=headers)
    assert answer.status_code == 200, answer.get_data(as_text=True)


def key_of(office: Office, event: Event) -> bytes | None:
    """Return the key of a contact, as notification gets it."""
    assert isinstance(event, DraftContactSet)
    headers = office.headers(None, service="notification")
    answer = office.client.get(f"/internal/contact-keys/{event.key_id}", headers=headers)
    if answer.status_code == 404:
        return None
    assert answer.json is not None
    return base64.b64decode(answer.json["key"])


def test_it_is_said_sealed_and_its_owner_reads_it_again(office: Office) -> None:
    """Only who has the key reads it, under the draft's name alone."""
    draft = begun(office, email=EMAIL)
    (said,) = told(office, draft)
    assert isinstance(said, DraftContactSet)
    key = key_of(office, said)

    assert key is not None
    opened = open_sealed(key, said.ciphertext, context=f"contact/draft/{draft['id']}")
    assert orjson.loads(opened) == {"name": None, "email": EMAIL, "language": "vi"}
    assert office.get(f"/drafts/{draft['id']}").json["email"] == EMAIL  # type: ignore[index]
    assert "email" not in draft


def test_saving_says_it_only_where_it_is_another(office: Office) -> None:
    """A new address has a new key, and the old key opens nothing any more; none takes it back."""
    draft = begun(office, email=EMAIL)
    put(office, draft, 1, EMAIL)
    put(office, draft, 2, "khac@example.vn")
    first, second = told(office, draft)
    assert key_of(office, first) is None
    assert key_of(office, second) is not None
    put(office, draft, 3, None)

    assert isinstance(told(office, draft)[2], DraftContactErased)
    assert key_of(office, second) is None
    assert office.get(f"/drafts/{draft['id']}").json["body"] == BODY  # type: ignore[index]


@pytest.mark.parametrize("end", ["filed", "deleted", "expired"])
def test_it_is_gone_with_the_draft(office: Office, end: str) -> None:
    """In the transaction that ends it, the key too; those who listen are told."""
    draft, mute = begun(office, email=EMAIL), begun(office)
    (said,) = told(office, draft)
    if end == "filed":
        for one in (draft, mute):
            assert office.file(body=example(draft=one["id"])).status_code == 201
    elif end == "deleted":
        for one in (draft, mute):
            assert change(office, "DELETE", one, 1).status_code == 204
    else:
        for days in (27, 30):
            office.set_clock(MONDAY + timedelta(days=days))
            tend(office)

    kinds = [type(event) for event in told(office, draft)]
    warned = [DraftExpiring] if end == "expired" else []
    assert kinds == [DraftContactSet, *warned, DraftContactErased]
    assert [type(event) for event in told(office, mute)] == warned
    assert key_of(office, said) is None
    assert office.count("draft") == 0
