"""A form as it was given out: versions with what they say, and each time one was handed out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from services.intake.forms.domain.drawing import Edition
from services.intake.forms.domain.facts import Facts
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.domain.words import Language
from services.intake.registry.domain.timeline import By


@unique
class Why(StrEnum):
    """Why a form was given out."""

    FIRST = "first-print"  # the first version, for the first time
    REPRINT = "reprint"  # the very bytes that were given out before
    CORRECTED = "corrected-version"  # what it says had changed: a new version
    VIEW_COPY = "view-copy"  # masked, for an agency that need not ring the applicant up


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One version of a form; `digest` stands for what made it a version of its own.

    `replaces` are number and instant of the version before, None for the first one.
    """

    dossier: str
    form: FormName
    version: int
    form_set: str
    acted_at: datetime
    made_at: datetime
    replaces: tuple[int, datetime] | None
    digest: str
    facts: Facts = field(repr=False)

    @property
    def edition(self) -> Edition:
        """Return what stands on the paper of its being a version."""
        return Edition(version=self.version, made_at=self.made_at, replaces=self.replaces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A form handed out: to whom, when, in which language and why."""

    at: datetime
    by: By
    language: Language
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHistory:
    """A version without what it says, and every time it was handed out, oldest first."""

    form: FormName
    version: int
    form_set: str
    acted_at: datetime
    made_at: datetime
    issues: tuple[Issue, ...]


def next_paper(
    before: Paper | None,
    *,
    dossier: str,
    form: FormName,
    form_set: str,
    acted_at: datetime,
    facts: Facts,
    digest: str,
    made_at: datetime,
) -> Paper:
    """Return the first version of a form, or the one that replaces `before`."""
    return Paper(
        dossier=dossier,
        form=form,
        version=before.version + 1 if before else 1,
        form_set=form_set,
        acted_at=acted_at,
        made_at=made_at,
        replaces=(before.version, before.made_at) if before else None,
        digest=digest,
        facts=facts,
    )


def why_given(paper: Paper, *, given_before: bool) -> Why:
    """Return why a version is handed out."""
    if given_before:
        return Why.REPRINT
    return Why.FIRST if paper.replaces is None else Why.CORRECTED
