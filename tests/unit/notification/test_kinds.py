"""What may be stopped is said beside the texts, of every one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis.settings import SettingsError
from services.notification.templates.domain.courtesy import Courtesy
from services.notification.templates.domain.template import OF_DESKS, Template
from services.notification.templates.store.kinds import SHIPPED, read_kinds


def changed(tmp_path: Path, old: str, new: str) -> Path:
    written = SHIPPED.read_text(encoding="utf-8")
    assert old in written
    file = tmp_path / "kinds.yaml"
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    return file


def test_every_template_has_a_kind_and_only_courtesies_can_be_stopped_whole() -> None:
    """What is not a courtesy the law has us tell."""
    kinds = read_kinds()

    assert set(kinds) == set(Template)
    assert {one for one, kind in kinds.items() if not kind.statutory} == {
        Template.DRAFT_EXPIRING,
        Template.STEP_ESCALATED,
        Template.APOLOGY_TO_SIGN,
        *OF_DESKS,
        Template.STAFF_DIGEST,
    }
    assert kinds[Template.DRAFT_EXPIRING].stoppable is Courtesy.DRAFTS
    assert kinds[Template.HANDED_OVER].stoppable is Courtesy.SATISFACTION
    assert kinds[Template.STEP_ESCALATED].stoppable is Courtesy.ALERTS
    assert kinds[Template.SUPPLEMENT_REQUESTED].stoppable is None
    assert kinds[Template.STAFF_MAIL_CODE].stoppable is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - officer-wrote\n", ""),  # stands nowhere
        ("  - officer-wrote\n", "  - officer-wrote\n  - draft-expiring\n"),  # stands twice
        ("  - officer-wrote\n", "  - officer-wrote\n  - no-such-template\n"),
        ("draft-expiring: drafts", "draft-expiring: advertisements"),
        ("dossier-handed-over: satisfaction", "draft-expiring: satisfaction"),
        ("courtesies:", "others:"),
    ],
)
def test_a_table_with_a_gap_or_a_contradiction_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    """Default deny: nobody forgets to say whether a new template is statutory."""
    with pytest.raises(SettingsError):
        read_kinds(changed(tmp_path, old, new))
