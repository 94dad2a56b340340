"""What people would notice between two contents of a procedure, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

from kernel.text import Text
from services.intake.catalogue.domain.entries_of_card import card_entries, paper_entries
from services.intake.catalogue.domain.entries_of_rules import (
    fee_entries,
    form_entries,
    process_entries,
    term_entries,
)
from services.intake.catalogue.domain.entry import Entry, joined
from services.intake.catalogue.domain.procedure import Procedure


@unique
class Part(StrEnum):
    """Whom or what a change touches."""

    CITIZEN = "citizen"  # the card: name, steps, ways, results, levels
    PAPERS = "papers"
    TERMS = "terms"
    FEES = "fees"
    FORM = "form"
    PROCESS = "process"
    OTHER = "other"  # what nobody sees: example, notes, keywords


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: what it is called, and what it was and is; None where it was not there."""

    part: Part
    label: Text
    old: Text | None
    new: Text | None


_ENTRIES: Mapping[Part, Callable[[Procedure], Iterator[Entry]]] = {
    Part.CITIZEN: card_entries,
    Part.PAPERS: paper_entries,
    Part.TERMS: term_entries,
    Part.FEES: fee_entries,
    Part.FORM: form_entries,
    Part.PROCESS: process_entries,
}
_SHOWN = frozenset(
    {
        "code",
        "valid_from",
        "valid_to",
        "card",
        "legal_level",
        "delivery_mode",
        "partial_reason",
        "on_the_spot",
        "channels",
        "result_ways",
        "cases",
        "papers",
        "terms",
        "fees",
        "form",
        "process",
    }
)
_CHANGED = Text(vi="đã thay đổi", en="changed")
_DETAILS = Text(vi="chi tiết khác trước", en="other details than before")


def compare(
    old: tuple[Procedure, Mapping[str, Any]], new: tuple[Procedure, Mapping[str, Any]]
) -> list[Change]:
    """Return the differences between two contents and their checked documents, part by part.

    Nothing is passed over: a member whose change no part shows is named as changed, so an empty
    list means the same document.
    """
    shown = (
        change
        for part, entries in _ENTRIES.items()
        for change in _changes(part, entries(old[0]), entries(new[0]))
    )
    return [*shown, *_others(old[1], new[1])]


def _changes(part: Part, old: Iterator[Entry], new: Iterator[Entry]) -> Iterator[Change]:
    before = {entry.key: entry for entry in old}
    after = {entry.key: entry for entry in new}
    for key, entry in {**before, **after}.items():
        was, now = before.get(key), after.get(key)
        if was != now:
            yield Change(part=part, label=entry.label, old=_said(was), new=_said(now, unlike=was))


def _said(entry: Entry | None, *, unlike: Entry | None = None) -> Text | None:
    if entry is None:
        return None
    if unlike is None or unlike.value != entry.value or unlike.label != entry.label:
        return entry.value
    return joined([entry.value, _DETAILS])


def _others(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for member in dict.fromkeys([*old, *new]):
        if old.get(member) != new.get(member) and member not in _SHOWN:
            label = Text(vi=f"Mục “{member}”", en=f"Member “{member}”")
            yield Change(part=Part.OTHER, label=label, old=None, new=_CHANGED)
