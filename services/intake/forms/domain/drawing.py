"""A form as a template draws it: the blocks of its layout filled with a version's facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.schedule import in_vietnam
from kernel.text import Text
from kernel.visibility import Part
from services.intake.forms.domain.facts import Facts
from services.intake.forms.domain.form_set import (
    Block,
    BlockKind,
    FormSet,
    Layout,
    Signature,
    Signer,
)
from services.intake.forms.domain.words import (
    BLANK,
    Language,
    in_words,
    long_day,
    person_words,
    short_day,
)
from services.intake.registry.domain.masking import shown_person

MOTTO = (
    Text(vi="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", en="SOCIALIST REPUBLIC OF VIET NAM"),
    Text(vi="Độc lập - Tự do - Hạnh phúc", en="Independence - Freedom - Happiness"),
)
_PAPER_HEADS = (
    Text(vi="TT", en="No."),
    Text(vi="Tên giấy tờ", en="Paper"),
    Text(vi="Bản chính", en="Originals"),
    Text(vi="Bản sao", en="Copies"),
    Text(vi="Điện tử", en="Electronic"),
)
_HANDOVER_HEADS = (
    Text(vi="TT", en="No."),
    Text(vi="Bên giao", en="Given by"),
    Text(vi="Bên nhận", en="Received by"),
    Text(vi="Thời gian giao, nhận", en="When"),
    Text(vi="Kết quả", en="Outcome"),
    Text(vi="Ghi chú", en="Note"),
)
_NONE = "–"
_TRANSLATION = Text(
    vi="", en="Translation, for information: the Vietnamese form is the one that counts."
)
_MASKED = Text(
    vi="Bản xem: thông tin liên hệ đã được che, không dùng để giao cho người nộp.",
    en="View copy: contact data are masked; not to be given to the applicant.",
)
_REPLACES = Text(
    vi="Bản số {version} lập ngày {made}, thay thế bản số {before} ngày {before_made}.",
    en="Version {version} of {made}, in place of version {before} of {before_made}.",
)
_ONLINE = Text(vi="(Nộp bằng phương thức điện tử)", en="(Filed electronically)")
_BY_TIME = Text(
    vi="(Hồ sơ tự động đóng khi hết thời hạn, không có người ký)",
    en="(Closed as its time ran out; nobody signs)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which version of a form, made when, in place of which (number and instant), if of any."""

    version: int
    made_at: datetime
    replaces: tuple[int, datetime] | None = None


def drawing(
    facts: Facts,
    *,
    form_set: FormSet,
    layout: Layout,
    edition: Edition,
    language: Language,
    seen: frozenset[Part],
) -> dict[str, Any]:
    """Return what the template draws; parts of a person that are not `seen` are masked."""
    known = _fields(facts, language, seen)
    blocks = [block for block in layout.blocks if block.when is None or known.get(block.when)]
    return {
        **heading(facts, form_set, layout, language),
        "place_date": f"{facts['place']}, {_acted_on(facts, language)}",
        "code_word": _say(Text(vi="Mã hồ sơ", en="Dossier"), language),
        "qr_alt": _say(Text(vi="Mã QR tra cứu hồ sơ", en="QR code to follow dossier"), language)
        + f" {facts['code']}",
        "tracking_url": facts["tracking_url"],
        "notes": _notes(edition, language, seen),
        "blocks": [_drawn(block, known, language) for block in blocks if not block.closing],
        "closing": [_drawn(block, known, language) for block in blocks if block.closing],
        "signatures": [_signature(one, facts, known, language) for one in layout.signatures],
        "copies": _copies(layout, known, language),
    }


def heading(facts: Facts, form_set: FormSet, layout: Layout, language: Language) -> dict[str, Any]:
    """Return what every form begins with, and its foot."""
    number = Text(vi="Số", en="No.")
    form = Text(vi="Mẫu số", en="Form")
    title = [_say(line, language) for line in layout.title]
    return {
        "language": language,
        "paper": layout.paper,
        "title": title,
        "document_title": f"{' '.join(title).capitalize()} {facts['code']}",
        "author": in_words(facts["desk"], language),
        "form_label": f"{_say(form, language)} {layout.number}, {_say(form_set.ground, language)}",
        "page_word": _say(Text(vi="Trang", en="Page"), language),
        "code": facts["code"],
        "motto": [_say(line, language) for line in MOTTO],
        "parent": facts["parent"].upper() if facts["parent"] else None,
        "desk": (in_words(facts["desk_head"], language) or "").upper(),
        "number": f"{_say(number, language)}: {facts['number']}",
    }


