"""What the public card and the list of papers say, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kernel.text import Text
from services.intake.catalogue.domain.card import Card
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.entry import CHANNELS, Entry, entry, joined
from services.intake.catalogue.domain.paper import Paper
from services.intake.catalogue.domain.procedure import DeliveryMode, Procedure

_MODES = {
    DeliveryMode.FULL: Text(vi="toàn trình", en="wholly online"),
    DeliveryMode.PARTIAL: Text(vi="một phần", en="partly online"),
    DeliveryMode.INFO: Text(vi="cung cấp thông tin", en="information"),
}
_WAYS = {
    DeliveryMethod.ONLINE: Text(vi="trực tuyến", en="online"),
    DeliveryMethod.POST: Text(vi="bưu chính", en="by post"),
    DeliveryMethod.DESK: Text(vi="tại quầy", en="at the desk"),
}


def card_entries(procedure: Procedure) -> Iterator[Entry]:
    """Yield what the citizen reads on the card."""
    card = procedure.card
    yield entry("name", Text(vi="Tên thủ tục", en="Name"), card.name)
    yield entry("short-name", Text(vi="Tên ngắn", en="Short name"), card.short_name)
    yield entry(
        "from", Text(vi="Hiệu lực từ", en="In force from"), procedure.valid_from.isoformat()
    )
    if procedure.valid_to is not None:
        until = procedure.valid_to.isoformat()
        yield entry("to", Text(vi="Hiệu lực đến", en="In force until"), until)
    decision = Text(vi="Quyết định công bố", en="Announced by")
    yield entry("decision", decision, f"{card.decision}, {card.ministry}")
    yield from _service(procedure)
    yield entry("authority", Text(vi="Cơ quan giải quyết", en="Decided by"), card.authority)
    yield entry("sets", Text(vi="Số bộ hồ sơ", en="Sets"), str(card.sets))
    yield from _listed("step", "Bước", "Step", card.steps)
    yield from _listed("way", "Cách thức", "Way", card.ways)
    yield from _listed("subject", "Đối tượng", "Subject", card.subjects)
    yield from _listed("condition", "Điều kiện", "Condition", card.conditions)
    yield from _documents(card)
    yield entry("keywords", Text(vi="Từ khóa", en="Keywords"), ", ".join(card.keywords))
    for variant in procedure.cases:
        case = Text(vi=f"Trường hợp “{variant.id}”", en=f"Case “{variant.id}”")
        yield entry(f"case {variant.id}", case, variant.name, variant)


def paper_entries(procedure: Procedure) -> Iterator[Entry]:
    """Yield the papers, each with how many are handed in and when."""
    for paper in procedure.papers:
        yield entry(paper.id, paper.name, _asked(paper), paper)


def _service(procedure: Procedure) -> Iterator[Entry]:
    yield entry("level", Text(vi="Mức dịch vụ", en="Level"), str(procedure.legal_level))
    mode = Text(vi="Hình thức cung cấp", en="Delivery")
    yield entry("mode", mode, _MODES[procedure.delivery_mode])
    if procedure.partial_reason is not None:
        reason = Text(vi="Lý do chỉ một phần", en="Why only partly")
        yield entry("reason", reason, procedure.partial_reason)
    spot = Text(vi="Giải quyết tại chỗ", en="Settled on the spot")
    yield entry("spot", spot, _truth(procedure.on_the_spot))
    channels = joined([CHANNELS[channel] for channel in procedure.channels])
    yield entry("channels", Text(vi="Kênh nộp", en="Channels"), channels)
    ways = joined([_WAYS[way] for way in procedure.result_ways])
    yield entry("result-ways", Text(vi="Cách nhận kết quả", en="Ways of the result"), ways)


def _documents(card: Card) -> Iterator[Entry]:
    for number, result in enumerate(card.results, start=1):
        label = Text(vi=f"Kết quả {number}", en=f"Result {number}")
        yield entry(f"result {number}", label, result.name, result)
    for printed in card.forms:
        form = Text(vi=f"Mẫu “{printed.number}”", en=f"Form “{printed.number}”")
        yield entry(f"form {printed.number}", form, printed.name, printed)
    for basis in card.legal_basis:
        ground = Text(vi=f"Căn cứ {basis.number}", en=f"Ground {basis.number}")
        yield entry(f"basis {basis.number}", ground, basis.title)


def _asked(paper: Paper) -> Text:
    parts = [
        Text(vi="bắt buộc", en="required") if paper.required else Text(vi="nếu có", en="optional"),
        Text(vi=f"{paper.originals} bản chính", en=f"{paper.originals} original"),
        Text(vi=f"{paper.copies} bản sao", en=f"{paper.copies} copies"),
    ]
    if paper.one_of is not None:
        parts.append(Text(vi=f"một trong nhóm {paper.one_of}", en=f"one of {paper.one_of}"))
    if paper.cases:
        cases = " ".join(paper.cases)
        parts.append(Text(vi=f"trường hợp {cases}", en=f"in {cases}"))
    parts.extend(CHANNELS[channel] for channel in paper.channels)
    if paper.note is not None:
        parts.append(paper.note)
    return joined(parts)


def _listed(key: str, vi: str, en: str, texts: Sequence[Text]) -> Iterator[Entry]:
    for number, text in enumerate(texts, start=1):
        yield entry(f"{key} {number}", Text(vi=f"{vi} {number}", en=f"{en} {number}"), text)


def _truth(value: object) -> Text:
    return Text(vi="có", en="yes") if value else Text(vi="không", en="no")
