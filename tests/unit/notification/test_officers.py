"""The officer a letter names: once, where who acted or is in charge is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from contracts.events.clock import DossierPaused
from contracts.events.course import SuspensionLifted
from contracts.events.result import DossierReopened
from services.notification.templates.domain.agency import AgencyWords
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.facts import Facts, facts_from_document
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.template import LANGUAGES, Rendered, Template
from services.notification.templates.ports import Published
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.gather_facts import Milestone, gather_facts, names_in
from services.notification.templates.usecases.lint_texts import WIDEST

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAME = "Lê Thị Duyên"
FACTS = replace(WIDEST, officer="o-1", handled_by=None)
EVERY = list(product(Template, LANGUAGES))


def render(template: Template, language: str, facts: Facts) -> Rendered:
    texts = FileTexts("https://motcua.example.vn")
    return texts.render(template, texts.newest_version(template), language, facts, Greeting())


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_a_letter_names_the_officer_once_and_its_subject_does_not(
    template: Template, language: str
) -> None:
    """One line of the facts, in every form of every letter; never the account."""
    facts = FACTS.handled({"o-1": NAME})
    rendered = render(template, language, facts)
    label = {"vi": "Cán bộ thực hiện", "en": "Handled by"}[language]

    assert rendered.text.count(f"  {label}: {NAME}\n") == 1
    assert rendered.html.count(NAME) == 1
    assert NAME not in rendered.subject
    assert "o-1" not in rendered.text + rendered.html + rendered.subject


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_without_a_name_there_is_no_such_line(template: Template, language: str) -> None:
    """Who acted is no officer, or nobody knows what they are called."""
    rendered = render(template, language, FACTS.handled({"o-2": NAME}))
    seen = rendered.text + rendered.html

    assert "Cán bộ thực hiện" not in seen
    assert "Handled by" not in seen


def test_a_text_cannot_show_an_account(tmp_path: Path) -> None:
    """There is no variable that holds it."""
    broken = tmp_path / "dossier-accepted" / "1"
    broken.mkdir(parents=True)
    (broken / "vi.jinja").write_text("{{ officer }}", "utf-8")

    with pytest.raises(TextFaultyError):
        FileTexts("https://x", tmp_path).render(Template.ACCEPTED, 1, "vi", FACTS, Greeting())


def test_an_account_is_kept_and_a_name_is_not() -> None:
    """Also where somebody had written one down: it is not read back."""
    kept = FACTS.handled({"o-1": NAME}).to_document()

    assert kept["officer"] == "o-1"
    assert NAME not in str(kept)
    assert facts_from_document({**kept, "handled_by": NAME}).handled_by is None


def test_facts_have_the_account_of_an_event_that_says_one() -> None:
    """An owner's word has an empty one, and what the suite notes none at all."""
    about = {
        "code": "H56.14797-261123-0001",
        "procedure": "1.001193",
        "receiving_agency": "H56.14797",
        "competent_agency": "H56.14797",
    }
    lifted = SuspensionLifted(**about, lifted_at=AT, officer="o-1")
    objected = DossierReopened(
        **about, cause="objection", finished_at=AT, reopened_at=AT, due_at=None, officer=""
    )
    paused = DossierPaused(**about, paused_at=AT)

    events: list[Milestone] = [lifted, objected, paused]
    wanted = names_in(events)
    published = Published(
        agencies={code: AgencyWords(code=code, name=code) for code in wanted.agencies},
        procedures={code: code for code in wanted.procedures},
    )
    facts = gather_facts(events, published)

    assert [one.to_document().get("officer") for one in facts] == ["o-1", None, None]


@pytest.mark.parametrize(("template", "language"), EVERY)
@pytest.mark.parametrize("named", [True, False])
def test_a_blank_line_stands_between_the_facts_and_what_is_next(
    template: Template, language: str, *, named: bool
) -> None:
    """Whoever is named in the last fact, or nobody."""
    text = render(template, language, FACTS.handled({"o-1": NAME} if named else {})).text
    lines = text.splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("  "))

    assert lines[last + 1] == ""
