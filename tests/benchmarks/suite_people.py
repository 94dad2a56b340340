"""Who a copied dossier is about: what is sealed or sought of a person, made anew for each copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from chassis.crypto import KeyRing, open_sealed, seal
from kernel.collation import fold, person_key
from services.intake.registry.store.contact_keys import _key_context, contact_context
from services.intake.registry.store.sealing import (
    SEALED,
    DossierSeals,
    _context,
    _party_context,
    sealed_pointers,
)
from services.notification.people.store.sealed import wrap_context
from tests.benchmarks.registry_people import Resident, resident
from tests.benchmarks.suite_place import SuitePlace

_PEOPLE = 40_000
_DOSSIER = """
    SELECT parties, applicant, form, delivery, names_folded, name_key, phone_index, email_index
    FROM dossier JOIN dossier_content ON dossier = code WHERE code = %s
"""
_KEY = "SELECT key_id::text, wrapped FROM contact_key WHERE dossier = %s"
_ADDRESSEE = """
    SELECT ciphertext, contact_index, wrapped FROM addressee JOIN contact_key USING (key_id)
    WHERE dossier = %s
"""
_LOW = 1 << 48
_CODE = r"\bH56\.[A-Z0-9]+-\d{6}-\d{4,}"
Recipe = Callable[[str, int, Resident], str]
"""From a copy's code, number and person to a value."""


class NotOpenError(Exception):
    """A model holds something sealed or personal that nobody knows how to make anew."""


def renumbered(uuid: str, number: int) -> str:
    """Return an id as the copy of that number has it."""
    return f"{uuid[:24]}{(int(uuid[24:], 16) + number + 1) % _LOW:012x}"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What of a model is personal, by the word that stands for it, and how it is made anew."""

    recipes: Mapping[str, Recipe]
    marks: re.Pattern[str]
    """What no row may hold once these words are slots: sealed values, ways to reach the person,
    codes of other dossiers."""

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Return the slot of each word."""
        return {word: ("secret", word) for word in self.recipes}

    def of(self, code: str, number: int) -> dict[str, str]:
        """Return what stands in a copy for each word."""
        person = resident(number % _PEOPLE)
        return {word: recipe(code, number, person) for word, recipe in self.recipes.items()}


def secrets_of(place: SuitePlace, code: str) -> Secrets:
    """Return what is personal of a dossier, of all databases."""
    rings = {
        name: KeyRing.from_file(Path(place.env[f"MOTCUA_{name.upper()}_MASTER_KEY_FILE"]))
        for name in ("intake", "notification")
    }
    ((parties, applicant, *others),) = place.rows("intake", _DOSSIER, code)
    seals = DossierSeals(rings["intake"])
    known = seals.open_person(code, "applicant", applicant)
    assert known is not None
    was = Applicant(known["name"], known["id_number"], known["phone"], known["email"])
    form, delivery, *indexes = others
    documents = {"applicant": applicant, "form": form, "delivery": delivery}
    own = (known["id_number"], known["phone"], known["email"])
    sealed = "|".join(rf"\b{ring.current}:[A-Za-z0-9+/]{{16}}" for ring in rings.values())
    return Secrets(
        dict(_parties(rings["intake"], code, parties, was))
        | dict(_documents(rings["intake"], code, documents, was))
        | _sought(seals, was, indexes)
        | _contact(place, rings, code, was),
        re.compile("|".join((sealed, _CODE, *map(re.escape, own)))),
    )


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who filed the model."""

    name: str
    id_number: str
    phone: str
    email: str

    def replaced(self, plain: bytes, by: Resident) -> bytes:
        """Return words about this applicant as words about somebody else."""
        pairs = (
            (self.name, by.name),
            (self.id_number, by.id_number),
            (self.phone, by.phone),
            (self.email, f"{by.account}@example.vn"),
        )
        for old, new in pairs:
            plain = plain.replace(old.encode(), new.encode())
        return plain


def _sealing(ring: KeyRing, plain: bytes, was: Applicant, context: Callable[[str], str]) -> Recipe:
    return lambda code, _, who: ring.seal(was.replaced(plain, who), context=context(code))


def _parties(
    ring: KeyRing, code: str, parties: list[str], was: Applicant
) -> Iterator[tuple[str, Recipe]]:
    for place, sealed in enumerate(parties):
        plain = ring.open(sealed, context=_party_context(code, place))
        yield sealed, _sealing(ring, plain, was, partial(_party_context, place=place))


def _documents(
    ring: KeyRing, code: str, documents: Mapping[str, Any], was: Applicant
) -> Iterator[tuple[str, Recipe]]:
    for column, document in documents.items():
        for pointer in sealed_pointers(document):
            sealed: Any = document
            for step in pointer.strip("/").split("/"):
                sealed = sealed[step]
            where = partial(_context, column=column, pointer=pointer)
            plain = ring.open(sealed[SEALED], context=where(code))
            yield sealed[SEALED], _sealing(ring, plain, was, where)


def _sought(seals: DossierSeals, was: Applicant, indexes: list[str]) -> dict[str, Recipe]:
    folded, key, phone, email = indexes
    return {
        was.name: lambda _code, _number, who: who.name,
        folded: lambda _code, _number, who: fold(who.name),
        key: lambda _code, _number, who: person_key(who.name),
        phone: lambda _code, _number, who: str(seals.phone_index(who.phone)),
        email: lambda _code, _number, who: str(seals.email_index(f"{who.account}@example.vn")),
        seals.reader(f"id:{was.id_number}"): lambda _code, _number, who: seals.reader(
            f"id:{who.id_number}"
        ),
    }


def _contact(
    place: SuitePlace, rings: Mapping[str, KeyRing], code: str, was: Applicant
) -> dict[str, Recipe]:
    ((key_id, kept),) = place.rows("intake", _KEY, code)
    ((ciphertext, index, wrapped),) = place.rows("notification", _ADDRESSEE, code)
    key = rings["intake"].unwrap(kept, context=_key_context(key_id))
    plain = open_sealed(key, ciphertext, context=contact_context(code))

    def wrapping(ring: KeyRing, context: Callable[[str], str]) -> Recipe:
        return lambda _code, number, _who: ring.wrap(
            key, context=context(renumbered(key_id, number))
        )

    return {
        kept: wrapping(rings["intake"], _key_context),
        wrapped: wrapping(rings["notification"], wrap_context),
        ciphertext: lambda code, _number, who: seal(
            key, was.replaced(plain, who), context=contact_context(code)
        ),
        index: lambda _code, _number, who: rings["notification"].email_index(
            f"{who.account}@example.vn"
        ),
    }
