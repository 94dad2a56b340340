"""Checks on a form's definition, before anybody fills it in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.intake.catalogue.domain.fault import Fault, fault, repeated
from services.intake.catalogue.domain.form import FieldType, Form, FormField


def check_form_definition(form: Form) -> list[Fault]:
    """Return every fault of the definition."""
    return list(_check_fields(form.fields, "/form/fields"))


def _check_fields(fields: tuple[FormField, ...], pointer: str) -> Iterator[Fault]:
    yield from repeated((item.id for item in fields), pointer)
    siblings = {item.id: item for item in fields}
    for number, item in enumerate(fields):
        here = f"{pointer}/{number}"
        yield from _check_shape(item, here)
        yield from _check_condition(item, siblings, here)
        yield from _check_fields(item.fields, f"{here}/fields")


def _check_shape(item: FormField, pointer: str) -> Iterator[Fault]:
    if (item.type is FieldType.CHOICE) != bool(item.choices):
        yield fault(
            f"{pointer}/choices",
            "Danh sách chọn chỉ dành cho, và bắt buộc với, trường kiểu choice.",
            "Choices belong to choice fields, which need them.",
        )
    if (item.type is FieldType.GROUP) != bool(item.fields):
        yield fault(
            f"{pointer}/fields",
            "Trường con chỉ dành cho, và bắt buộc với, trường kiểu group.",
            "Nested fields belong to group fields, which need them.",
        )
    if item.pattern is not None and not _compiles(item.pattern):
        yield fault(
            f"{pointer}/pattern",
            "Biểu thức không hợp lệ.",
            "The pattern is no regular expression.",
        )


def _check_condition(
    item: FormField, siblings: dict[str, FormField], pointer: str
) -> Iterator[Fault]:
    for name, values in item.when.items():
        other = siblings.get(name)
        known = {choice.value for choice in other.choices} if other is not None else set()
        if name == item.id or not known.issuperset(values):
            yield fault(
                f"{pointer}/when/{name}",
                "Điều kiện phải dựa vào một trường chọn cùng nhóm và giá trị có thật của nó.",
                "A condition must name a choice field beside it and values of it.",
            )


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True
