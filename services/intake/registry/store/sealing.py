"""What of a dossier is sealed at rest, and what stands for it where equal values are sought.

Each field is sealed by itself, bound to table, row and column, so that a value that was moved or
swapped is refused. Names stay in clear: people are looked for by name, under row rights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import orjson

from chassis.crypto import KeyRing, SealBrokenError
from kernel.collation import fold
from services.intake.registry.store.sealed_texts import SealedTexts

SEALED: Final = "$sealed"
"""The one member of what stands in a document for a sealed value."""

PERSON_POINTERS: Final = (
    "/id_number",
    "/tax_code",
    "/birth_date",
    "/phone",
    "/email",
    "/address/street",
    "/authority",
)
"""The fields of a person that are sealed, as JSON pointers."""

_IDENTITIES: Final = frozenset({"id", "tax"})


class DossierSeals:
    """Seals and opens the columns of dossiers with the master keys of a ring."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    @property
    def current(self) -> str:
        """Return the id of the master key that seals now."""
        return self._ring.current

    def seal_person(
        self, code: str, column: str, document: Mapping[str, Any] | None
    ) -> dict[str, Any] | None:
        """Return a person's document with its fields sealed."""
        if document is None:
            return None
        return self.seal_fields(code, column, document, PERSON_POINTERS)

    def open_person(
        self, code: str, column: str, document: Mapping[str, Any] | None
    ) -> dict[str, Any] | None:
        """Return a person's document in clear.

        Raises `SealBrokenError`, also where a field that must be sealed is not.
        """
        if document is None:
            return None
        for holder, name, _ in _places(dict(document), PERSON_POINTERS):
            if not _is_sealed(holder[name]):
                raise SealBrokenError(f"{column} is not sealed")
        return self.open_fields(code, column, document)

    def seal_fields(
        self, code: str, column: str, document: Mapping[str, Any], pointers: Iterable[str]
    ) -> dict[str, Any]:
        """Return a copy of the document with the values at these JSON pointers sealed."""
        copy: dict[str, Any] = orjson.loads(orjson.dumps(document))
        for holder, name, pointer in _places(copy, pointers):
            plaintext = orjson.dumps(holder[name])
            context = _context(code, column, pointer)
            holder[name] = {SEALED: self._ring.seal(plaintext, context=context)}
        return copy

    def open_fields(self, code: str, column: str, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return a copy of the document with all sealed values open; `SealBrokenError`."""

        def opened(sealed: str, pointer: str) -> object:
            context = _context(code, column, pointer)
            return orjson.loads(self._ring.open(sealed, context=context))

        return _replaced(document, opened)

    def reseal_fields(
        self, code: str, column: str, document: Mapping[str, Any] | None
    ) -> dict[str, Any] | None:
        """Return the document with all sealed values under the current key; `SealBrokenError`."""

        def resealed(sealed: str, pointer: str) -> object:
            return {SEALED: self._ring.reseal(sealed, context=_context(code, column, pointer))}

        return None if document is None else _replaced(document, resealed)

    def seal_parties(self, code: str, parties: Sequence[str]) -> list[str]:
        """Return the identities a dossier is about, sealed."""
        return [
            self._ring.seal(party.encode(), context=_party_context(code, place))
            for place, party in enumerate(parties)
        ]

    def open_parties(self, code: str, stored: Sequence[str]) -> tuple[str, ...]:
        """Return the identities in clear; `SealBrokenError`. Those stored before pass."""
        return tuple(
            one
            if _identity_kind(one)
            else self._ring.open(one, context=_party_context(code, place)).decode()
            for place, one in enumerate(stored)
        )

    def texts(self, table: str) -> SealedTexts:
        """Return what seals the texts of a table that belongs to dossiers."""
        return SealedTexts(self._ring, table)

    def reader(self, key: str) -> str:
        """Return how a reader's key is stored: an identity by its blind index, others as is."""
        kind = _identity_kind(key)
        return f"{kind}:{self._ring.blind_index(kind, key.partition(':')[2])}" if kind else key

    def phone_index(self, phone: str | None) -> str | None:
        """Return what stands for a phone number (E.164)."""
        return self._ring.blind_index("phone", phone) if phone else None

    def matter_index(self, matter: str) -> str:
        """Return what stands for a matter where it may have been filed before."""
        return self._ring.blind_index("matter", matter)

    def name_index(self, name: str) -> str:
        """Return what stands for a whole name, however it is spelt."""
        return self._ring.blind_index("name", fold(name))

    def email_index(self, email: str | None) -> str | None:
        """Return what stands for an e-mail address."""
        return self._ring.email_index(email) if email else None


def sealed_pointers(document: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield where in a stored document sealed values stand."""
    for name, value in document.items():
        if _is_sealed(value):
            yield f"{prefix}/{name}"
        elif isinstance(value, dict):
            yield from sealed_pointers(value, f"{prefix}/{name}")


def _places(
    document: dict[str, Any], pointers: Iterable[str]
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield the object and the member of each pointer that has a value."""
    for pointer in pointers:
        path, name = _steps(pointer)
        holder: Any = document
        for step in path:
            holder = holder.get(step) if isinstance(holder, dict) else None
        # A group that is sealed whole holds nothing more to be sealed.
        if isinstance(holder, dict) and not _is_sealed(holder) and holder.get(name) is not None:
            yield holder, name, pointer


@lru_cache(maxsize=1024)
def _steps(pointer: str) -> tuple[tuple[str, ...], str]:
    """Return the path and the last member of a pointer; the catalogue has few."""
    *path, name = pointer.strip("/").split("/")
    return tuple(path), name


def _replaced(
    document: Mapping[str, Any], replace: Callable[[str, str], object], prefix: str = ""
) -> dict[str, Any]:
    copy: dict[str, Any] = {}
    for name, value in document.items():
        pointer = f"{prefix}/{name}"
        if _is_sealed(value):
            copy[name] = replace(value[SEALED], pointer)
        elif isinstance(value, dict):
            copy[name] = _replaced(value, replace, pointer)
        else:
            copy[name] = value
    return copy


def _is_sealed(value: object) -> bool:
    return isinstance(value, dict) and len(value) == 1 and isinstance(value.get(SEALED), str)


def _identity_kind(key: str) -> str | None:
    kind, separator, _ = key.partition(":")
    return kind if separator and kind in _IDENTITIES else None


def _context(code: str, column: str, pointer: str) -> str:
    return f"dossier_content/{code}/{column}{pointer}"


def _party_context(code: str, place: int) -> str:
    return f"dossier/{code}/parties/{place}"
