"""Which forms a dossier has, and every version that was given out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.clock import Clock
from kernel.rights import Actor
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.domain.notices import CLOSINGS
from services.intake.forms.domain.paper import PaperHistory
from services.intake.forms.ports import Papers
from services.intake.forms.usecases.find_act import OF_A_DOSSIER
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry
from services.intake.registry.ports import AccessLog, DossierFiles, Supplements
from services.intake.registry.usecases.open_file import open_file


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """A form of a dossier: whether what it tells of has happened, and its versions."""

    form: FormName
    available: bool
    versions: tuple[PaperHistory, ...]


def list_forms(
    code: str,
    *,
    actor: Actor,
    clock: Clock,
    files: DossierFiles,
    access_log: AccessLog,
    supplements: Supplements,
    papers: Papers,
) -> Sequence[FormLine]:
    """Return every form made here for a dossier, in the order of their numbers.

    Raises what `open_file` raises.
    """
    found = open_file(code, "forms", actor=actor, clock=clock, files=files, access_log=access_log)
    asked = supplements.get(code) is not None
    history = papers.history(code)
    due = _due(found.dossier, files.timeline(code), asked=asked)
    return [
        FormLine(
            form=form,
            available=form in due,
            versions=tuple(one for one in history if one.form is form),
        )
        for form in OF_A_DOSSIER
    ]


def _due(
    dossier: Dossier, timeline: Sequence[TimelineEntry], *, asked: bool
) -> frozenset[FormName]:
    kinds = {entry.kind for entry in timeline}
    happened = {
        FormName.RECEIPT: dossier.was_accepted,
        FormName.SUPPLEMENT_REQUEST: asked,
        FormName.REFUSAL: dossier.refused_at is not None,
        FormName.APOLOGY: EntryKind.APOLOGY_SIGNED in kinds,
        FormName.STOP_NOTICE: not kinds.isdisjoint(CLOSINGS),
        FormName.CONTROL_SLIP: dossier.was_accepted,
    }
    return frozenset(form for form, is_so in happened.items() if is_so)
