"""The owner checks a draft of the result before it is given; silence is consent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from kernel.term import Term, TermUnit
from services.intake.catalogue.domain.fault import Fault, fault, repeated
from services.intake.catalogue.domain.form import FieldType, Form, walk_fields

_UNITS = frozenset({TermUnit.WORKING_DAYS, TermUnit.WORKING_HOURS})


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStep:
    """What a procedure says of the draft it offers.

    `term` is how long the owner has, in working days or hours; `fields` are the fields of the form
    that go into the result (`name`, or `group/name`). `ground` says where the term comes from;
    `unverified` marks one written by hand.
    """

    term: Term
    fields: tuple[str, ...]
    ground: str
    unverified: bool = False

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read the step from its checked document."""
        return cls(
            term=Term.parse(document["term"]),
            fields=tuple(document["fields"]),
            ground=document["ground"],
            unverified=document.get("unverified", False),
        )


def check_draft_step(step: DraftStep, form: Form, *, on_the_spot: bool) -> Iterator[Fault]:
    """Yield what is wrong with the step: its unit, its fields, or that nobody could wait."""
    if step.term.unit not in _UNITS or step.term.amount == 0:
        yield fault(
            "/confirm_draft/term",
            "Thời hạn xác nhận dự thảo phải từ 1 ngày làm việc hoặc 1 giờ làm việc trở lên.",
            "The time to check a draft is at least one working day or working hour.",
        )
    if on_the_spot:
        yield fault(
            "/confirm_draft",
            "Thủ tục giải quyết tại chỗ không có bước xác nhận dự thảo.",
            "What is settled on the spot has no draft to be checked.",
        )
    yield from repeated(step.fields, "/confirm_draft/fields")
    known = {
        pointer.removeprefix("/")
        for pointer, item in walk_fields(form.fields)
        if item.type is not FieldType.GROUP
    }
    for number, name in enumerate(step.fields):
        if name not in known:
            yield fault(
                f"/confirm_draft/fields/{number}",
                f"Biểu mẫu không có trường “{name}”.",
                f"The form has no field “{name}”.",
            )
