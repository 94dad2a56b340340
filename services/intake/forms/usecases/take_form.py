"""Somebody asks for a form: the version that says what is so is found, or made."""

from __future__ import annotations

from dataclasses import dataclass, field

from kernel.clock import Clock
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from kernel.visibility import Part
from services.intake.forms.domain.errors import FormVersionUnknownError
from services.intake.forms.domain.form_set import FormName, FormSets
from services.intake.forms.domain.paper import Issue, Paper, Why, next_paper, why_given
from services.intake.forms.domain.words import Language
from services.intake.forms.ports import Papers, Sources
from services.intake.forms.usecases.compose_form import compose_form
from services.intake.registry.domain.erasure import require_not_erased
from services.intake.registry.domain.readership import visible
from services.intake.registry.domain.timeline import by_actor
from services.intake.registry.ports import AccessLog, DossierFile
from services.intake.registry.usecases.open_file import open_file

_WHOLE = frozenset({Part.NAME, Part.IDENTITY, Part.CONTACT})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWanted:
    """Which form of a dossier; `version` None: as it is now."""

    code: str
    form: FormName
    version: int | None = None
    language: Language = "vi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The version to be handed out; `pdf` is None where it is still to be printed.

    Who does not see all of a person gets a view copy, printed for them and not kept.
    """

    paper: Paper
    language: Language
    seen: frozenset[Part]
    pdf: bytes | None = field(default=None, repr=False)

    @property
    def whole(self) -> bool:
        """Tell whether this is the form itself and no view copy."""
        return self.seen >= _WHOLE


def take_form(
    wanted: FormWanted,
    *,
    tracking_url: str,
    actor: Actor,
    clock: Clock,
    sets: FormSets,
    sources: Sources,
    access_log: AccessLog,
    papers: Papers,
) -> Taken:
    """Return the form as it is to be handed out; a reprint is written down at once.

    Raises what `open_file` and `find_act` raise, `DossierErasedError`, `FormNotInSetError`,
    `FormVersionUnknownError`.
    """
    what = f"form {wanted.form.value}"
    found = open_file(
        wanted.code, what, actor=actor, clock=clock, files=sources.files, access_log=access_log
    )
    require_not_erased(found.dossier)
    if wanted.version is None:
        paper = _present(
            found,
            wanted.form,
            tracking_url=tracking_url,
            clock=clock,
            sets=sets,
            sources=sources,
            papers=papers,
        )
    else:
        paper = _kept(wanted, wanted.version, papers)
    taken = Taken(paper=paper, language=wanted.language, seen=visible(actor, found.dossier))
    kept = papers.pdf(paper, wanted.language) if taken.whole else None
    if kept is None:
        return taken
    write_down(taken, actor=actor, clock=clock, papers=papers)
    return Taken(paper=paper, language=taken.language, seen=taken.seen, pdf=kept)


def write_down(taken: Taken, *, actor: Actor, clock: Clock, papers: Papers) -> None:
    """Write down that the form is handed out, to whom and why."""
    why = why_given(taken.paper, given_before=papers.was_issued(taken.paper))
    issue = Issue(
        at=in_vietnam(clock()),
        by=by_actor(actor),
        language=taken.language,
        why=why if taken.whole else Why.VIEW_COPY,
    )
    papers.issue(taken.paper, issue)


def _kept(wanted: FormWanted, version: int, papers: Papers) -> Paper:
    paper = papers.version(wanted.code, wanted.form, version)
    if paper is None:
        raise FormVersionUnknownError
    return paper


def _present(
    found: DossierFile,
    form: FormName,
    *,
    tracking_url: str,
    clock: Clock,
    sets: FormSets,
    sources: Sources,
    papers: Papers,
) -> Paper:
    """Return the version that says what is so now, a new one where the newest says otherwise."""
    code = found.dossier.code
    now = compose_form(found, form, tracking_url=tracking_url, sets=sets, sources=sources)
    digest = papers.digest(now.basis(form))
    newest = papers.newest(code, form)
    if newest is None or newest.digest != digest:
        newest = papers.newest(code, form, alone=True)
    if newest is not None and newest.digest == digest:
        return newest
    paper = next_paper(
        newest,
        dossier=code,
        form=form,
        form_set=now.form_set,
        acted_at=now.act.at,
        facts=now.facts,
        digest=digest,
        made_at=in_vietnam(clock()),
    )
    papers.add(paper)
    return paper
