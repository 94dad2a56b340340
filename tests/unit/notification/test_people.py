"""Contacts: what is a mailbox, and how one is opened."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

import orjson
import pytest

from chassis.crypto import new_data_key, seal
from services.notification.people.domain.contact import (
    Contact,
    SealedContact,
    contact_from_document,
)
from services.notification.people.domain.errors import ContactBrokenError
from services.notification.people.store.sealed import ContactSeal, seal_context
from services.notification.people.usecases.open_contact import open_contact

CODE = "H56.14797-261123-0001"
CLEAR = {"name": "Nguyễn Thị Ế", "email": "e@example.vn", "phone": "+84912345678"}


@dataclass
class InMemoryKeys:
    """Keys kept here."""

    keys: dict[str, bytes] = field(default_factory=dict)

    def get(self, key_id: str) -> bytes | None:
        return self.keys.get(key_id)

    def put(self, key_id: str, key: bytes) -> None:
        self.keys[key_id] = key


@dataclass
class FakeIntake:
    """Hands out one key and counts."""

    key: bytes
    asked: int = 0

    def fetch(self, key_id: str) -> bytes:
        assert key_id == "k-1"
        self.asked += 1
        return self.key


def sealed(key: bytes, dossier: str = CODE, plaintext: bytes | None = None) -> SealedContact:
    body = orjson.dumps(CLEAR) if plaintext is None else plaintext
    ciphertext = seal(key, body, context=seal_context(CODE))
    return SealedContact(dossier=dossier, key_id="k-1", ciphertext=ciphertext)


@pytest.mark.parametrize(
    ("written", "usable"),
    [
        ("e@example.vn", True),
        ("nguyen.thi.e+hoso@so.thanhhoa.gov.vn", True),
        ("ế@example.vn", True),
        ("e@example", False),
        ("e@example.vn\r\nBcc: x@y.vn", False),
        ("a@b.vn, c@d.vn", False),
        ("E <e@example.vn>", False),
        ("", False),
        (None, False),
    ],
)
def test_only_a_plain_mailbox_can_be_written_to(written: str | None, *, usable: bool) -> None:
    """Line breaks, lists and display names are no addresses."""
    mailbox = Contact(email=written).mailbox

    assert mailbox == (written if usable else None)


def test_key_is_fetched_once_and_kept() -> None:
    """Intake is asked for a dossier's first letter only."""
    key = new_data_key()
    keys, intake = InMemoryKeys(), FakeIntake(key)

    opened = [
        open_contact(sealed(key), keys=keys, source=intake, seal=ContactSeal()) for _ in range(2)
    ]

    expected = Contact(name="Nguyễn Thị Ế", email="e@example.vn", phone="+84912345678")
    assert opened == [expected, expected]
    assert intake.asked == 1


@pytest.mark.parametrize(
    "broken",
    [
        lambda key: sealed(key, dossier="H56.14797-261123-0002"),
        lambda key: sealed(key, plaintext=b"no JSON"),
        lambda key: sealed(key, plaintext=b"[]"),
        lambda _key: sealed(new_data_key()),
        lambda _key: SealedContact(
            dossier=CODE, key_id="k-1", ciphertext=base64.b64encode(b"short").decode()
        ),
    ],
    ids=["another dossier's", "no JSON", "no object", "another key", "too short"],
)
def test_contact_that_was_tampered_with_is_not_opened(broken: object) -> None:
    """A swapped or changed ciphertext is an error, never somebody else's address."""
    key = new_data_key()
    assert callable(broken)

    with pytest.raises(ContactBrokenError):
        open_contact(broken(key), keys=InMemoryKeys(), source=FakeIntake(key), seal=ContactSeal())


def test_no_repr_shows_a_contact() -> None:
    """What lands in a traceback or log shows nothing."""
    shown = repr(contact_from_document(CLEAR))

    assert not any(value in shown for value in CLEAR.values())


def test_organisation_is_not_a_person() -> None:
    """It is addressed by its name alone."""
    assert not contact_from_document(CLEAR | {"kind": "organisation"}).person
