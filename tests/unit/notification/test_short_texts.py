"""The texts of SMS, and what the lint says of bad ones."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.notification.commands import texts as command
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.moment import moment_in_figures
from services.notification.templates.domain.template import LANGUAGES, OF_DESKS, Template
from services.notification.templates.store.approvals import FileApprovals
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.lint_texts import WIDEST, Linted, lint_texts

LETTERS = FileTexts("https://motcua.example.vn")
EVERY = list(product(Template, LANGUAGES))


def lint_of(folder: Path, words: str) -> Linted:
    """Return what the lint says of one text; all others have no fault."""
    for template, language in EVERY:
        place = folder / template / str(LETTERS.newest_version(template))
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{language}.sms.jinja").write_text("Hồ sơ {{ code }}.", "utf-8")
    (folder / Template.ACCEPTED / "1" / "vi.sms.jinja").write_text(words, "utf-8")
    short = FileShortTexts(folder)
    linted = lint_texts(approvals=FileApprovals(), short_texts=short, segment_price=350)
    others = [one for one in linted if (one.template, one.language) != (Template.ACCEPTED, "vi")]
    assert all(one.findings == [] for one in others)
    return next(one for one in linted if (one.template, one.language) == (Template.ACCEPTED, "vi"))


def test_every_shipped_text_is_without_fault() -> None:
    """Every template has a text in both languages, short enough and with nothing personal."""
    linted = lint_texts(approvals=FileApprovals(), short_texts=FileShortTexts(), segment_price=350)

    assert [(one.template, one.language) for one in linted] == EVERY
    assert {one.template: one.findings for one in linted if one.findings} == {}
    assert {one.plain_cost for one in linted} == {350}
    assert {one.cost for one in linted} <= {350, 700}


ABOUT_NO_DOSSIER = {
    *OF_DESKS,
    Template.DRAFT_EXPIRING,
    Template.STAFF_DIGEST,
    Template.STAFF_MAIL_CODE,
}


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_text_names_the_code_and_no_agency_or_procedure(
    template: Template, language: str
) -> None:
    """It shows on a locked screen."""
    version = LETTERS.newest_version(template)
    words = FileShortTexts().words(template, version, language, WIDEST)

    assert ("H56.14797.12-261123-10000" in words) is (template not in ABOUT_NO_DOSSIER)
    for secret in ("Hoằng Giang", "khai sinh", "02373000000", "019a0000", "http", "None"):
        assert secret not in words


@pytest.mark.parametrize(
    ("words", "rule", "found"),
    [
        ("Hồ sơ {{ kode }}", "unknown-variable", "kode"),
        # Known to letters, and none of a text message's business.
        ("Hồ sơ {{ procedure }}", "unknown-variable", "procedure"),
        ("{{ agency.phone }}", "unknown-variable", "agency"),
        ("Hồ sơ {{ code }}: " + "ă" * 130, "too-long", "163 / 2 plain"),
        ("Hồ sơ {{ code }}: " + "ă" * 102, "too-long", "135 / 3"),
        ("Xem https://motcua.example.vn", "link", "https:"),
        ("Xem dichvucong.gov.vn", "link", "dichvucong.gov"),
        ("Gọi 02373000000", "number", "02373000000"),
        ("Xong 😀", "no-plain-letter", "Xong ?"),
        ("Hồ sơ {{ code", "text-faulty", ""),
    ],
)
def test_the_lint_names_the_fault(tmp_path: Path, words: str, rule: str, found: str) -> None:
    findings = lint_of(tmp_path, words).findings

    assert findings[0].rule == rule
    assert found in findings[0].found


def test_a_missing_text_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(TextFaultyError):
        FileShortTexts(tmp_path).words(Template.ACCEPTED, 1, "vi", WIDEST)


def test_the_command_lists_cost_and_ends_well() -> None:
    result = CliRunner().invoke(command, ["lint", "--price", "400"])

    assert result.exit_code == 0
    assert f"Không có lỗi / no faults: {len(EVERY)}" in result.output
    assert "400" in result.output


def test_the_command_shows_a_text_in_both_forms() -> None:
    result = CliRunner().invoke(command, ["preview", "dossier-accepted"])

    assert result.exit_code == 0
    assert "đã được tiếp nhận, hẹn trả kết quả 16:30 31/12/2026" in result.output
    assert "ucs-2, 2 × 350 đ = 700 đ" in result.output
    assert "da duoc tiep nhan, hen tra ket qua 16:30 31/12/2026" in result.output
    assert "gsm-7, 1 × 350 đ = 350 đ" in result.output


@pytest.mark.parametrize("channel", ["email", "html"])
@pytest.mark.parametrize("template", Template)
def test_the_command_shows_every_letter(template: Template, channel: str) -> None:
    result = CliRunner().invoke(command, ["preview", str(template), "--channel", channel])

    assert result.exit_code == 0, result.output
    assert "Nguyễn Thị Ế" in result.output


def test_a_name_of_two_thousand_characters_is_cut_in_a_letter() -> None:
    """It would bury what the letter says; a text message has no name at all."""
    greeting = Greeting(name="Nguyễn\r\nThị " + "Ế" * 2000)
    letter = LETTERS.render(Template.ACCEPTED, 1, "vi", WIDEST, greeting)
    line = letter.text.splitlines()[0]

    assert line.startswith("Kính gửi ông/bà Nguyễn Thị Ế")
    assert line.endswith("Ế…,")
    assert len(line) < 140


def test_moments_of_short_texts_are_in_vietnam_and_aware() -> None:
    assert moment_in_figures(datetime(2026, 2, 13, 9, 45, tzinfo=UTC)) == "16:45 13/02/2026"
    with pytest.raises(ValueError, match="aware"):
        moment_in_figures(datetime(2026, 2, 13, 9, 45))  # noqa: DTZ001 -- the naive one is refused
