"""Who takes over from an agency that ends: all of it, or each the part that a rule gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

RULES = ("procedures", "fields", "communes")
"""What a rule of a split can go by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What of a dossier decides where it goes; what is not known fits no rule about it.

    `field` is the code of the procedure's field, `commune` the official code the matter lies in.
    """

    procedure: str | None = None
    field: str | None = None
    commune: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """An agency that takes over; without a rule it takes whatever no other one takes.

    A rule names procedures, fields and communes; of each that is named one must fit.
    """

    agency: str
    procedures: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()

    @property
    def has_rule(self) -> bool:
        """Tell whether it takes a part alone."""
        return bool(self.procedures or self.fields or self.communes)

    def takes(self, matter: Matter) -> bool:
        """Tell whether its rule gives it the matter."""
        return all(value in named for named, value in self._asked(matter))

    def may_take(self, matter: Matter) -> bool:
        """Tell whether its rule could give it the matter, were all of it known."""
        return all(value is None or value in named for named, value in self._asked(matter))

    def _asked(self, matter: Matter) -> list[tuple[tuple[str, ...], str | None]]:
        pairs = (
            (self.procedures, matter.procedure),
            (self.fields, matter.field),
            (self.communes, matter.commune),
        )
        return [(named, value) for named, value in pairs if named]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a successor from its checked document."""
        rules = {name: tuple(document.get(name) or ()) for name in RULES}
        return cls(agency=document["agency"], **rules)

    def to_document(self) -> dict[str, Any]:
        """Return the successor as plain values, without the rules it does not have."""
        rules = {name: list(named) for name in RULES if (named := getattr(self, name))}
        return {"agency": self.agency, **rules}


def heir(successors: Sequence[Successor], matter: Matter) -> str | None:
    """Return who takes a matter: the first whose rule fits, then who takes the rest.

    None where nobody does, or where what is not known of the matter would decide.
    """
    for one in successors:
        if one.has_rule and one.may_take(matter):
            return one.agency if one.takes(matter) else None
    return heir_of_the_rest(successors)


def heir_of_the_rest(successors: Sequence[Successor]) -> str | None:
    """Return who takes what no rule gives to anybody, and with it what had ended; else None."""
    return next((one.agency for one in successors if not one.has_rule), None)


def heirs_of(rest: Mapping[str, str | None]) -> Mapping[str, frozenset[str]]:
    """Return by agency whose rest it has, of itself or through others that ended in their turn.

    `rest` says of each agency that ended who took its rest.
    """
    found: dict[str, set[str]] = {}
    for code in rest:
        passed, taker = {code}, rest[code]
        while taker is not None and taker not in passed:
            found.setdefault(taker, set()).add(code)
            passed.add(taker)
            taker = rest.get(taker)
    return {taker: frozenset(codes) for taker, codes in found.items()}
