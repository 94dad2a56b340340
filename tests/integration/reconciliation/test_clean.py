"""Services that agree give no alarm."""

from __future__ import annotations

from datetime import timedelta

from chassis.clock import machine_clock
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile
from tests.integration.reconciliation.province import MONDAY, Province

QUICK = Patience(settle=0.0, looks=1)


def test_nothing_is_found_where_nothing_is_wrong(province: Province) -> None:
    """Dossiers in every state, everything compared, no alarm."""
    codes = [province.file() for _ in range(6)]
    province.settle_on_the_spot()
    province.pump()
    province.at_desk(codes[0], "refusal", {"reason": "Không thuộc thẩm quyền."}, 1)
    for code in codes[1:4]:
        province.at_desk(code, "acceptance", {}, 1)
    province.pump()
    province.decide_all()
    province.at_desk(codes[1], "handover", {"method": "online"}, 4)
    province.correct(codes[2])
    province.correct(codes[3])
    province.pump()
    province.decide_all()
    province.correct(codes[3])
    province.at_desk(codes[4], "acceptance", {}, 1)
    province.pump()
    province.age()
    # The trail is compared once the day is over.
    province.set_clock(MONDAY + timedelta(days=1))
    report = reconcile(
        books=province.books(), clock=machine_clock, pause=lambda _: None, patience=QUICK
    )

    assert report.found == ()
    assert report.clean
    assert {key.value: number > 0 for key, number in report.compared.items()} == {
        "I3": True, "I4": True, "I8": True, "I9": True,
    }  # fmt: skip
