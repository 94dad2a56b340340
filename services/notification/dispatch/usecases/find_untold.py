"""Intake asks, before it publishes a procedure, whether there are texts for its milestones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import product

from services.notification.dispatch.usecases.queue_messages import TEMPLATE_OF
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.template import LANGUAGES, Template
from services.notification.templates.ports import ShortTexts, Texts
from services.notification.templates.usecases.lint_texts import WIDEST, faults_of_short_text

_TEMPLATES = {event.TYPE: template for event, template in TEMPLATE_OF.items()}
_ANYBODY = Greeting(name="Nguyễn Thị Ế")


@unique
class TextForm(StrEnum):
    """In which form people are told."""

    LETTER = "letter"  # e-mail
    SHORT = "short"  # SMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A milestone (the type of its event) that cannot be told in a language in this form."""

    milestone: str
    language: str
    form: TextForm


def find_untold(
    milestones: Iterable[str], *, texts: Texts, short_texts: ShortTexts
) -> Iterator[Untold]:
    """Yield what is missing for these types of events: no text, or one that cannot be filled in.

    A type that no text tells of at all lacks every form in every language.
    """
    for milestone, language in product(milestones, LANGUAGES):
        template = _TEMPLATES.get(milestone)
        told = {
            TextForm.LETTER: template and _letter_tells(texts, template, language),
            TextForm.SHORT: template and _sms_tells(texts, short_texts, template, language),
        }
        for form, is_told in told.items():
            if not is_told:
                yield Untold(milestone=milestone, language=language, form=form)


def _letter_tells(texts: Texts, template: Template, language: str) -> bool:
    try:
        version = texts.newest_version(template)
        return bool(texts.render(template, version, language, WIDEST, _ANYBODY).text.strip())
    except TextFaultyError:
        return False


def _sms_tells(texts: Texts, short_texts: ShortTexts, template: Template, language: str) -> bool:
    try:
        version = texts.newest_version(template)
    except TextFaultyError:
        return False
    return not faults_of_short_text(short_texts, template, version, language)
