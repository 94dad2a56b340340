"""What a form says, before it is put into words: kept with every version, in no language.

A value is a text, a number, None, or one of: `{"vi", "en"}`; `{"at"}` an instant and `{"day"}` a
day, both ISO 8601; `{"dong"}` money; a person's document; a list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.codes import DossierCode
from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.forms.domain.form_set import FormSet, Layout
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.supplement import SYSTEM
from services.intake.registry.domain.timeline import By, EntryKind, TimelineEntry

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a form is about: when it was done and by whom.

    `facts` are the form's own; `basis` is what makes a version: while it stays the same, a print
    is a reprint, whatever else became better known.
    """

    at: datetime
    by: By | None
    facts: Facts
    basis: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The receiving agency on the day of the act, and what is named beside it.

    `communes` maps official codes to names; `lead` is the name of the competent agency;
    `tracking_url` goes into the QR code and holds no secret.
    """

    agency: Agency
    parent: str | None
    province: str
    lead: str
    communes: Mapping[str, str]
    tracking_url: str

    @property
    def name(self) -> str:
        """Return the place as it stands before the date: the commune, else the province."""
        commune = self.communes.get(self.agency.commune or "")
        return commune.partition(" ")[2] if commune else self.province


def common_facts(
    dossier: Dossier,
    content: Content,
    procedure: Procedure,
    act: Act,
    place: Place,
    *,
    form_set: FormSet,
    layout: Layout,
) -> dict[str, Any]:
    """Return what every form of a dossier says, the form's own facts included."""
    principal = content.on_behalf_of
    return {
        **heading_facts(place, form_set),
        "number": running_number(dossier.code, layout, form_set.desk(place.agency.kind).symbol),
        "code": dossier.code,
        "place": place.name,
        "acted_at": at(act.at),
        "tracking_url": place.tracking_url,
        "filer": person_facts(content.applicant, place.communes),
        "principal": person_facts(principal, place.communes) if principal else None,
        "electronic": dossier.channel.electronic,
        "content": procedure.card.name.to_document(),
        "agency": place.agency.name,
        "lead": place.lead,
        "officer": _officer(act.by, place.agency),
        "contact": _contact(act.by, place.agency),
        "contact_phone": place.agency.phone,
        **act.facts,
    }


def running_number(code: str, layout: Layout, desk_symbol: str) -> str:
    """Return the number of a form: that of the dossier, and what kind of paper it is."""
    parsed = DossierCode.parse(code)
    symbol = f"{layout.symbol}-{desk_symbol}" if layout.symbol_with_desk else layout.symbol
    return f"{parsed.day:%y%m%d}-{parsed.number:04}/{symbol}"


def at(instant: datetime) -> dict[str, str]:
    """Return an instant as a fact, to the minute."""
    return {"at": in_vietnam(instant).replace(second=0, microsecond=0).isoformat()}


def day(instant: datetime) -> dict[str, str]:
    """Return the day of an instant as a fact."""
    return {"day": in_vietnam(instant).date().isoformat()}


def person_facts(person: Person, communes: Mapping[str, str]) -> dict[str, Any]:
    """Return a person as on file, the commune by its name."""
    document = person.to_document()
    commune = communes.get(person.address.commune or "")
    if commune:
        document["address"] = {**document.get("address", {}), "commune": commune}
    elif "address" in document:
        document["address"].pop("commune", None)
    return document


def first_entry(timeline: Sequence[TimelineEntry], *kinds: EntryKind) -> TimelineEntry | None:
    """Return the first line of one of these kinds."""
    return next((entry for entry in timeline if entry.kind in kinds), None)


def heading_facts(place: Place, form_set: FormSet) -> dict[str, Any]:
    """Return the units a form is headed by: parent, and desk as the set calls it."""
    agency, desk = place.agency, form_set.desk(place.agency.kind)
    if desk.name is None:
        name = Text(vi=agency.name, en=agency.name)
        return {"parent": place.parent, "desk_head": name.to_document(), "desk": agency.name}
    where = place.communes.get(agency.commune or "")
    whole = {
        language: f"{named} {where}" if where else f"{named}, {agency.name}"
        for language, named in desk.name.to_document().items()
    }
    return {"parent": agency.name, "desk_head": desk.name.to_document(), "desk": whole}


def _officer(by: By | None, agency: Agency) -> dict[str, Any]:
    system = by is not None and by.get("subject") == SYSTEM
    if by is None or system:
        return {"name": agency.name if system else None, "post": None, "system": system}
    return {"name": by.get("name"), "post": by.get("post"), "system": False}


def _contact(by: By | None, agency: Agency) -> str:
    name = by.get("name") if by else None
    return f"{name}, {agency.name}" if name else agency.name
