"""Fields of the form that the desk marked, given anew by JSON pointer."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kernel.text import Text
from services.intake.catalogue.domain.form import Form
from services.intake.catalogue.domain.form_check import check_form
from services.intake.registry.domain.lack import Lack

NOT_MARKED = Text(
    vi="Cơ quan không yêu cầu sửa trường này.", en="The desk did not ask for this field."
)
NOT_A_GROUP = Text(vi="Không có nhóm thông tin này.", en="There is no such group of fields.")


def merged(form: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form with the values given, by JSON pointer, in place of its own."""
    whole: dict[str, Any] = copy.deepcopy(dict(form))
    for pointer, value in given.items():
        *path, name = pointer.strip("/").split("/")
        holder = whole
        for step in path:
            below = holder.get(step)
            if not isinstance(below, dict):
                below = holder[step] = {}
            holder = below
        holder[name] = value
    return whole


def check_fields(
    given: Mapping[str, Any],
    whole: Mapping[str, Any],
    lacks: Sequence[Lack],
    form: Form,
    *,
    today: date,
) -> dict[str, Text]:
    """Return what is wrong with fields given anew, by JSON pointer into the answer."""
    faults: dict[str, Text] = {
        f"/form/{pointer}": NOT_MARKED
        for pointer in given
        if not any(_within(pointer, lack) for lack in lacks)
    }
    for pointer, fault in check_form(form, whole, today=today).items():
        faults.setdefault(f"/form{pointer}", fault)
    return faults


def fields_given(lacks: Sequence[Lack], given: Mapping[str, Any]) -> frozenset[str]:
    """Return the marked fields that, or something of which, came."""
    return frozenset(
        lack.field
        for lack in lacks
        if lack.field is not None and any(_within(pointer, lack) for pointer in given)
    )


def _within(pointer: str, lack: Lack) -> bool:
    if lack.field is None:
        return False
    return pointer == lack.field or pointer.startswith(f"{lack.field}/")
