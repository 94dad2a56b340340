"""Whoever answers for a violation says why it happened: a code, and words beside it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kernel.apology import ApologyReason
from kernel.clock import Clock
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.rights import Actor
from services.routing.lateness.domain.errors import ViolationUnknownError
from services.routing.lateness.domain.reading import Line, reach_of
from services.routing.lateness.domain.violation import GivenReason
from services.routing.lateness.ports import Violations


def give_reason(
    line_id: UUID,
    version: str,
    reason: ApologyReason,
    words: str | None,
    *,
    actor: Actor,
    violations: Violations,
    clock: Clock,
) -> Line:
    """Keep the reason of a line as read at `version`; earlier ones stay.

    The officer it charges may, and who heads the agency it charges. Raises `ForbiddenError` for
    others who read it, `ViolationUnknownError` for everybody else, `StaleVersionError`.
    """
    try:
        reach = reach_of(actor)
    except ForbiddenError:
        raise ViolationUnknownError from None
    line = violations.find(line_id, reach)
    if line is None:
        raise ViolationUnknownError
    charged = line.violation.officer == actor.subject
    if not charged and line.violation.agency not in reach.at:
        raise ForbiddenError
    if version != str(line.version):
        raise StaleVersionError
    given = GivenReason(
        version=line.version + 1, reason=reason, words=words, by=actor.subject, at=clock()
    )
    violations.give_reason(line_id, given)
    return replace(line, reason=given)
