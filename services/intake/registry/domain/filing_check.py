"""Whether a filing fits what the catalogue says of its procedure, agency and channel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kernel.channel import Channel
from kernel.text import Text
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.catalogue.domain.form_check import check_form
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.delivery import (
    NO_ADDRESS,
    delivery_faults,
    destination,
)
from services.intake.registry.domain.filing import Filing
from services.intake.registry.domain.papers_check import check_papers

LONGEST_UNOPENED = timedelta(days=30)
"""A letter entered with an older day of receipt is a slip of the pen."""

LOWEST_ONLINE_LEVEL = 3  # Decree 43/2011 art. 3(4): online filing begins with level 3

NOT_RECEIVED_THERE = Text(
    vi="Cơ quan này không tiếp nhận thủ tục này.",
    en="This agency does not take in this procedure.",
)
NOT_ONLINE = Text(
    vi="Thủ tục mức độ 1–2 không nộp trực tuyến được.",
    en="A procedure of level 1 or 2 cannot be filed online.",
)
NO_CHANNEL = Text(
    vi="Thủ tục này không nhận qua kênh này.",
    en="The procedure is not filed through this channel.",
)
NO_CASE = Text(vi="Thủ tục không có trường hợp này.", en="The procedure has no such case.")
FUTURE_BIRTH = Text(
    vi="Ngày sinh không được ở tương lai.", en="The date of birth must not be in the future."
)
NO_CONTACT = Text(
    vi="Nộp trực tuyến cần số điện thoại hoặc thư điện tử để nhận thông báo.",
    en="Filing online needs a phone number or an e-mail for the notices.",
)
ONLY_BY_POST = Text(
    vi="Chỉ dùng cho hồ sơ nhận qua bưu chính.", en="Only for a dossier that came by post."
)
FUTURE_RECEIPT = Text(
    vi="Ngày nhận không được ở tương lai.", en="The day of receipt must not be in the future."
)
OLD_RECEIPT = Text(
    vi="Ngày nhận đã quá 30 ngày, hãy kiểm tra lại.",
    en="The day of receipt lies more than 30 days back; look again.",
)


def check_filing(
    filing: Filing, *, procedure: Procedure, agency: Agency, today: date, samples_allowed: bool
) -> dict[str, Text]:
    """Return everything that is wrong, by JSON pointer into the filing; empty when all is well."""
    faults: dict[str, Text] = {}
    for pointer, fault in _faults(filing, procedure, agency, today, samples=samples_allowed):
        faults.setdefault(pointer, fault)
    return faults


def _faults(
    filing: Filing, procedure: Procedure, agency: Agency, today: date, *, samples: bool
) -> Iterator[tuple[str, Text]]:
    if not procedure.received_at(agency):
        yield "/receiving_agency", NOT_RECEIVED_THERE
    yield from _channel_faults(filing.channel, procedure)
    if not procedure.knows_case(filing.case):
        yield "/case", NO_CASE
    else:
        yield from check_papers(
            filing.papers,
            procedure.papers_for(channel=filing.channel, case=filing.case),
            at_desk=not filing.channel.electronic,
            samples_allowed=samples,
        )
    for pointer, fault in check_form(procedure.form, filing.form, today=today).items():
        yield f"/form{pointer}", fault
    yield from people_faults(filing, today)
    yield from _delivery_faults(filing, procedure)
    yield from _letter_faults(filing, today)


def _delivery_faults(filing: Filing, procedure: Procedure) -> Iterator[tuple[str, Text]]:
    for pointer, fault in delivery_faults(filing.delivery, procedure):
        yield f"/delivery{pointer}", fault
    wanted, own = filing.delivery, filing.applicant.address
    if wanted.method is DeliveryMethod.POST and destination(wanted, own) is None:
        yield "/applicant/address", NO_ADDRESS


def _channel_faults(channel: Channel, procedure: Procedure) -> Iterator[tuple[str, Text]]:
    if channel.electronic and procedure.legal_level < LOWEST_ONLINE_LEVEL:
        yield "/channel", NOT_ONLINE
    # A partner system files what a citizen could file online.
    published_as = Channel.ONLINE if channel is Channel.PARTNER else channel
    if not {channel, published_as} & set(procedure.channels):
        yield "/channel", NO_CHANNEL


def _letter_faults(filing: Filing, today: date) -> Iterator[tuple[str, Text]]:
    if filing.channel is not Channel.POST:
        if filing.received_on is not None:
            yield "/received_on", ONLY_BY_POST
        if filing.accept:
            yield "/accept", ONLY_BY_POST
    elif filing.received_on is not None and filing.received_on > today:
        yield "/received_on", FUTURE_RECEIPT
    elif filing.received_on is not None and filing.received_on < today - LONGEST_UNOPENED:
        yield "/received_on", OLD_RECEIPT


def people_faults(filing: Filing, today: date) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with the people of a filing, each with its JSON pointer."""
    people: tuple[tuple[str, Person | None], ...] = (
        ("/applicant", filing.applicant),
        ("/on_behalf_of", filing.on_behalf_of),
    )
    for pointer, person in people:
        if person and person.birth_date and person.birth_date > today:
            yield f"{pointer}/birth_date", FUTURE_BIRTH
    if filing.channel.electronic and not filing.applicant.reachable:
        yield "/applicant", NO_CONTACT
