"""A published version of a procedure, as far as a case needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel.rights import Confidentiality
from services.routing.process.domain.process import Process


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureVersion:
    """Code, version and name of a procedure with its process, read and as the document it was.

    `confidential`: only the agencies of a dossier may know of it. `field` is its field's code;
    None where the copy was made before that was kept.
    """

    code: str
    version: int
    name: str
    process: Process
    document: Mapping[str, Any]
    confidential: bool = False
    field: str | None = None

    @property
    def kept(self) -> Confidentiality:
        """Return how closely its dossiers are kept."""
        return Confidentiality.CONFIDENTIAL if self.confidential else Confidentiality.ORDINARY
