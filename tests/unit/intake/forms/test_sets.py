"""The sets of forms are data: the day of the act chooses, and each form has its fields."""

from __future__ import annotations

import copy
from datetime import date

import pytest
import yaml

from services.intake.forms.domain.form_set import BlockKind, FormName
from services.intake.forms.store.layouts import LAYOUTS, FormSetError, read_sets, shipped_sets

SHIPPED = yaml.safe_load((LAYOUTS / "sets.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2019, 1, 6), "2018"),
        (date(2025, 9, 14), "2018"),
        (date(2025, 9, 15), "2025"),
        (date(2026, 11, 23), "2025"),
    ],
)
def test_the_day_of_the_act_chooses_the_set(day: date, name: str) -> None:
    """Circular 01/2018 to 14 September 2025, Circular 03/2025 from the day after."""
    chosen = shipped_sets().on(day)

    assert chosen.name == name
    assert chosen.in_force(day)


def test_each_set_has_the_numbers_of_its_circular() -> None:
    """Form 05 (stop notice) came with 2025, which moved the register from 06 to 07."""
    numbers = {
        one.name: {form.value: layout.number for form, layout in one.forms.items()}
        for one in shipped_sets().sets
    }

    assert numbers == {
        "2018": {
            "receipt": "01",
            "supplement-request": "02",
            "refusal": "03",
            "apology": "04",
            "control-slip": "05",
            "register": "06",
        },
        "2025": {
            "receipt": "01",
            "supplement-request": "02",
            "refusal": "03",
            "apology": "04",
            "stop-notice": "05",
            "control-slip": "06",
            "register": "07",
        },
    }


def test_letters_are_a5_and_the_register_a4() -> None:
    """Circular 01/2018 art. 9 gives the sizes."""
    for one in shipped_sets().sets:
        for form, layout in one.forms.items():
            assert layout.paper == ("a4" if form is FormName.REGISTER else "a5")
            assert (LAYOUTS / f"{layout.template}.typ").is_file()


def test_the_id_number_stands_on_the_forms_of_2025_alone() -> None:
    """The forms of 2018 asked for address, telephone and e-mail."""
    fields = {
        one.name: {block.field for block in one.forms[FormName.RECEIPT].blocks}
        for one in shipped_sets().sets
    }

    assert "filer.identity" not in fields["2018"]
    assert "filer.identity" in fields["2025"]
    assert {"principal.identity", "principal.authority"} <= fields["2025"]


def test_dates_and_signatures_stay_together() -> None:
    """What is promised stands on the page that is signed."""
    for one in shipped_sets().sets:
        closing = {b.field for b in one.forms[FormName.RECEIPT].blocks if b.closing}

        assert {"received_at", "due_at"} <= closing


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ((0, "valid_to"), date(2025, 9, 13)),
        ((1, "valid_to"), date(2030, 1, 1)),
        ((1, "valid_from"), "2025-09-15"),
        ((0, "forms"), {"unheard-of": {}}),
        ((0, "desks"), [{"symbol": None, "nmae": "x"}, {}]),
    ],
)
def test_sets_that_cannot_be_are_refused(place: tuple[int, str], value: object) -> None:
    """A gap, an end with nothing behind, words for a day, an unknown form, a desk without sign."""
    document = copy.deepcopy(SHIPPED)
    document[place[0]][place[1]] = value

    with pytest.raises(FormSetError):
        read_sets(document)


def test_a_block_is_drawn_in_one_known_way() -> None:
    """A misspelt block keeps the set from being read."""
    document = copy.deepcopy(SHIPPED)
    document[1]["forms"]["receipt"]["blocks"][0] = {"lien": "desk"}

    with pytest.raises(FormSetError):
        read_sets(document)
    assert {kind.value for kind in BlockKind} == {
        "line",
        "row",
        "text",
        "prose",
        "list",
        "papers",
        "handovers",
    }
