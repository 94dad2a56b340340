"""I7: each open dossier has exactly the deadline timer it should; what is not so is mended."""

from __future__ import annotations

import pytest

from services.reporting.reconciliation.domain.comparison import COMPARISONS
from services.reporting.reconciliation.domain.divergence import Divergence, Remedy
from services.reporting.reconciliation.usecases.compare_books import compare_books
from services.reporting.reconciliation.usecases.mend_divergences import mend_divergences
from tests.integration.reconciliation.province import Province
from tests.integration.reconciliation.test_clocks import open_land

DAMAGE = {
    "lost": "DELETE FROM timer WHERE subject = :code",
    "moved": "UPDATE timer SET due_at = due_at + interval '1 day' WHERE subject = :code",
    "limit lost": "UPDATE dossier SET next_limit = NULL WHERE code = :code",
    "wrong limit": "UPDATE dossier SET next_limit = 'supplement' WHERE code = :code",
    "of nobody": (
        "INSERT INTO timer (kind, subject, due_at, payload)"
        " VALUES ('deadline', :code || '9', motcua_now(), '{}')"
    ),
}


def found(province: Province) -> list[Divergence]:
    look = compare_books(province.books(), COMPARISONS)
    return [one for one in look.divergences if one.invariant.value == "I7"]


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_timer_is_found_and_set_again(province: Province, kind: str) -> None:
    """Nothing is found before, the damage is, and after mending nothing is."""
    code = open_land(province)
    before = found(province)
    timer = "SELECT string_agg(subject || due_at::text, ',') FROM timer WHERE kind = 'deadline'"
    with province.databases["intake"].read() as tx:
        was = tx.exec_driver_sql(timer).scalar_one()
    province.sql("intake", DAMAGE[kind], code=code)
    damaged = found(province)
    mend_divergences(damaged, frozenset({Remedy.RESTORE}), books=province.books())
    with province.databases["intake"].read() as tx:
        now = tx.exec_driver_sql(timer).scalar_one()

    assert before == []
    assert damaged
    assert {one.remedy for one in damaged} == {Remedy.RESTORE}
    assert all(code in one.id for one in damaged)
    assert found(province) == []
    assert now == was
