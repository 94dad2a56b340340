"""Every letter is looked at before it goes into a release, and whether its words were approved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from services.notification.templates.domain.approval import faults_of_releases
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.lint import Finding
from services.notification.templates.domain.moment import moment_in_words
from services.notification.templates.domain.template import (
    LANGUAGES,
    STAFF,
    Rendered,
    Template,
)
from services.notification.templates.ports import Approvals, Texts
from services.notification.templates.usecases.lint_texts import WIDEST

# One letter for each who can answer for it: staff alone are told as what they are.
_ACTED = replace(WIDEST, audience=None, responsible=None)
_IN_CHARGE = replace(WIDEST, audience=None, handled_by=None)
_NOBODY = replace(_IN_CHARGE, responsible=None)
_DESK = {"vi": ": Bộ phận Một cửa, ", "en": ": one-stop desk of "}
LONGEST_SUBJECT = 120
"""Characters of a subject that phones and mail programs still show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """A fault of a letter, or of the approval of a version (`language` None)."""

    text: str
    version: int
    language: str | None
    finding: Finding


def lint_letters(*, texts: Texts, approvals: Approvals, layout: str) -> list[Faulty]:
    """Return the faults of the newest letters, and of every version's approval.

    A status notice names the agency and the officer and says when what it tells of happened
    (Decree 224/2026 art. 15): who acted, else who is in charge, else where to ask; none of them
    in the subject. `layout` is the name of the frame, approved like a text.
    """
    found = list(_unapproved(approvals, (layout, *Template)))
    for template, language in product(Template, LANGUAGES):
        version = max(one.version for one in approvals.releases(template))
        found += [
            Faulty(text=template, version=version, language=language, finding=finding)
            for finding in _look(texts, template, version, language)
        ]
    return found


def _unapproved(approvals: Approvals, names: tuple[str, ...]) -> Iterator[Faulty]:
    for name in names:
        for version, finding in faults_of_releases(approvals.releases(name)):
            yield Faulty(text=name, version=version, language=None, finding=finding)


def _look(texts: Texts, template: Template, version: int, language: str) -> Iterator[Finding]:
    try:
        letter = texts.render(template, version, language, WIDEST, Greeting())
    except TextFaultyError as error:
        yield Finding(rule=error.slug, found=error.detail.en if error.detail else "")
        return
    if len(letter.subject) > LONGEST_SUBJECT:
        yield Finding(rule="too-long", found=letter.subject)
    if template not in STAFF:
        yield from _missing(letter, WIDEST)
        yield from _unanswered(texts, template, version, language)


def _missing(letter: Rendered, facts: Facts) -> Iterator[Finding]:
    """Yield what a status notice must tell and this one does not."""
    about_dossier = facts.code is not None and facts.code in letter.subject
    if about_dossier and facts.agency is not None and facts.agency.name not in letter.text:
        yield Finding(rule="without-agency", found=letter.subject)
    if facts.due_at is None or moment_in_words(facts.due_at, letter.language) not in letter.text:
        yield Finding(rule="without-time", found=letter.subject)


def _unanswered(
    texts: Texts, template: Template, version: int, language: str
) -> Iterator[Finding]:
    """Yield a finding where a letter does not tell who answers for what happened.

    An officer acted, or one is in charge, or there is nobody: then it names the desk to ask.
    """
    for facts in (_ACTED, _IN_CHARGE, _NOBODY):
        letter = texts.render(template, version, language, facts, Greeting())
        officer = facts.handled_by or facts.responsible
        if (officer or _DESK[language]) not in letter.text:
            yield Finding(rule="without-officer", found=letter.subject)
            return
        if officer is not None and officer in letter.subject:
            yield Finding(rule="officer-in-subject", found=letter.subject)
            return
