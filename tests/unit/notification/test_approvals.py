"""Which version of a text is used: approved as it stands, and in force that day."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from chassis.settings import SettingsError
from kernel.clock import VIETNAM
from services.notification import commands
from services.notification.templates.domain.approval import (
    Approval,
    Release,
    approval_of,
    faults_of_releases,
    version_on,
)
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.template import Template
from services.notification.templates.store.approvals import (
    FOLDER,
    LAYOUT,
    FileApprovals,
    write_approval,
)
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.lint_letters import lint_letters
from services.notification.wiring import service as wiring

ON = date(2026, 11, 23)
BEFORE, AFTER = date(2026, 11, 1), date(2027, 1, 1)


def noon(day: date = ON) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=VIETNAM)


def release(
    version: int,
    *,
    in_force: date | None = BEFORE,
    approved_on: date = BEFORE,
    words: str = "a",
) -> Release:
    approval = None
    if in_force is not None:
        approval = Approval(
            in_force=in_force, approved_by="Văn phòng", approved_on=approved_on, sha256="a"
        )
    return Release(version=version, sha256=words, approval=approval)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the shipped texts, to be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "texts"))


@pytest.fixture
def runner(folder: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give the commands on the copy."""
    monkeypatch.setattr(commands, "FOLDER", folder)
    return CliRunner()


def newer(folder: Path) -> Path:
    """Write a second version of the letter of acceptance, which nobody approved."""
    old = folder / Template.ACCEPTED / "1"
    new = Path(shutil.copytree(old, old.parent / "2"))
    (new / "approval.toml").unlink()
    (new / "vi.sms.jinja").write_text("Hồ sơ {{ code }}: đã nhận.\n", "utf-8")
    return new


@pytest.mark.parametrize(
    ("releases", "used"),
    [
        ([release(1)], 1),
        ([release(1), release(2)], 2),
        ([release(1), release(2, in_force=ON)], 2),
        ([release(1), release(2, in_force=AFTER)], 1),
        ([release(1), release(2, in_force=None)], 1),
        ([release(1), release(2, words="b")], 1),
        ([release(1, in_force=ON), release(2)], 1),
        ([release(1, in_force=None)], None),
        ([release(1, in_force=AFTER)], None),
        ([], None),
    ],
)
def test_the_version_used_is_approved_and_in_force_the_latest(
    releases: list[Release], used: int | None
) -> None:
    """Not approved, changed since, or of a later day, it is none; of two days the later one."""
    assert version_on(releases, ON) == used


def test_what_keeps_a_version_from_use_is_named() -> None:
    """A later version is approved before it is used; the first may look back."""
    found = faults_of_releases(
        [
            release(1, approved_on=ON),
            release(2, in_force=None),
            release(3, words="b"),
            release(4, approved_on=ON),
            release(5, in_force=ON, approved_on=ON),
        ]
    )

    assert [(version, one.rule) for version, one in found] == [
        (2, "not-approved"),
        (3, "changed-since-approval"),
        (4, "approved-for-the-past"),
    ]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"in_force": "soon", "approved_on": ON, "approved_by": "x", "sha256": "y"},
        {"in_force": ON, "approved_on": ON, "approved_by": " ", "sha256": "y"},
        {"in_force": ON, "approved_on": ON, "approved_by": "x"},
    ],
)
def test_an_approval_is_whole_or_none(document: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="approved_by"):
        approval_of(document)


def test_every_shipped_text_is_approved_and_every_letter_without_fault() -> None:
    """Each names agency and time; each version's very words were approved."""
    texts = FileTexts("https://motcua.example.vn", clock=noon)
    texts.require_approved()

    assert lint_letters(texts=texts, approvals=FileApprovals(), layout=LAYOUT) == []
    assert {texts.newest_version(template) for template in Template} == {1}


def test_a_changed_word_undoes_the_approval(folder: Path) -> None:
    """At start it is refused by name, and nothing is queued with it."""
    text = folder / Template.ACCEPTED / "1" / "en.jinja"
    text.write_text(text.read_text("utf-8").replace("complete", "fine"), "utf-8")
    texts = FileTexts("https://x", folder, clock=noon)

    with pytest.raises(TextFaultyError) as refused:
        texts.require_approved()
    with pytest.raises(TextFaultyError):
        texts.newest_version(Template.ACCEPTED)
    assert refused.value.detail is not None
    assert refused.value.detail.en == "no approved version: dossier-accepted"


