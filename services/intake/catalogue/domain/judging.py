"""What the conditions of a process come to for one dossier.

Intake has the dossier, routing the process: intake judges each comparison on form, case and
channel when the dossier is accepted and says by name what it came to. The values stay here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kernel.channel import Channel
from kernel.condition import Comparison, Scalar, comparisons
from services.intake.catalogue.domain.process import ProcessDefinition

FORM = "form/"
ANSWER = "answer/"
CASE = "case"
CHANNEL = "channel"


def judge_conditions(
    process: ProcessDefinition, *, form: Mapping[str, Any], case: str | None, channel: Channel
) -> dict[str, bool]:
    """Return what each comparison on the dossier comes to, by its name."""
    return {
        part.name: part.holds(_value(part.path, form, case, channel))
        for part in compared(process)
        if not part.path.startswith(ANSWER)
    }


def reads_form(process: ProcessDefinition) -> bool:
    """Tell whether a condition or an agency of the process hangs on the form."""
    named = any((leg.agency.area or "").startswith(FORM) for leg in process.legs)
    return named or any(part.path.startswith(FORM) for part in compared(process))


def compared(process: ProcessDefinition) -> Iterator[Comparison]:
    """Yield every comparison of the process."""
    for leg in process.legs:
        for when in (leg.when, *(step.when for step in leg.steps)):
            if when is not None:
                yield from comparisons(when)


def value_in(form: Mapping[str, Any], path: str) -> Scalar | None:
    """Return the value at `group/field` of a form, None where it was not given."""
    found: object = form
    for name in path.split("/"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str | int | bool) else None


def _value(
    path: str, form: Mapping[str, Any], case: str | None, channel: Channel
) -> Scalar | None:
    if path == CASE:
        return case
    if path == CHANNEL:
        return channel.value
    return value_in(form, path.removeprefix(FORM))
