"""Databases that were in use for long are migrated: nothing is lost, and old dossiers live on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

import pytest

from chassis.clock import machine_clock
from kernel.clock import VIETNAM
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile
from tests.integration.migrated.old_database import (
    carry_over,
    counted,
    forget_later_timers,
    migrate,
    old_database,
)
from tests.integration.reconciliation.province import MONDAY, SERVICES, Province

OLD = {"intake": "0016", "routing": "0006", "notification": "0001", "reporting": "0003"}
QUICK = Patience(settle=0.0, looks=1)
OVER = datetime(2037, 1, 1, 0, 0, 1, tzinfo=VIETNAM)
REPORT = "/reports/kstt-06?period=2026-11&agency=H56.14797&as_of=2026-12-31"
PAPER = {"paper": "id-card"}

Act = tuple[str, Mapping[str, object], str]
ACCEPT: Act = ("acceptance", {}, "officer")
ASK: Act = (
    "supplement-request", {"items": [PAPER | {"what": "Bị mờ."}], "reason": "Thiếu."}, "officer",
)  # fmt: skip
SEND: Act = ("supplement", {"papers": [PAPER | {"upload": "sample"}]}, "citizen")
REFUSE: Act = ("refusal", {"reason": "Không thuộc thẩm quyền."}, "officer")
WITHDRAW: Act = ("withdrawal", {}, "citizen")
SUSPEND: Act = ("suspension", {"reason": "Chờ kết luận."}, "head")
HAND_OVER: Act = ("handover", {"method": "online"}, "officer")
RESUME: Act = ("resumption", {"reason": "Đã có kết luận."}, "head")
ERASE: Act = ("erasure", {"decision": "12/QĐ-UBND"}, "head")
BEFORE = {
    "asked": (ASK,),
    "answered": (ASK, SEND),
    "refused": (REFUSE,),
    "withdrawn": (WITHDRAW,),
    "decided": (ACCEPT,),
    "closed": (ACCEPT,),
}
AFTER = {
    "closed": (HAND_OVER,),
    "at work": (ACCEPT,),
    "paused": (ACCEPT, ASK),
    "held": (ACCEPT, SUSPEND),
    "wished back": (ACCEPT, WITHDRAW),
}

ONWARD = {
    "filed": (ACCEPT,),
    "asked": (SEND, ACCEPT),
    "decided": (HAND_OVER,),
    "held": (RESUME,),
    "paused": (SEND, ACCEPT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """The suite on migrated databases; rows by service and table, before and after."""

    province: Province
    codes: dict[str, str]
    figures: object
    before: dict[str, dict[str, int]]
    after: dict[str, dict[str, int]]


def lived(province: Province) -> dict[str, str]:
    """Bring dossiers into many states; return their codes."""
    codes = {state: province.file() for state in ("filed", *{**BEFORE, **AFTER})}
    codes["on the spot"] = province.settle_on_the_spot()
    province.pump()
    walk(province, codes, BEFORE)
    province.decide_all()
    walk(province, codes, AFTER)
    return codes


def walk(province: Province, codes: Mapping[str, str], ways: Mapping[str, Sequence[Act]]) -> None:
    for acts in zip_longest(*ways.values()):
        for state, act in zip(ways, acts, strict=True):
            if act is not None:
                province.change(codes[state], *act)
        province.pump()


@pytest.fixture(scope="module")
def migrated(
    published: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Migrated]:
    """Fill the suite, carry it into databases of long ago, migrate those, open it on them."""
    with ExitStack() as stack:
        young = Province(stack, published=published)
        codes = lived(young)
        figures = young.get("reporting", REPORT, "supervisor")["rows"]
        before, after, urls = {}, {}, {}
        for name in SERVICES:
            source = young.databases[name].url.replace("postgresql+psycopg", "postgresql")
            old = old_database(name, OLD[name], tmp_path_factory.mktemp("old"))
            urls[name] = stack.enter_context(old)
            carry_over(source, urls[name])
            forget_later_timers(urls[name])
            before[name] = counted(urls[name])
            migrate(name, urls[name])
            after[name] = counted(urls[name])
        province = Province(stack, urls=urls, ring=young.parts.ring)
        province.pump()
        province.age()
        yield Migrated(province=province, codes=codes, figures=figures, before=before, after=after)


def test_no_row_is_lost(migrated: Migrated) -> None:
    """Each table of then has the rows it had, but for what is to be heard again."""
    changed = {
        f"{name} {table}": (number, migrated.after[name].get(table))
        for name, tables in migrated.before.items()
        for table, number in tables.items()
        if migrated.after[name].get(table) != number
    }

    assert migrated.before["intake"]["dossier"] == len(migrated.codes)
    timers = migrated.before["routing"]["timer"]
    # The ladder looks once at the case that is held up, and finds nothing to climb.
    assert changed == {"routing timer": (timers, timers + 1)}


def test_the_books_of_all_services_agree(migrated: Migrated) -> None:
    """Reconciliation finds nothing, and no figure of a report changed."""
    province = migrated.province
    province.set_clock(MONDAY + timedelta(days=1))
    report = reconcile(
        books=province.books(), clock=machine_clock, pause=lambda _: None, patience=QUICK
    )

    assert report.found == ()
    assert province.get("reporting", REPORT, "supervisor")["rows"] == migrated.figures


def test_what_later_code_needs_is_filled_in(migrated: Migrated) -> None:
    """Numbers of cases, and a re-plan that gives running legs their limit."""
    province = migrated.province
    cases = province.sql("intake", "SELECT DISTINCT case_number FROM dossier")
    numbers = province.sql("routing", 'SELECT DISTINCT number FROM "case"')
    timers = province.sql("routing", "SELECT subject FROM timer WHERE kind = 'replan-cases'")

    assert [tuple(row) for row in (*cases, *numbers)] == [(1,), (1,)]
    assert len(timers) == 1


def test_an_old_dossier_is_read_moves_on_and_is_erased(migrated: Migrated) -> None:
    """From where each stood: answered, decided, handed over, and gone when its time is over."""
    province, codes = migrated.province, migrated.codes
    shown = {state: opened(province, code) for state, code in codes.items()}
    walk(province, codes, ONWARD)
    province.decide_all()
    walk(province, codes, {"filed": (HAND_OVER,), "at work": (HAND_OVER,)})
    moved = {state: opened(province, code) for state, code in codes.items()}
    province.set_clock(OVER)
    for state in ("closed", "refused", "withdrawn", "on the spot"):
        province.change(codes[state], *ERASE)
    province.pump()

    assert shown == {
        "filed": 1, "asked": 5, "answered": 5, "refused": 3, "withdrawn": 7, "decided": 9,
        "closed": 10, "at work": 4, "paused": 5, "held": 4, "wished back": 7, "on the spot": 10,
    }  # fmt: skip
    assert [moved[state] for state in ("filed", "asked", "at work", "decided")] == [10, 9, 10, 10]
    assert opened(province, codes["closed"]) == 10


def opened(province: Province, code: str) -> int:
    """Return the status as the officer who opens the dossier reads it."""
    shown: int = province.get("intake", f"/dossiers/{code}", "officer")["status"]["code"]
    return shown
