"""A form is composed: the act it tells of, the set of that day, and everything it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.errors import UnavailableError
from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.forms.domain.errors import FormNotInSetError
from services.intake.forms.domain.facts import Act, Facts, common_facts
from services.intake.forms.domain.form_set import FormName, FormSets
from services.intake.forms.ports import Sources
from services.intake.forms.usecases.find_act import find_act
from services.intake.forms.usecases.find_place import find_place
from services.intake.registry.ports import DossierFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A form as it is now: `form_set` is the one in force on the day of the act."""

    form_set: str
    act: Act
    facts: Facts = field(repr=False)

    def basis(self, form: FormName) -> Mapping[str, Any]:
        """Return what makes it a version of its own."""
        return {"form": form.value, "set": self.form_set, **self.act.basis}


def compose_form(
    found: DossierFile, form: FormName, *, tracking_url: str, sets: FormSets, sources: Sources
) -> Composed:
    """Return what the form says today.

    Raises what `find_act` raises, `FormNotInSetError`, and `UnavailableError` while reference
    data are missing.
    """
    dossier, reference = found.dossier, sources.reference
    procedure = _procedure(found, sources)
    filed_on = in_vietnam(dossier.filed_at).date()
    here = find_place(dossier, filed_on, reference=reference, tracking_url=tracking_url)
    act = find_act(found, form, procedure=procedure, agency=here.agency, sources=sources)
    on = in_vietnam(act.at).date()
    form_set = sets.on(on)
    layout = form_set.forms.get(form)
    if layout is None:
        raise FormNotInSetError
    facts = common_facts(
        dossier,
        found.content,
        procedure,
        act,
        find_place(dossier, on, reference=reference, tracking_url=tracking_url),
        form_set=form_set,
        layout=layout,
    )
    return Composed(form_set=form_set.name, act=act, facts=facts)


def _procedure(found: DossierFile, sources: Sources) -> Procedure:
    dossier = found.dossier
    version = sources.reference.procedure_version(dossier.procedure, dossier.procedure_version)
    if version is None:
        raise UnavailableError
    return version.procedure
