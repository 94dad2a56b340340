"""Rules by which a procedure says which agency, without naming one of a certain province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any, Self


@unique
class RuleKind(StrEnum):
    """How the agency is found."""

    RECEIVING = "receiving"  # the one that took the dossier in
    COMPETENT = "competent"  # the one that decides the procedure
    FIXED = "fixed"  # this one agency, by its code
    KIND = "kind"  # the one of this kind that serves the dossier's area


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRule:
    """Which agency: `value` is an agency code for `FIXED`, a kind of agency for `KIND`.

    `area` names the field of the form with the commune that a `KIND` is sought in, `form/<field>`.
    Without it the dossier's own area counts.
    """

    by: RuleKind
    value: str | None = None
    area: str | None = None

    @classmethod
    def from_document(cls, document: str | Mapping[str, Any]) -> Self:
        """Read `receiving`, `competent`, `{fixed: CODE}` or `{kind: tax-office}`, with `area`."""
        if isinstance(document, str):
            return cls(by=RuleKind(document))
        if RuleKind.KIND in document:
            kind = str(document[RuleKind.KIND])
            return cls(by=RuleKind.KIND, value=kind, area=document.get("area"))
        ((by, value),) = document.items()
        return cls(by=RuleKind(by), value=str(value))
