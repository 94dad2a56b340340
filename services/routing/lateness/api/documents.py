"""What the route of the register answers."""

from __future__ import annotations

from typing import Any

from services.routing.lateness.domain.reading import Count, Line
from services.routing.lateness.domain.violation import GivenReason
from services.routing.work.api.documents import stamp


def line_document(line: Line) -> dict[str, Any]:
    """Return a line of the register."""
    violation, struck = line.violation, line.struck
    return {
        "id": str(violation.id),
        "kind": violation.kind.value,
        "cause": violation.cause and violation.cause.value,
        "dossier": line.dossier,
        "procedure": violation.procedure,
        "leg": violation.leg,
        "agency": violation.agency,
        "officer": violation.officer,
        "due_at": stamp(violation.due_at),
        "at": stamp(violation.at),
        "recorded_at": stamp(line.recorded_at),
        "struck": struck and {"at": stamp(struck.at), "because": struck.because.value},
        "reason": line.reason and _reason(line.reason),
    }


def count_document(count: Count) -> dict[str, Any]:
    """Return how often somebody is charged with a kind."""
    return {
        "agency": count.agency,
        "officer": count.officer,
        "kind": count.kind.value,
        "lines": count.lines,
        "struck": count.struck,
    }


def _reason(given: GivenReason) -> dict[str, Any]:
    return {
        "version": given.version,
        "reason": given.reason.value,
        "words": given.words,
        "by": given.by,
        "at": stamp(given.at),
    }
