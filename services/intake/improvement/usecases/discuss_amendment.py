"""What is said about an amendment: asked, answered, accepted, refused."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.intake.improvement.domain.amendment import (
    Amendment,
    Word,
    WordKind,
    accept,
    answer,
    ask,
    refuse,
    require_revision,
)
from services.intake.improvement.domain.errors import AmendmentNotFoundError
from services.intake.improvement.domain.reach import reach_of, speaks_for
from services.intake.improvement.ports import Amendments, ProceduresInForce


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says about an amendment as they read it."""

    amendment: UUID
    revision: str
    kind: WordKind
    text: str


def discuss_amendment(
    said: Said,
    *,
    actor: Actor,
    clock: Clock,
    procedures: ProceduresInForce,
    amendments: Amendments,
) -> Amendment:
    """Move an amendment by what is said about it.

    An answer comes from the agency that proposed it, the rest from who keeps the catalogue. Raises
    `ForbiddenError`, `AmendmentNotFoundError`, `StaleVersionError`, `AmendmentSettledError`,
    `NothingAskedError`, `PersonalWordsError`.
    """
    reach = reach_of(actor)
    found = amendments.lock(said.amendment)
    if found is None or not reach.holds(found.agency):
        raise AmendmentNotFoundError
    answers = said.kind is WordKind.ANSWER
    if not (speaks_for(actor, found.agency) if answers else reach.everywhere):
        raise ForbiddenError
    require_revision(found, said.revision)
    word = Word(kind=said.kind, at=in_vietnam(clock()), by=actor.subject, text=said.text)
    moved = _moved(found, word, procedures)
    amendments.save(moved)
    return moved


def _moved(amendment: Amendment, word: Word, procedures: ProceduresInForce) -> Amendment:
    if word.kind is WordKind.NOTE:
        newest = procedures.newest_version(amendment.wish.procedure)
        return accept(amendment, word, newest=newest)
    return {WordKind.QUESTION: ask, WordKind.ANSWER: answer, WordKind.REASON: refuse}[word.kind](
        amendment, word
    )
