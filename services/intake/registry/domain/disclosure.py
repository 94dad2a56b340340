"""What a specialised system may know of a dossier: the fields its procedure names, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel.errors import NotFoundError
from kernel.process import StepKind
from kernel.status import Status
from kernel.text import Text
from services.intake.catalogue.domain.process import ProcessDefinition, Step
from services.intake.registry.domain.dossier import Dossier

_FORM = "form/"


class NothingToDiscloseError(NotFoundError):
    """Nothing is told: another system or step, no field named, or nobody works on the dossier."""

    slug = "nothing-to-disclose"
    title = Text(
        vi="Không có thông tin nào được cung cấp cho hệ thống này ở bước này.",
        en="Nothing is told to this system at this step.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquirer:
    """The system that is asked to do a step of a leg."""

    system: str
    leg: str
    step: str


def sent_fields(process: ProcessDefinition, dossier: Dossier, asking: Enquirer) -> tuple[str, ...]:
    """Return the paths of the fields that the system gets at this step.

    Raises `NothingToDiscloseError`, also for a dossier that nobody works on.
    """
    steps = (step for leg in process.legs if leg.id == asking.leg for step in leg.steps)
    found = next((step for step in steps if step.id == asking.step), None)
    if found is None or not _asks(found, asking.system) or dossier.status not in _AT_WORK:
        raise NothingToDiscloseError
    return found.sends


def disclosed(form: Mapping[str, Any], paths: tuple[str, ...]) -> dict[str, Any]:
    """Return these fields of the form, where they were filled in, in the form's own shape."""
    told: dict[str, Any] = {}
    for path in paths:
        *groups, name = path.removeprefix(_FORM).split("/")
        values: Any = form
        for group in groups:
            values = values.get(group) if isinstance(values, Mapping) else None
        if not isinstance(values, Mapping) or name not in values:
            continue
        place = told
        for group in groups:
            place = place.setdefault(group, {})
        place[name] = values[name]
    return told


def _asks(step: Step, system: str) -> bool:
    return step.kind is StepKind.CONNECTOR and step.system == system and bool(step.sends)


# Accepted: routing has opened its case, and we have not heard it yet.
_AT_WORK = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})