def _fields(facts: Facts, language: Language, seen: frozenset[Part]) -> dict[str, Any]:
    """Return the facts by name, persons by `name.part`, in words where they are words."""
    known: dict[str, Any] = dict(facts)
    for name in ("filer", "principal"):
        person = facts.get(name)
        shown = shown_person(person, seen) if person else None
        known |= {f"{name}.{part}": word for part, word in person_words(shown).items()}
    return known | {"language": language}


def _drawn(block: Block, known: Mapping[str, Any], language: Language) -> dict[str, Any]:
    drawn: dict[str, Any] = {"kind": block.kind.value, "strong": block.strong}
    drawn["label"] = _say(block.label, language) if block.label else None
    value = known.get(block.field or "")
    match block.kind:
        case BlockKind.LINE:
            drawn["value"] = in_words(value, language)
        case BlockKind.ROW:
            drawn["cells"] = [_drawn(cell, known, language) for cell in block.cells]
        case BlockKind.TEXT:
            drawn["text"] = _filled(block.text, known, language)
        case BlockKind.PROSE:
            text = in_words(value, language) or ""
            drawn["paragraphs"] = [line for line in text.splitlines() if line.strip()]
        case BlockKind.LIST:
            drawn["items"] = [in_words(item, language) for item in value or ()]
        case BlockKind.PAPERS:
            drawn["heads"] = [_say(head, language) for head in _PAPER_HEADS]
            drawn["rows"] = [
                _paper(place, paper, language) for place, paper in enumerate(value or (), start=1)
            ]
        case BlockKind.HANDOVERS:
            drawn["heads"] = [_say(head, language) for head in _HANDOVER_HEADS]
            drawn["rows"] = [
                _handover(place, row, language) for place, row in enumerate(value or (), start=1)
            ]
    return drawn


def _paper(place: int, paper: Mapping[str, Any], language: Language) -> list[str]:
    electronic = paper["electronic"]
    counts = [
        _NONE if electronic or not paper[kind] else str(paper[kind])
        for kind in ("originals", "copies")
    ]
    name = in_words(paper["name"], language) or _NONE
    return [str(place), name, *counts, "x" if electronic else _NONE]


def _handover(place: int, row: Mapping[str, Any], language: Language) -> list[list[str]]:
    """Return the cells of a row, each by its paragraphs."""
    sides = [
        [word for word in (in_words(row[unit], language), row[person]) if word]
        for unit, person in (("from", "given_by"), ("to", "taken_by"))
    ]
    instant = datetime.fromisoformat(row["at"])
    notes = [in_words(note, language) or "" for note in row["notes"]]
    outcome = [in_words(row["outcome"], language) or _NONE]
    return [[str(place)], *sides, [f"{instant:%H:%M}", short_day(instant.date())], outcome, notes]


def _filled(text: Text | None, known: Mapping[str, Any], language: Language) -> str:
    words = {
        name: in_words(value, language) or BLANK
        for name, value in known.items()
        if not isinstance(value, list) and name not in {"filer", "principal", "officer"}
    }
    return _say(text, language).format_map(words) if text else ""


def _signature(
    place: Signature, facts: Facts, known: Mapping[str, Any], language: Language
) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "title": _say(place.title, language),
        "note": _say(place.note, language),
        "name": None,
        "post": None,
    }
    if place.who is Signer.FILER:
        drawn["name"] = known.get("filer.name")
        if facts["electronic"]:
            drawn["note"] = _say(_ONLINE, language)
    elif place.who is Signer.OFFICER:
        officer = facts["officer"]
        drawn |= {"name": officer["name"], "post": officer["post"]}
        if officer["system"]:
            drawn["note"] = _say(_BY_TIME, language)
    return drawn


def _copies(layout: Layout, known: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
    if not layout.copies:
        return None
    return {
        "label": _say(Text(vi="Nơi nhận:", en="Copies to:"), language),
        "lines": [_filled(line, known, language) for line in layout.copies],
    }


def _notes(edition: Edition, language: Language, seen: frozenset[Part]) -> list[str]:
    notes = []
    if edition.replaces is not None:
        before, before_made = edition.replaces
        notes.append(
            _say(_REPLACES, language).format(
                version=edition.version,
                made=short_day(in_vietnam(edition.made_at).date()),
                before=before,
                before_made=short_day(in_vietnam(before_made).date()),
            )
        )
    notes.append(_say(_TRANSLATION, language))
    if Part.CONTACT not in seen or Part.IDENTITY not in seen:
        notes.append(_say(_MASKED, language))
    return [note for note in notes if note]


def _acted_on(facts: Facts, language: Language) -> str:
    on: date = datetime.fromisoformat(facts["acted_at"]["at"]).date()
    return long_day(on, language)


def _say(text: Text, language: Language) -> str:
    return text.vi if language == "vi" else text.en
