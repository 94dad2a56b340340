"""The words of a letter out of what its message kept, a digest with a line for each it joins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.notification.templates.domain.courtesy import NO_WISH, Wish
from services.notification.templates.domain.facts import facts_from_document
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.moment import moment_in_words, since_in_words
from services.notification.templates.domain.template import OF_DESKS, Rendered, Template
from services.notification.templates.ports import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be written: the text's version and language, and the facts as kept.

    `names` are those of officers, by account, as far as they are known.
    """

    template: str
    version: int
    language: str
    facts: Mapping[str, object]
    greeting: Greeting
    names: Mapping[str, str] = field(default_factory=dict)


def write_letter(draft: Draft, *, texts: Texts, wish: Wish = NO_WISH) -> Rendered:
    """Return a letter in words, the same by e-mail and on the web; raises `TextFaultyError`."""
    facts = facts_from_document(draft.facts).handled(draft.names)
    joined = draft.facts.get("joined")
    if isinstance(joined, list):
        facts = replace(facts, lines=tuple(_line(one, draft, texts) for one in joined))
    return texts.render(
        Template(draft.template),
        draft.version,
        draft.language,
        facts,
        draft.greeting,
        wish=wish,
    )


def _line(joined: Mapping[str, object], draft: Draft, texts: Texts) -> str:
    """Return what a message that went into a digest is about: the subject it would have had.

    When it happened, or since when it waits, and which officer did it stand behind it (Decree
    224/2026 art. 15).
    """
    kept = joined["facts"]
    if not isinstance(kept, Mapping):
        raise TypeError("facts are an object")
    facts = facts_from_document(kept).handled(draft.names)
    rendered = texts.render(
        Template(str(joined["template"])),
        int(str(joined["version"])),
        draft.language,
        facts,
        draft.greeting,
    )
    at = facts.written_at or facts.requested_at or facts.filed_at or facts.happened_at
    in_words = since_in_words if rendered.template in OF_DESKS else moment_in_words
    told = (at and in_words(at, draft.language), facts.handled_by or facts.responsible)
    behind = "; ".join(one for one in told if one)
    return f"{rendered.subject} ({behind})" if behind else rendered.subject
