"""A supplement that an officer proposes out of a step: the desk asks for it, or declines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSupplement:
    """What is said of it here: marks at papers and fields; its words stay at routing.

    `fields` are JSON pointers into the form.
    """

    id: UUID
    agency: str
    step_name: dict[str, str]
    officer: str
    papers: tuple[str, ...]
    fields: tuple[str, ...]
    at: datetime
