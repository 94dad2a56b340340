"""The shipped sets of forms, read from `layouts/sets.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from kernel.text import Text
from services.intake.forms.domain.form_set import (
    Block,
    BlockKind,
    BookColumn,
    Desk,
    FormName,
    FormSet,
    FormSets,
    Layout,
    Signature,
    Signer,
)

LAYOUTS = Path(__file__).parents[1] / "layouts"
"""The templates, and the sets they are filled by."""

_BESIDES = {"label", "strong", "when", "closing"}


class FormSetError(ValueError):
    """The sets of forms are not what they must be; nothing starts with them."""


@cache
def shipped_sets() -> FormSets:
    """Return the sets as shipped, read once a process. Raises `FormSetError`."""
    return read_sets(yaml.safe_load((LAYOUTS / "sets.yaml").read_text(encoding="utf-8")))


def read_sets(document: Sequence[Mapping[str, Any]]) -> FormSets:
    """Read sets from their document. Raises `FormSetError`."""
    try:
        sets = [_set(item) for item in document]
    except (KeyError, TypeError, ValueError) as error:
        raise FormSetError(f"{error.__class__.__name__}: {error}") from error
    for before, after in pairwise(sets):
        if before.valid_to is None or after.valid_from != before.valid_to + timedelta(days=1):
            raise FormSetError(f"{after.name} does not begin where {before.name} ends")
    if not sets or sets[-1].valid_to is not None:
        raise FormSetError("no set is in force for ever")
    return FormSets(sets=sets)


def _set(item: Mapping[str, Any]) -> FormSet:
    return FormSet(
        name=item["set"],
        valid_from=_day(item["valid_from"]),
        valid_to=_day(item["valid_to"]) if "valid_to" in item else None,
        ground=Text(**item["ground"]),
        desks=tuple(_desk(desk) for desk in item["desks"]),
        forms={FormName(name): _layout(form) for name, form in item["forms"].items()},
    )


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def _desk(item: Mapping[str, Any]) -> Desk:
    name = Text(**item["name"]) if "name" in item else None
    return Desk(kinds=frozenset(item.get("kinds", ())), name=name, symbol=item["symbol"])


def _layout(item: Mapping[str, Any]) -> Layout:
    return Layout(
        number=item["number"],
        template=item["template"],
        paper=item["paper"],
        symbol=item["symbol"],
        symbol_with_desk=item.get("symbol_with_desk", False),
        title=tuple(Text(**line) for line in item["title"]),
        blocks=tuple(_block(block) for block in item.get("blocks", ())),
        columns=tuple(
            BookColumn(**{**column, "head": Text(**column["head"])})
            for column in item.get("columns", ())
        ),
        signatures=tuple(
            Signature(who=Signer(one["who"]), title=Text(**one["title"]), note=Text(**one["note"]))
            for one in item.get("signatures", ())
        ),
        copies=tuple(Text(**line) for line in item.get("copies", ())),
    )


def _block(item: Mapping[str, Any]) -> Block:
    """Read a block: its one member that says how it is drawn, and what goes with it."""
    (drawn,) = item.keys() - _BESIDES
    kind, value = BlockKind(drawn), item[drawn]
    rows, sentence = kind is BlockKind.ROW, kind is BlockKind.TEXT
    return Block(
        kind=kind,
        field=None if rows or sentence else value,
        label=Text(**item["label"]) if "label" in item else None,
        text=Text(**value) if sentence else None,
        cells=tuple(_block(cell) for cell in value) if rows else (),
        strong=item.get("strong", False),
        when=item.get("when"),
        closing=item.get("closing", False),
    )
