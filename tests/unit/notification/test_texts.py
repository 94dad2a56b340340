"""The texts of every message, rendered as they go out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest

from kernel.clock import VIETNAM
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import Facts, facts_from_document
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.template import LANGUAGES, STAFF, Rendered, Template
from services.notification.templates.store.approvals import write_approval
from services.notification.templates.store.texts import FileTexts

AT = datetime(2026, 2, 13, 16, 45, tzinfo=VIETNAM)
CODE = "H56.14797-260213-0001"
DRAFT = "01a205ba-84eb-7777-ab98-ac6147827099"
PERSON = Greeting(name="Nguyễn Thị Ế")
FULL = Facts(
    code=CODE,
    count=2,
    lines=("Hồ sơ 1: có tin nhắn mới", "Hồ sơ 2: có tin nhắn mới"),
    procedure="Đăng ký khai sinh",
    agency=AgencyWords(
        code="H56.14797", name="UBND xã Hoằng Giang", address="Thôn 3", phone="02373000000"
    ),
    filed_at=AT,
    received_at=AT,
    answer_by=AT,
    accepted_at=AT,
    due_at=AT,
    due_provisional=True,
    refused_at=AT,
    finished_at=AT,
    handed_over_at=AT,
    requested_at=AT,
    withdrawn_at=AT,
    suspended_at=AT,
    lifted_at=AT,
    old_due_at=AT,
    cause="coordination",
    outcome="approved",
    timeliness="late",
    method="desk",
    draft=DRAFT,
    expires_at=AT,
    happened_at=AT,
    office="Văn phòng đăng ký đất đai",
    old_office="UBND xã Hoằng Đồng",
    step="Thẩm định",
    percent=100,
    audience="officer",
    officer="officer-017",
    otp="048213",
    confirm_by=AT,
)
BARE = replace(
    FULL,
    agency=AgencyWords(code="H56.14797", name="UBND xã Hoằng Giang"),
    due_at=None,
    due_provisional=False,
    outcome="refused",
    timeliness="on-time",
    method="post",
)
ABOUT_A_DOSSIER = {Template.STEP_ESCALATED, Template.APOLOGY_TO_SIGN}
ABOUT_NO_DOSSIER = {Template.DRAFT_EXPIRING, *STAFF} - ABOUT_A_DOSSIER
EVERY = list(product(Template, LANGUAGES))


@pytest.fixture(scope="module")
def texts() -> FileTexts:
    return FileTexts("https://motcua.example.vn/")


def render(texts: FileTexts, template: Template, language: str, facts: Facts = FULL) -> Rendered:
    return texts.render(template, texts.newest_version(template), language, facts, PERSON)


class Words(HTMLParser):
    """What a reader sees of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


@pytest.mark.parametrize(("template", "language"), EVERY)
@pytest.mark.parametrize("facts", [FULL, BARE], ids=["full", "bare"])
def test_every_text_renders_with_full_and_bare_facts(
    texts: FileTexts, template: Template, language: str, facts: Facts
) -> None:
    """No text speaks of a variable that does not exist, or leaves a trace of the engine."""
    rendered = render(texts, template, language, facts)

    assert (CODE in rendered.subject) is (template not in ABOUT_NO_DOSSIER)
    for words in (rendered.subject, rendered.text, rendered.html):
        assert "None" not in words
        assert "{{" not in words
        assert "{%" not in words


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_subject_is_one_line_without_personal_data(
    texts: FileTexts, template: Template, language: str
) -> None:
    """Subjects show on locked screens."""
    subject = render(texts, template, language).subject

    assert "\n" not in subject
    assert "Nguyễn" not in subject
    assert len(subject) <= 120


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_html_says_what_the_plain_text_says(
    texts: FileTexts, template: Template, language: str
) -> None:
    """Each word of the plain text stands in the page as well."""
    rendered = render(texts, template, language)
    reader = Words()
    reader.feed(rendered.html)
    page = " ".join(" ".join(reader.seen).split())
    plain = re.sub(r"^ {2}(.+?): ", r"\1 ", rendered.text, flags=re.MULTILINE)

    for line in plain.replace("\n--\n", "\n").splitlines():
        assert " ".join(line.split()) in page


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_html_names_its_language_and_has_headed_rows(
    texts: FileTexts, template: Template, language: str
) -> None:
    """Screen readers need both."""
    html = render(texts, template, language).html

    assert f'<html lang="{language}">' in html
    assert html.count('<th scope="row"') >= 3


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_html_has_one_heading_landmarks_and_enough_contrast(
    texts: FileTexts, template: Template, language: str
) -> None:
    """The subject is the heading; words stand out 4.5 to 1 from both backgrounds (WCAG AA)."""
    html = render(texts, template, language).html
    grounds = re.findall(r"background:(#[0-9a-f]{6})", html)
    inks = re.findall(r"[^-]color:(#[0-9a-f]{6})", html)

    assert html.count("<h1") == 1
    assert (html.count("<main"), html.count("<footer"), html.count("<table aria-label")) == (
        1,
    ) * 3
    assert "<img" not in html
    assert len(grounds) == 2
    for ground, ink in product(grounds, set(inks)):
        assert (luminance(ground) + 0.05) / (luminance(ink) + 0.05) >= 4.5, (ground, ink)


