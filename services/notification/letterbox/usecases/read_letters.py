"""An applicant looks into the web inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.notification.letterbox.domain.errors import LetterNotFoundError
from services.notification.letterbox.domain.letter import Letter, Page, Reader, Wanted
from services.notification.letterbox.ports import Letters
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import facts_from_document
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.template import Rendered, Template
from services.notification.templates.ports import Texts
from services.notification.templates.usecases.write_letter import Draft, write_letter


def list_letters(wanted: Wanted, *, reader: Reader, letters: Letters) -> Page:
    """Return a page of the reader's letters; with a dossier asked for, of its letters."""
    asked = wanted.dossier
    if asked is not None:
        reader = replace(reader, dossiers=[code for code in reader.dossiers if code == asked])
    return letters.page(reader, wanted)


def find_letter(letter: UUID, *, reader: Reader, letters: Letters) -> Letter:
    """Return one letter; raises `LetterNotFoundError` where it is not the reader's.

    A digest comes without lines about dossiers of others.
    """
    found = letters.get(reader, letter)
    if found is None:
        raise LetterNotFoundError
    return _for_reader(found, reader)


def mark_read(letter: UUID, *, reader: Reader, letters: Letters, now: datetime) -> Letter:
    """Note that the reader read it, once; raises `LetterNotFoundError`."""
    find_letter(letter, reader=reader, letters=letters)
    letters.mark_read(reader, letter, now)
    return find_letter(letter, reader=reader, letters=letters)


def subject_of(letter: Letter, texts: Texts) -> str:
    """Return the subject of the e-mail; the dossier's code where its text is faulty."""
    try:
        return texts.subject(
            Template(letter.template),
            letter.template_version,
            letter.language,
            facts_from_document(letter.facts),
        )
    except TextFaultyError:
        return letter.dossier


def words_of(
    letter: Letter, texts: Texts, greeting: Greeting, names: Mapping[str, str]
) -> Rendered:
    """Return what the e-mail says, word for word; raises `TextFaultyError`.

    `names` are those of officers, by account, as far as they are known.
    """
    draft = Draft(
        template=letter.template,
        version=letter.template_version,
        language=letter.language,
        facts=letter.facts,
        greeting=greeting,
        names=names,
    )
    return write_letter(draft, texts=texts)


def _for_reader(letter: Letter, reader: Reader) -> Letter:
    """Return a digest without the lines about dossiers of others.

    A digest is made for a contact, and several people may have left the same.
    """
    joined = letter.facts.get("joined")
    if not isinstance(joined, list):
        return letter
    own = [one for one in joined if one["facts"].get("code") in reader.dossiers]
    return replace(letter, facts={**letter.facts, "joined": own})
