"""The statutory forms as data: which set is in force on a day, and what each form shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

from kernel.text import Text


@unique
class FormName(StrEnum):
    """The forms of Circulars 01/2018 and 03/2025 by name: their numbers differ by set."""

    RECEIPT = "receipt"
    SUPPLEMENT_REQUEST = "supplement-request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop-notice"
    CONTROL_SLIP = "control-slip"
    REGISTER = "register"


@unique
class BlockKind(StrEnum):
    """How a part of a form is drawn."""

    LINE = "line"  # a label and a field; dots where the field is empty
    ROW = "row"  # lines side by side
    TEXT = "text"  # a sentence with fields in it
    PROSE = "prose"  # a label and paragraphs
    LIST = "list"  # a label and numbered items
    PAPERS = "papers"  # a label and the table of papers handed in
    HANDOVERS = "handovers"  # a label and the table of who gave it to whom


@unique
class Signer(StrEnum):
    """Whose name stands under a place for a signature."""

    FILER = "filer"
    OFFICER = "officer"  # who acted
    NOBODY = "nobody"  # to be written by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a form; `when` is the field without which it is left out."""

    kind: BlockKind
    field: str | None = None
    label: Text | None = None
    text: Text | None = None
    cells: tuple[Block, ...] = ()
    strong: bool = False
    when: str | None = None
    closing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A place for a signature: nothing is signed by being printed."""

    who: Signer
    title: Text
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BookColumn:
    """A column of the register; `width` as typst writes lengths."""

    field: str
    head: Text
    width: str
    centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A form of a set: its `number` there, and what it shows.

    `symbol` stands behind the running number (`…/PBS`), with that of the desk where
    `symbol_with_desk` says so (`…/PBS-TTPVHCC`).
    """

    number: str
    template: str
    paper: str
    symbol: str
    symbol_with_desk: bool
    title: tuple[Text, ...]
    blocks: tuple[Block, ...] = ()
    columns: tuple[BookColumn, ...] = ()
    signatures: tuple[Signature, ...] = ()
    copies: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """How the desk of an agency of some kind is called; `name` None: as the agency itself."""

    kinds: frozenset[str]
    name: Text | None
    symbol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSet:
    """The forms of one circular, in force from `valid_from` to `valid_to` (both included)."""

    name: str
    valid_from: date
    valid_to: date | None
    ground: Text
    desks: tuple[Desk, ...]
    forms: Mapping[FormName, Layout]

    def in_force(self, on: date) -> bool:
        """Tell whether acts of that day are written on these forms."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def desk(self, kind: str) -> Desk:
        """Return the desk of an agency of this kind; the last one is everybody else's."""
        return next((desk for desk in self.desks if kind in desk.kinds), self.desks[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSets:
    """All sets, oldest first, without gaps or overlaps."""

    sets: Sequence[FormSet]

    def on(self, day: date) -> FormSet:
        """Return the set in force on a day; before the first one, the first one."""
        return next((one for one in reversed(self.sets) if one.valid_from <= day), self.sets[0])

    def named(self, name: str) -> FormSet:
        """Return the set of that name; raises `StopIteration` for a name that never was."""
        return next(one for one in self.sets if one.name == name)