def test_the_service_does_not_start_with_words_nobody_approved(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings are said to be wrong, and which text it is."""
    (folder / Template.PAUSED / "1" / "approval.toml").unlink()
    monkeypatch.setattr(wiring, "FileTexts", lambda url, **more: FileTexts(url, folder, **more))

    with pytest.raises(SettingsError, match="no approved version: dossier-paused"):
        wiring._approved_texts("https://x", noon)


def test_a_changed_frame_is_refused_too(folder: Path) -> None:
    """What stands around every letter is approved like a text."""
    frame = folder / LAYOUT / "1" / "html.jinja"
    frame.write_text(frame.read_text("utf-8") + "<!-- -->", "utf-8")

    with pytest.raises(TextFaultyError):
        FileTexts("https://x", folder, clock=noon).require_approved()


def test_a_new_version_is_used_from_its_day_on(folder: Path) -> None:
    """Until somebody approved it, and until that day, the one before is sent."""
    newer(folder)
    unapproved = FileTexts("https://x", folder, clock=lambda: noon(AFTER))
    first = unapproved.newest_version(Template.ACCEPTED)
    write_approval(folder, Template.ACCEPTED, 2, in_force=AFTER, by="Sở", on=ON)
    day_before = FileTexts("https://x", folder, clock=noon)
    that_day = FileTexts("https://x", folder, clock=lambda: noon(AFTER))

    assert first == 1
    assert day_before.newest_version(Template.ACCEPTED) == 1
    assert that_day.newest_version(Template.ACCEPTED) == 2


def test_a_broken_approval_is_a_fault_of_the_text(folder: Path) -> None:
    paper = folder / Template.ACCEPTED / "1" / "approval.toml"
    paper.write_text("in_force = tomorrow", "utf-8")

    with pytest.raises(TextFaultyError) as raised:
        FileApprovals(folder).releases(Template.ACCEPTED)
    assert raised.value.detail is not None
    assert "dossier-accepted/1/approval.toml" in raised.value.detail.en


def test_the_lint_looks_at_the_newest_text_and_names_its_faults(folder: Path) -> None:
    """Approved or not yet: a variable that does not exist, no time, no agency."""
    new = newer(folder)
    (new / "vi.jinja").write_text(
        '{% extends "layout/1/" ~ form ~ ".jinja" %}{% block subject %}{{ code }}{% endblock %}'
        "{% block lead %}{% endblock %}{% block facts %}{% endblock %}"
        "{% block next %}{% endblock %}",
        "utf-8",
    )
    (new / "en.jinja").write_text("{{ applicant }}", "utf-8")

    found = lint_letters(
        texts=FileTexts("https://x", folder), approvals=FileApprovals(folder), layout=LAYOUT
    )

    assert [(one.version, one.language, one.finding.rule) for one in found] == [
        (2, None, "not-approved"),
        (2, "vi", "without-time"),
        (2, "en", "text-faulty"),
    ]


def test_the_lint_holds_letters_to_the_officer_beside_the_subject(folder: Path) -> None:
    """Known, they are named in the letter, and not where a locked screen shows it."""
    new = newer(folder)
    (new / "vi.jinja").write_text("{{ code }} {{ agency.name }} {{ due_at | moment }}", "utf-8")
    (new / "en.jinja").write_text(
        "{{ code }} {{ agency.name }} {{ due_at | moment }} {{ handled_by }}", "utf-8"
    )

    found = lint_letters(
        texts=FileTexts("https://x", folder), approvals=FileApprovals(folder), layout=LAYOUT
    )

    assert [(one.language, one.finding.rule) for one in found if one.language] == [
        ("vi", "without-officer"),
        ("en", "too-long"),
        ("en", "officer-in-subject"),
    ]


@pytest.mark.parametrize("kept", ["handled_by", "responsible", "handled_by or responsible"])
def test_the_lint_holds_letters_to_whoever_answers_for_it(folder: Path, kept: str) -> None:
    """Who acted, who is in charge, and the desk where there is nobody: all three are shown."""
    new = newer(folder)
    (new / "vi.jinja").write_text(
        '{% if form == "subject" %}{{ code }}{% else %}{{ code }} {{ agency.name }} '
        "{{ due_at | moment }} {{ " + kept + " }}{% endif %}",
        "utf-8",
    )

    found = lint_letters(
        texts=FileTexts("https://x", folder), approvals=FileApprovals(folder), layout=LAYOUT
    )

    assert [one.finding.rule for one in found if one.language == "vi"] == ["without-officer"]


def test_the_command_approves_the_words_as_they_stand(folder: Path, runner: CliRunner) -> None:
    """By whom and when; a version that is not there is refused."""
    newer(folder)
    given = ["--by", 'Văn phòng "một cửa"', "--on", "2026-11-23", "--in-force", "2027-01-01"]

    done = runner.invoke(commands.texts, ["approve", "dossier-accepted", "2", *given])
    absent = runner.invoke(commands.texts, ["approve", "dossier-accepted", "7", *given])

    (_, two) = FileApprovals(folder).releases(Template.ACCEPTED)
    assert done.exit_code == 0, done.output
    assert two.approved
    assert two.approval is not None
    assert (two.approval.approved_by, two.approval.in_force) == ('Văn phòng "một cửa"', AFTER)
    assert absent.exit_code == 1
    assert "dossier-accepted/7" in absent.output


def test_the_command_lists_who_approved_what() -> None:
    listed = CliRunner().invoke(commands.texts, ["approvals"])

    assert listed.exit_code == 0
    listed_texts = {line.partition("/")[0] for line in listed.output.splitlines()}
    assert listed_texts == {"layout", *Template}
    assert "chưa được duyệt" not in listed.output
