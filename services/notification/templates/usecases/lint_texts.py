"""Every text of SMS is looked at before it goes into a release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from kernel.clock import VIETNAM
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import Facts
from services.notification.templates.domain.lint import (
    Finding,
    faults_of_variables,
    faults_of_words,
)
from services.notification.templates.domain.short_text import short_text, without_accents
from services.notification.templates.domain.template import LANGUAGES, Template
from services.notification.templates.ports import Approvals, ShortTexts

_AT = datetime(2026, 12, 31, 16, 30, tzinfo=VIETNAM)
_CODE = "H56.14797.12-261123-10000"
_DRAFT = "019a0000-0000-7000-8000-000000000000"
WIDEST = Facts(
    code=_CODE,
    procedure="Đăng ký khai sinh",
    agency=AgencyWords(code="H56.14797.12", name="UBND xã Hoằng Giang", phone="02373000000"),
    answer_by=_AT,
    due_at=_AT,
    due_provisional=True,
    supplement_by=_AT,
    confirm_by=_AT,
    new_at=_AT,
    old_at=_AT,
    expires_at=_AT,
    filed_at=_AT,
    received_at=_AT,
    accepted_at=_AT,
    refused_at=_AT,
    finished_at=_AT,
    reopened_at=_AT,
    offered_at=_AT,
    confirmed_at=_AT,
    written_at=_AT,
    posted_at=_AT,
    failed_at=_AT,
    handed_over_at=_AT,
    stopped_at=_AT,
    requested_at=_AT,
    withdrawn_at=_AT,
    suspended_at=_AT,
    lifted_at=_AT,
    corrected_at=_AT,
    old_due_at=_AT,
    happened_at=_AT,
    office="Văn phòng đăng ký đất đai tỉnh Thanh Hóa",
    old_office="Ủy ban nhân dân xã Hoằng Đồng",
    step="Thẩm định hồ sơ",
    percent=75,
    audience="officer",
    otp="000000",
    handled_by="Lê Thị Mỹ Duyên, Công chức tư pháp – hộ tịch, UBND xã Hoằng Giang",
    responsible="Trần Văn Nghĩa, Chuyên viên, UBND xã Hoằng Giang",
    outcome="approved",
    timeliness="on-time",
    method="desk",
    clock="term",
    draft=_DRAFT,
    count=99,
)
"""Made-up facts with a long code and every date, for previews and for how long a text gets."""
_CLOCKS = ("term", "answer", "supplement", "confirmation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """A text of SMS with its faults; segments and cost in đồng with accents and without."""

    template: Template
    version: int
    language: str
    words: str
    segments: int
    plain_segments: int
    cost: int
    plain_cost: int
    findings: Sequence[Finding]


def lint_texts(
    *, approvals: Approvals, short_texts: ShortTexts, segment_price: int
) -> Sequence[Linted]:
    """Return the newest text of every template and language, approved or not yet.

    `segment_price` is in đồng.
    """

    def linted(template: Template, language: str) -> Linted:
        version = max(one.version for one in approvals.releases(template))
        words, findings = _look(short_texts, template, version, language)
        segments = short_text(words).segments
        plain = short_text(without_accents(words)).segments
        return Linted(
            template=template,
            version=version,
            language=language,
            words=words,
            segments=segments,
            plain_segments=plain,
            cost=segments * segment_price,
            plain_cost=plain * segment_price,
            findings=findings,
        )

    return [linted(template, language) for template, language in product(Template, LANGUAGES)]


def faults_of_short_text(
    short_texts: ShortTexts, template: Template, version: int, language: str
) -> Sequence[Finding]:
    """Return what is wrong with a text of SMS; a text that is not there is a fault."""
    return _look(short_texts, template, version, language)[1]


def _look(
    short_texts: ShortTexts, template: Template, version: int, language: str
) -> tuple[str, Sequence[Finding]]:
    try:
        variables = short_texts.variables(template, version, language)
        findings = list(faults_of_variables(variables))
        if findings:
            return "", findings
        every = list(_every(short_texts, template, version, language))
    except TextFaultyError as error:
        return "", [Finding(rule=error.slug, found=error.detail.en if error.detail else "")]
    longest = max(every, key=lambda words: (short_text(words).segments, len(words)))
    return longest, list(faults_of_words(longest))


def _every(
    short_texts: ShortTexts, template: Template, version: int, language: str
) -> Iterator[str]:
    for clock in _CLOCKS:
        facts = replace(WIDEST, clock=clock)
        yield short_texts.words(template, version, language, facts)
