"""What makes two filings one matter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kernel.channel import Channel
from services.intake.registry.domain.matter import matter_of
from tests.unit.intake.registry.samples import filing

FILED = filing()
ANOTHER = replace(FILED.applicant, id_number="038190000109", name="Lê Văn Thay")


def test_the_order_of_the_fields_does_not_matter() -> None:
    """Two clients write one form in two orders."""
    turned = dict(reversed(list(FILED.form.items())))

    assert matter_of(replace(FILED, form=turned)) == matter_of(FILED)


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": Channel.DESK},
        {"receiving_agency": "H56.STP"},
        {"papers": ()},
        {"language": "en"},
        {"applicant": replace(FILED.applicant, phone="+84987654321", name="NGUYỄN THỊ Ế")},
        {"applicant": ANOTHER, "on_behalf_of": FILED.applicant},
    ],
)
def test_what_does_not_make_it_another(changes: dict[str, Any]) -> None:
    """Way in, place, files, language, how to be reached, and who files it for somebody."""
    assert matter_of(replace(FILED, **changes)) == matter_of(FILED)


@pytest.mark.parametrize(
    "changes",
    [
        {"procedure": "2.000815"},
        {"case": "late"},
        {"form": {**FILED.form, "relation": "father"}},
        {"applicant": ANOTHER},
        {"on_behalf_of": ANOTHER},
    ],
)
def test_what_makes_it_another(changes: dict[str, Any]) -> None:
    """Procedure, case, form, and whose matter it is."""
    assert matter_of(replace(FILED, **changes)) != matter_of(FILED)