def test_accepted_letter_says_the_date_and_links_the_receipt(texts: FileTexts) -> None:
    """The applicant learns when to come and where the receipt is."""
    rendered = render(texts, Template.ACCEPTED, "vi")

    assert "hẹn trả chậm nhất lúc 16 giờ 45 ngày 13/02/2026" in rendered.text
    assert f"https://motcua.example.vn/api/v1/dossiers/{CODE}/forms/receipt" in rendered.text
    assert "tạm tính" in rendered.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_where_a_dossier_is_followed_anybody_can_open_the_page(
    texts: FileTexts, language: str
) -> None:
    """The API asks for a token, which nobody has who comes from a letter."""
    rendered = render(texts, Template.ACCEPTED, language)

    assert f"https://motcua.example.vn/tra-cuu#{CODE}\n" in rendered.text
    assert f'href="https://motcua.example.vn/tra-cuu#{CODE}"' in rendered.html
    assert f"/api/v1/dossiers/{CODE}\n" not in rendered.text


@pytest.mark.parametrize(
    ("language", "last_day", "signed"),
    [
        ("vi", "16 giờ 45 ngày 13/02/2026", "Hệ thống một cửa của tỉnh"),
        ("en", "13 February 2026", "The one-stop shop of the province"),
    ],
)
def test_a_draft_about_to_go_is_told_with_its_last_day(
    texts: FileTexts, language: str, last_day: str, signed: str
) -> None:
    """There is no dossier and no agency yet: the province signs, and the link leads to it."""
    facts = Facts(draft=DRAFT, procedure="Đăng ký khai sinh", expires_at=AT)
    kept = facts_from_document(facts.to_document())
    rendered = render(texts, Template.DRAFT_EXPIRING, language, kept)

    assert last_day in rendered.text
    for words in (rendered.text, rendered.html):
        assert signed in words
        assert f"https://motcua.example.vn/api/v1/drafts/{DRAFT}" in words
        assert "None" not in words


def test_late_result_comes_with_an_apology(texts: FileTexts) -> None:
    """And a result in time does not."""
    late = render(texts, Template.FINISHED, "vi")
    early = render(texts, Template.FINISHED, "vi", replace(FULL, timeliness="early"))

    assert "xin lỗi" in late.text
    assert "xin lỗi" not in early.text


def test_names_are_escaped_in_html_only(texts: FileTexts) -> None:
    """A name with markup stays a name."""
    facts = replace(FULL, procedure="<b>Đăng ký & cấp</b>")
    rendered = render(texts, Template.ACCEPTED, "vi", facts)

    assert "<b>Đăng ký & cấp</b>" in rendered.text
    assert "&lt;b&gt;Đăng ký &amp; cấp&lt;/b&gt;" in rendered.html


@pytest.mark.parametrize(
    ("greeting", "language", "line"),
    [
        (PERSON, "vi", "Kính gửi ông/bà Nguyễn Thị Ế,"),
        (Greeting(), "vi", "Kính gửi ông/bà,"),
        (Greeting(name="Công ty TNHH Một", person=False), "vi", "Kính gửi Công ty TNHH Một,"),
        (PERSON, "en", "Dear Nguyễn Thị Ế,"),
        (Greeting(), "en", "Dear Sir or Madam,"),
    ],
)
def test_letter_addresses_the_person_politely(
    texts: FileTexts, greeting: Greeting, language: str, line: str
) -> None:
    """A person as ông/bà, a body by its name, the unknown without one."""
    rendered = texts.render(Template.ACCEPTED, 1, language, FULL, greeting)

    assert rendered.text.startswith(line)


def test_unknown_variable_is_a_fault_of_the_text(tmp_path: Path) -> None:
    """Nothing is left out silently."""
    folder = tmp_path / Template.ACCEPTED / "1"
    folder.mkdir(parents=True)
    (folder / "vi.jinja").write_text("{{ applicant }}", encoding="utf-8")

    with pytest.raises(TextFaultyError):
        FileTexts("https://x", tmp_path).render(Template.ACCEPTED, 1, "vi", FULL, PERSON)


def test_text_cannot_reach_into_python(tmp_path: Path) -> None:
    """Texts are sandboxed: they will one day be written by others."""
    folder = tmp_path / Template.ACCEPTED / "1"
    folder.mkdir(parents=True)
    (folder / "vi.jinja").write_text("{{ agency.__class__.__mro__ }}", encoding="utf-8")

    with pytest.raises(TextFaultyError):
        FileTexts("https://x", tmp_path).render(Template.ACCEPTED, 1, "vi", FULL, PERSON)


def test_newest_version_is_the_highest_number(tmp_path: Path) -> None:
    """10 comes after 9."""
    for number in (9, 10):
        (tmp_path / Template.ACCEPTED / str(number)).mkdir(parents=True)
        write_approval(
            tmp_path, Template.ACCEPTED, number, in_force=AT.date(), by="x", on=AT.date()
        )

    assert FileTexts("https://x", tmp_path).newest_version(Template.ACCEPTED) == 10


def test_facts_survive_being_kept() -> None:
    """What a message keeps is what is rendered, also by a version that knows fewer facts.

    A code is never kept.
    """
    kept = FULL.to_document() | {"from_the_future": 1}

    assert facts_from_document(kept) == replace(FULL, otp=None)
