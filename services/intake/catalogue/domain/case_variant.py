"""The cases (trường hợp) of a procedure and the questions that lead to one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer a person may pick."""

    value: str
    label: Text

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a choice from its checked document."""
        return cls(value=document["value"], label=Text(**document["label"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked before filing, to find their case."""

    id: str
    text: Text
    options: tuple[Choice, ...]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a question from its checked document."""
        return cls(
            id=document["id"],
            text=Text(**document["text"]),
            options=tuple(Choice.from_document(option) for option in document["options"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseVariant:
    """A case of the procedure; `when` maps a question to the answers that lead here."""

    id: str
    name: Text
    when: Mapping[str, tuple[str, ...]]

    def fits(self, answers: Mapping[str, str]) -> bool:
        """Tell whether every condition of the case is met by the answers."""
        return all(answers.get(question) in values for question, values in self.when.items())

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a case from its checked document."""
        return cls(
            id=document["id"],
            name=Text(**document["name"]),
            when={key: tuple(values) for key, values in document.get("when", {}).items()},
        )


def find_case(variants: Iterable[CaseVariant], answers: Mapping[str, str]) -> CaseVariant | None:
    """Return the fitting case with the most conditions, or None; order decides a draw."""
    fitting = [variant for variant in variants if variant.fits(answers)]
    return max(fitting, key=lambda variant: len(variant.when), default=None)
