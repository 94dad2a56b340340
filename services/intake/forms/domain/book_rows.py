"""The lines of the register in words, each as its reader may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.rights import Actor
from kernel.schedule import in_vietnam
from kernel.status import Status
from kernel.text import Text
from kernel.visibility import Part
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.forms.domain.book import BookLine, book_name
from services.intake.forms.domain.facts import person_facts
from services.intake.forms.domain.words import Language, person_words, short_day
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.masking import shown_person
from services.intake.registry.domain.readership import visible

_CLOSED = Text(
    vi="Hồ sơ không thuộc quyền xem của người đọc sổ",
    en="Not a dossier the reader of this book may see",
)
_METHODS: Mapping[DeliveryMethod, Text] = {
    DeliveryMethod.ONLINE: Text(vi="Trực tuyến", en="Online"),
    DeliveryMethod.POST: Text(vi="Bưu chính", en="Post"),
    DeliveryMethod.DESK: Text(vi="Trực tiếp", en="In person"),
}
_ENDED: Mapping[Status, Text] = {
    Status.STOPPED: Text(vi="Dừng giải quyết", en="Closed"),
    Status.WITHDRAWN: Text(vi="Rút hồ sơ", en="Taken back"),
}
_MOVED = Text(vi="Tiếp nhận lại ở lĩnh vực {field}", en="Received again under {field}")
COLUMNS = (
    "code",
    "procedure",
    "sets",
    "person",
    "reach",
    "lead",
    "received",
    "due",
    "returned",
    "method",
    "note",
)
"""What a line has besides book and number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookWords:
    """What lines are put into words with: names of agencies, communes and procedures."""

    agency_name: Callable[[str], str]
    communes: Mapping[str, str]
    procedure: Callable[[str, int], Procedure | None]
    field: str | None
    language: Language = "vi"


def book_row(line: BookLine, *, actor: Actor, words: BookWords) -> dict[str, Any]:
    """Return a line; of a dossier the reader may not see it has the number alone."""
    place = {"book": book_name(line.year, words.field), "number": line.number}
    seen = visible(actor, line.dossier)
    if Part.STATE not in seen:
        empty: dict[str, Any] = dict.fromkeys(COLUMNS)
        return {**place, **empty, "note": getattr(_CLOSED, words.language)}
    dossier = line.dossier
    procedure = words.procedure(dossier.procedure, dossier.procedure_version)
    person = person_words(shown_person(person_facts(line.content.applicant, words.communes), seen))
    reach = [part for part in (person["address"], person["phone"]) if part]
    method = dossier.handed_over_by or line.content.delivery.method
    return {
        **place,
        "code": dossier.code,
        "procedure": _name(dossier, procedure, words.language),
        "sets": str(procedure.card.sets) if procedure else None,
        "person": person["name"],
        "reach": "; ".join(reach) or None,
        "lead": words.agency_name(dossier.competent_agency),
        "received": _day(dossier.accepted_at),
        "due": _day(dossier.due_at),
        "returned": _day(dossier.handed_over_at),
        "method": getattr(_METHODS[method], words.language),
        "note": _note(dossier, procedure, words),
    }


def _name(dossier: Dossier, procedure: Procedure | None, language: Language) -> str:
    if procedure is None:
        return dossier.procedure
    name: str = getattr(procedure.card.short_name, language)
    return name


def _day(instant: datetime | None) -> str | None:
    return short_day(in_vietnam(instant).date()) if instant else None


def _note(dossier: Dossier, procedure: Procedure | None, words: BookWords) -> str | None:
    notes = []
    if dossier.status in _ENDED:
        notes.append(getattr(_ENDED[dossier.status], words.language))
    if words.field and procedure and procedure.field.code != words.field:
        moved: str = getattr(_MOVED, words.language)
        notes.append(moved.format(field=procedure.field.name))
    return "; ".join(notes) or None
