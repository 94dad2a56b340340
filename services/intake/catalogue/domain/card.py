"""The public card of a procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the citizen gets; `code` on the national list of results, None when unknown."""

    code: str | None
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A legal document the procedure rests on."""

    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadableForm:
    """A printed form the citizen may use: its `number` in the legal text and its name."""

    number: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The items a level 1 service shows (Circular 32/2017/TT-BTTTT art. 5).

    Together with papers, terms, fees and channels of the procedure these are the eleven: name,
    steps, ways, components and sets, time limit, subjects, agency, result, forms with fees and
    conditions, channels, legal basis. `decision` is the ministry's decision that announced it,
    `keywords` everyday words people search by.
    """

    name: Text
    short_name: Text
    ministry: str
    decision: str
    steps: tuple[Text, ...]
    ways: tuple[Text, ...]
    sets: int
    subjects: tuple[Text, ...]
    authority: Text
    conditions: tuple[Text, ...]
    forms: tuple[DownloadableForm, ...]
    results: tuple[Result, ...]
    legal_basis: tuple[LegalBasis, ...]
    keywords: tuple[str, ...] = ()

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a card from its checked document."""
        return cls(
            name=Text(**document["name"]),
            short_name=Text(**document["short_name"]),
            ministry=document["ministry"],
            decision=document["decision"],
            steps=_texts(document["steps"]),
            ways=_texts(document["ways"]),
            sets=document["sets"],
            subjects=_texts(document["subjects"]),
            authority=Text(**document["authority"]),
            conditions=_texts(document["conditions"]),
            forms=tuple(
                DownloadableForm(number=form["number"], name=Text(**form["name"]))
                for form in document["forms"]
            ),
            results=tuple(
                Result(code=result.get("code"), name=Text(**result["name"]))
                for result in document["results"]
            ),
            legal_basis=tuple(LegalBasis(**basis) for basis in document["legal_basis"]),
            keywords=tuple(document.get("keywords", ())),
        )


def _texts(documents: list[Mapping[str, str]]) -> tuple[Text, ...]:
    return tuple(Text(**document) for document in documents)
