"""Once a mandate is over, letters go to whom the dossier is for, and none to who filed it."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from chassis.crypto import open_sealed
from contracts.events.intake import ContactSet
from services.intake.registry.store.public_look_up import PgPublicLookUp
from tests.integration.intake.clocked import ring
from tests.integration.intake.mandated import (
    MOTHER,
    PRINCIPAL,
    filed,
    granted,
    listed,
    revoke,
    under,
)
from tests.integration.intake.office import MONDAY, OFFICER, Office, at_desk
from tests.integration.intake.receptions import correct
from tests.integration.intake.test_duplicates import filed as received

REACHED = PRINCIPAL | {"email": "me.cua.be@example.vn"}
AGENTS_PHONE = "+84912345678"
LAST_DAY: dict[str, Any] = {"expires_on": "2026-11-25"}
OVER = MONDAY.replace(day=26, hour=0)


def contacts(office: Office, code: str) -> list[ContactSet]:
    return [event for event in office.said(code) if isinstance(event, ContactSet)]


def key_of(office: Office, contact: ContactSet) -> bytes | None:
    headers = office.headers(None, service="notification")
    answer = office.client.get(f"/internal/contact-keys/{contact.key_id}", headers=headers)
    return base64.b64decode((answer.json or {})["key"]) if answer.status_code == 200 else None


def reached(office: Office, code: str) -> dict[str, Any]:
    """Return whom letters go to now; every earlier contact has lost its key."""
    *before, now = contacts(office, code)
    assert [key_of(office, one) for one in before] == [None] * len(before)
    key = key_of(office, now)
    assert key is not None
    return dict(orjson.loads(open_sealed(key, now.ciphertext, context=f"contact/{code}")))


def kinds(office: Office, code: str) -> list[str]:
    items = office.get(f"/dossiers/{code}/timeline", MOTHER).json["items"]  # type: ignore[index]
    return [item["kind"] for item in items]


def test_revoked_it_is_the_givers_address_that_counts(office: Office) -> None:
    """In the transaction of the revocation: another contact, under another key."""
    mandate = granted(office, principal=REACHED)
    code = filed(office, mandate)
    assert reached(office, code)["name"] == "Lê Văn Thay"
    revoke(office, mandate)

    found = reached(office, code)
    assert (found["email"], found["phone"]) == ("me.cua.be@example.vn", None)
    assert found["name"] == MOTHER.name


def test_without_an_address_of_the_giver_nobody_is_written_to(office: Office) -> None:
    """The next letter finds no address, which is a telephone task of the desk."""
    mandate = granted(office)
    code = filed(office, mandate)
    revoke(office, mandate)

    found = reached(office, code)
    assert (found["name"], found["email"], found["phone"]) == (MOTHER.name, None, None)


def test_with_its_last_day_it_is_the_same(office: Office) -> None:
    """At midnight of Vietnam, not a second sooner, and once; ended before, nothing rings."""
    mandate = granted(office, principal=REACHED, **LAST_DAY)
    code = filed(office, mandate)
    other = granted(office, principal=REACHED, **LAST_DAY)
    given_up = filed(office, other)
    revoke(office, other)
    ring(office, OVER - timedelta(seconds=1))
    assert reached(office, code)["name"] == "Lê Văn Thay"
    ring(office, OVER)
    ring(office, OVER + timedelta(days=1))

    assert reached(office, code)["email"] == "me.cua.be@example.vn"
    assert [len(contacts(office, one)) for one in (code, given_up)] == [2, 2]
    assert kinds(office, code).count("mandate-ended") == 1


@pytest.mark.parametrize(("status", "told"), [(10, 2), (7, 2)])
def test_of_a_closed_dossier_too(office: Office, status: int, told: int) -> None:
    """It may be opened again or written about; its timeline says nothing more."""
    mandate = granted(office, principal=REACHED)
    code = filed(office, mandate)
    with office.database.transaction() as tx:
        tx.execute(text("UPDATE dossier SET status = :s, next_limit = NULL"), {"s": status})
    revoke(office, mandate)

    assert len(contacts(office, code)) == told
    assert "mandate-ended" not in kinds(office, code)


def test_a_later_correction_does_not_bring_the_agent_back(office: Office) -> None:
    """The desk corrects the agent's number: letters go to the giver all the same."""
    mandate = granted(office, principal=REACHED)
    body = at_desk() | {key: under(mandate)[key] for key in ("applicant", "mandate")}
    code = received(office.file(OFFICER, body))
    revoke(office, mandate)
    applicant = under(mandate)["applicant"] | {"phone": "0987654321"}
    status, answer = correct(office, code, {"applicant": applicant})

    assert status == 200, answer.get("errors", answer)
    assert reached(office, code)["email"] == "me.cua.be@example.vn"
    assert len(contacts(office, code)) == 2


@pytest.mark.parametrize("end", ["revoked", "over"])
def test_the_agents_phone_opens_no_look_up(office: Office, end: str) -> None:
    """A code to the phone of who files: only as long as they may see it anyway."""
    mandate = granted(office, **LAST_DAY)
    code = filed(office, mandate)

    def language() -> str | None:
        with office.database.read() as tx:
            return PgPublicLookUp(tx, office.ring).language_at_phone(code, AGENTS_PHONE)

    assert language() == "vi"
    if end == "revoked":
        revoke(office, mandate)
    else:
        office.set_clock(OVER)
    assert language() is None
    assert listed(office, MOTHER) == [code]
