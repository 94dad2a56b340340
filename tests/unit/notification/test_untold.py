"""Which milestones of a procedure no text tells of."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from contracts.events.intake import DossierAccepted, DossierFinished
from services.notification.dispatch.usecases.find_untold import TextForm, Untold, find_untold
from services.notification.dispatch.usecases.queue_messages import TEMPLATE_OF
from services.notification.templates.domain.template import Template
from services.notification.templates.store.approvals import write_approval
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.templates.store.texts import FileTexts

TEXTS = Path(__file__).parents[3] / "services/notification/templates/texts"
ACCEPTED = f"{Template.ACCEPTED}/1"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the texts of two templates with their layout."""
    folder = tmp_path_factory.mktemp("texts")
    for name in ("layout", Template.ACCEPTED, Template.FINISHED):
        shutil.copytree(TEXTS / name, folder / name)
    return folder


def approve(folder: Path) -> None:
    """Approve the words of the acceptance as they stand now."""
    day = date(2026, 1, 1)
    write_approval(folder, Template.ACCEPTED, 1, in_force=day, by="Trưởng phòng", on=day)


def untold(folder: Path, *milestones: str) -> list[Untold]:
    return list(
        find_untold(
            milestones,
            texts=FileTexts("http://portal.example", folder),
            short_texts=FileShortTexts(folder),
        )
    )


def test_every_event_that_is_told_has_its_texts() -> None:
    """In both languages, as a letter and as a text message."""
    every = [event.TYPE for event in TEMPLATE_OF]

    assert untold(TEXTS, *every) == []


def test_what_no_text_tells_of_lacks_everything() -> None:
    """A milestone of a later version, or one that is misspelt."""
    found = untold(TEXTS, "intake.dossier-lost.v1")

    assert [(one.language, one.form) for one in found] == [
        ("vi", TextForm.LETTER),
        ("vi", TextForm.SHORT),
        ("en", TextForm.LETTER),
        ("en", TextForm.SHORT),
    ]


@pytest.mark.parametrize(
    ("file", "words", "lacking"),
    [
        ("en.jinja", None, ("en", TextForm.LETTER)),
        ("vi.sms.jinja", None, ("vi", TextForm.SHORT)),
        ("en.jinja", "{% block lead %}{{ nothing_such }}{% endblock %}", ("en", TextForm.LETTER)),
        ("vi.sms.jinja", "{{ code }} https://x.vn", ("vi", TextForm.SHORT)),
    ],
    ids=[
        "no letter",
        "no text message",
        "a letter that cannot be filled in",
        "a text with a link",
    ],
)
def test_one_text_that_is_missing_or_faulty_is_named(
    copied: Path, tmp_path: Path, file: str, words: str | None, lacking: tuple[str, TextForm]
) -> None:
    """The others of the milestone, and other milestones, are not."""
    folder = tmp_path / "texts"
    shutil.copytree(copied, folder)
    place = folder / ACCEPTED / file
    place.unlink()
    if words is not None:
        whole = '{% extends "layout/1/" ~ form ~ ".jinja" %}' if file == "en.jinja" else ""
        place.write_text(whole + words, "utf-8")
    approve(folder)

    found = untold(folder, DossierAccepted.TYPE, DossierFinished.TYPE)

    assert [(one.milestone, one.language, one.form) for one in found] == [
        (DossierAccepted.TYPE, *lacking)
    ]


def test_words_that_nobody_approved_tell_nothing(copied: Path, tmp_path: Path) -> None:
    """Somebody changed a letter after it was approved: neither form goes out in any language."""
    folder = tmp_path / "texts"
    shutil.copytree(copied, folder)
    (folder / ACCEPTED / "vi.jinja").unlink()

    found = untold(folder, DossierAccepted.TYPE)

    assert len(found) == 4


def test_a_template_without_any_folder_is_named(copied: Path, tmp_path: Path) -> None:
    """A release that forgot one."""
    folder = tmp_path / "texts"
    shutil.copytree(copied, folder)
    shutil.rmtree(folder / Template.FINISHED)

    found = untold(folder, DossierFinished.TYPE)

    assert len(found) == 4
