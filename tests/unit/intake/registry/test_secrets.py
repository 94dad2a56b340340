"""Tracking secrets, sealed contacts, and the memory of reference data."""

from __future__ import annotations

import orjson
import pytest

from chassis.crypto import KeyRing, SealBrokenError, new_data_key, open_sealed
from chassis.identifiers import new_id
from services.intake.registry.domain.tracking import hash_of, matches
from services.intake.registry.store.contact_keys import ContactSealer, contact_context
from services.intake.registry.store.reference import ReferenceMemory
from services.intake.registry.store.tracking_secrets import DerivedTrackingSecrets
from tests.unit.intake.registry.samples import CODE, filing


def ring() -> KeyRing:
    return KeyRing(current="k1", keys={"k1": new_data_key()})


def test_a_secret_is_the_same_each_time_and_of_its_dossier_alone() -> None:
    """128 bits, bound to code and master key; only its hash need be kept."""
    keys = ring()
    secrets = DerivedTrackingSecrets(keys)

    assert secrets.secret_of(CODE) == DerivedTrackingSecrets(keys).secret_of(CODE)
    assert len(secrets.secret_of(CODE)) == 22
    assert secrets.secret_of(CODE) != secrets.secret_of(f"{CODE}0")
    assert secrets.secret_of(CODE) != DerivedTrackingSecrets(ring()).secret_of(CODE)
    assert matches(secrets.secret_of(CODE), hash_of(secrets.secret_of(CODE)))
    assert not matches("other", hash_of(secrets.secret_of(CODE)))


def test_a_sealed_contact_opens_with_its_key_and_code_only() -> None:
    """The ciphertext of one dossier is nothing for another."""
    keys = ring()
    sealed = ContactSealer(keys, new_id).seal(CODE, filing().applicant, "vi")
    key = keys.unwrap(sealed.wrapped_key, context=f"contact_key/{sealed.event.key_id}")

    opened = open_sealed(key, sealed.event.ciphertext, context=contact_context(CODE))

    assert orjson.loads(opened)["email"] == "e@example.vn"
    with pytest.raises(SealBrokenError):
        open_sealed(key, sealed.event.ciphertext, context=contact_context(f"{CODE}0"))
    assert "e@example.vn" not in repr(sealed)


def test_memory_keeps_what_was_found_and_not_what_was_missing() -> None:
    """Something new is there at once; something changed after a few seconds."""
    answers = iter([None, "first", "second"])
    memory = ReferenceMemory(seconds=3600)
    forgetful = ReferenceMemory(seconds=0)

    assert memory.get("a", lambda: next(answers)) is None
    assert memory.get("a", lambda: next(answers)) == "first"
    assert memory.get("a", lambda: next(answers)) == "first"
    assert forgetful.get("a", lambda: "old") == "old"
    assert forgetful.get("a", lambda: "new") == "new"
