"""What is wrong with a text of SMS before anybody gets it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from services.notification.templates.domain.facts import SHORT_VARIABLES
from services.notification.templates.domain.short_text import short_text, without_accents

MOST_PLAIN, MOST_ACCENTED = 1, 2
"""Segments a text may take without accents and with them, with a long code and all dates."""

# People are told to follow no link of a text message, so ours have none.
_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.(vn|com|gov)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w./:-])\+?\d{7,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: `rule` in a word, and what was found."""

    rule: str
    found: str


def faults_of_variables(variables: Collection[str]) -> Iterator[Finding]:
    """Yield a fault for each variable that no text message may speak of."""
    for name in sorted(set(variables) - SHORT_VARIABLES):
        yield Finding(rule="unknown-variable", found=name)


def faults_of_words(words: str) -> Iterator[Finding]:
    """Yield the faults of a text as it would go out, filled in with its widest facts."""
    accented, plain = short_text(words), short_text(without_accents(words))
    if plain.segments > MOST_PLAIN:
        yield Finding(rule="too-long", found=f"{len(plain.words)} / {plain.segments} plain")
    if accented.segments > MOST_ACCENTED:
        yield Finding(rule="too-long", found=f"{len(accented.words)} / {accented.segments}")
    if "?" in plain.words and "?" not in words:
        yield Finding(rule="no-plain-letter", found=plain.words)
    for rule, pattern in (("link", _LINK), ("number", _NUMBER)):
        if match := pattern.search(words):
            yield Finding(rule=rule, found=match.group())
