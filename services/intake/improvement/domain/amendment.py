"""An amendment (đề xuất sửa đổi thủ tục): what an officer would have changed of a procedure.

Who sits at a desk sees first where a procedure fails people. What they propose goes to who keeps
the catalogue: asked about, accepted as a note for the next version, or refused with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from uuid import UUID

from kernel.errors import StaleVersionError
from kernel.personal import PERSONAL
from services.intake.improvement.domain.errors import (
    AmendmentSettledError,
    NothingAskedError,
    PersonalWordsError,
)

_DOSSIER = re.compile(r"\b[A-Y]\d{2}(?:\.[A-Z0-9]+)*-\d{6}-\d{4,}\b", re.IGNORECASE)


@unique
class Part(StrEnum):
    """Which part of a procedure is meant."""

    CARD = "card"  # what is said to people
    PAPERS = "papers"
    TERMS = "terms"
    FEES = "fees"
    FORM = "form"
    PROCESS = "process"


@unique
class AmendmentState(StrEnum):
    """How far it is."""

    PROPOSED = "proposed"  # waits for who keeps the catalogue
    QUESTIONED = "questioned"  # waits for the officers who proposed it
    ACCEPTED = "accepted"  # a note for the next version
    REFUSED = "refused"  # with a reason


@unique
class WordKind(StrEnum):
    """What somebody said about it."""

    QUESTION = "question"
    ANSWER = "answer"
    NOTE = "note"  # how the next version takes it up
    REASON = "reason"  # why not


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is proposed: `what` and `why`, the `law` it rests on, `text` as it could read."""

    procedure: str
    part: Part
    what: str
    why: str
    law: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Something said about an amendment; `by` is the account of an officer or keeper."""

    kind: WordKind
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """An amendment: `version` of the procedure is the one it was proposed about.

    `for_version` is the version that an accepted one is a note for. `revision` counts its
    changes.
    """

    id: UUID
    wish: Wish
    version: int
    agency: str
    by: str
    at: datetime
    state: AmendmentState = AmendmentState.PROPOSED
    words: tuple[Word, ...] = ()
    for_version: int | None = None
    revision: int = 1

    @property
    def settled(self) -> bool:
        """Tell whether it was decided."""
        return self.state in (AmendmentState.ACCEPTED, AmendmentState.REFUSED)


def check_wish(wish: Wish) -> None:
    """Raise `PersonalWordsError` where the words tell of a person or of one dossier."""
    for name in ("what", "why", "law", "text"):
        require_impersonal(getattr(wish, name), f"/{name}")


def require_impersonal(words: str | None, pointer: str) -> None:
    """Raise `PersonalWordsError` for words that hold a number, address or code of somebody."""
    if words and (PERSONAL.search(words) or _DOSSIER.search(words)):
        raise PersonalWordsError(pointer=pointer)


def require_revision(amendment: Amendment, revision: str) -> None:
    """Raise `StaleVersionError` unless the amendment is as the caller read it."""
    if revision != str(amendment.revision):
        raise StaleVersionError


def ask(amendment: Amendment, word: Word) -> Amendment:
    """Return it as asked about; raises `AmendmentSettledError`."""
    return _moved(amendment, AmendmentState.QUESTIONED, word)


def answer(amendment: Amendment, word: Word) -> Amendment:
    """Return it as answered; raises `AmendmentSettledError`, `NothingAskedError`."""
    answered = _moved(amendment, AmendmentState.PROPOSED, word)
    if amendment.state is not AmendmentState.QUESTIONED:
        raise NothingAskedError
    return answered


def accept(amendment: Amendment, word: Word, *, newest: int) -> Amendment:
    """Return it as a note for the version after the `newest`; raises `AmendmentSettledError`."""
    return replace(_moved(amendment, AmendmentState.ACCEPTED, word), for_version=newest + 1)


def refuse(amendment: Amendment, word: Word) -> Amendment:
    """Return it as refused; raises `AmendmentSettledError`."""
    return _moved(amendment, AmendmentState.REFUSED, word)


def _moved(amendment: Amendment, state: AmendmentState, word: Word) -> Amendment:
    if amendment.settled:
        raise AmendmentSettledError
    require_impersonal(word.text, "/text")
    return replace(
        amendment,
        state=state,
        words=(*amendment.words, word),
        revision=amendment.revision + 1,
    )
