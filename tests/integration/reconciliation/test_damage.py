"""Every kind of damage is found, what events can mend is mended, the rest is left to a person."""

from __future__ import annotations

from collections import Counter

import pytest

from chassis.clock import machine_clock
from services.reporting.reconciliation.domain.divergence import Remedy
from services.reporting.reconciliation.domain.report import Report
from services.reporting.reconciliation.usecases.reconcile import Patience, reconcile
from tests.integration.reconciliation.damage import KINDS, Kind
from tests.integration.reconciliation.province import Province

EACH = 8
Done = list[tuple[Kind, str]]


def inflict(province: Province, each: int) -> Done:
    """Bring dossiers into the states the kinds need, then damage `each` of every kind."""
    old = [(kind, province.file()) for kind in KINDS if kind.state != "new" for _ in range(each)]
    province.pump()
    for state in ("finished", "open"):
        for code in (code for kind, code in old if kind.state == state):
            province.at_desk(code, "acceptance", {}, 1)
        province.pump()
        if state == "finished":
            province.decide_all()
    new = [(kind, province.file()) for kind in KINDS if kind.state == "new" for _ in range(each)]
    _damage(province, new)
    province.pump()
    province.age()
    _damage(province, old)
    return old + new


def _damage(province: Province, done: Done) -> None:
    for kind, code in done:
        kind.do(province, code)


def check(province: Province, remedies: frozenset[Remedy] = frozenset()) -> Report:
    """Reconcile without waiting; between looks everything said is carried."""

    def carry(_seconds: float) -> None:
        province.pump()
        province.sql("intake", "UPDATE inbox SET received_at = received_at - interval '1 hour'")
        for name in ("routing", "notification", "reporting"):
            province.sql(name, "UPDATE inbox SET received_at = received_at - interval '1 hour'")

    return reconcile(
        books=province.books(),
        clock=machine_clock,
        pause=carry,
        remedies=remedies,
        patience=Patience(settle=0.0, looks=3),
    )


def missed(report_part: object, done: Done) -> Counter[str]:
    """Count the damage that does not show."""
    return Counter(
        kind.name
        for kind, code in done
        if not any(kind.shown_by(one, code) for one in report_part)  # type: ignore[attr-defined]
    )


@pytest.mark.timeout(600)
def test_a_hundred_divergences_of_many_kinds_are_found_and_mended(province: Province) -> None:
    """All are found; those that events can mend are gone after one repair; nothing else is."""
    done = inflict(province, EACH)
    report = check(province)
    repaired = check(province, frozenset({Remedy.RE_EMIT, Remedy.RE_OPEN}))
    mended = {kind.name for kind in KINDS if kind.mends}

    assert len(done) == EACH * len(KINDS) >= 100
    assert missed(report.found, done) == {}
    assert report.left == report.found
    assert missed(repaired.left, done) == dict.fromkeys(mended, EACH)
    known = [code for _, code in done]
    strays = [
        one for one in report.found
        if not any(code in one.id or code.startswith(one.id) for code in known)
    ]  # fmt: skip
    assert strays == []


def test_what_is_only_on_its_way_is_no_divergence(province: Province) -> None:
    """A dossier filed just now that nobody has heard of yet gives no alarm."""
    province.pump()
    province.age()
    province.file()
    report = check_without_carrying(province)

    assert report.found == ()


def check_without_carrying(province: Province) -> Report:
    return reconcile(
        books=province.books(),
        clock=machine_clock,
        pause=lambda _: None,
        patience=Patience(settle=0.0, looks=1),
    )


def test_what_a_second_look_does_not_confirm_is_dropped(province: Province) -> None:
    """Between the looks the late events arrive."""
    code = province.file()
    province.age()
    found_at_first = check_without_carrying(province)
    report = check(province)

    assert {one.subject for one in found_at_first.found} >= {f"dossier/{code}"}
    assert report.found == ()


def test_a_service_that_does_not_answer_is_named(province: Province) -> None:
    """Its part is not checked, the rest is; the report is not clean."""
    province.callers["routing"].away = True
    report = check_without_carrying(province)

    assert report.silent == {"routing"}
    assert not report.clean
    assert report.found == ()


def test_a_repair_never_doubles_an_effect(province: Province) -> None:
    """All of a sound dossier is said and heard again: no letter, fact or case twice."""
    code = province.file()
    province.pump()
    province.at_desk(code, "acceptance", {}, 1)
    province.pump()
    counts = effects(province)
    books = province.books()
    for service in ("routing", "notification", "reporting"):
        books[service].reopen("intake", f"dossier/{code}")
    books["reporting"].reopen("routing", f"dossier/{code}")
    for owner in ("intake", "routing", "notification"):
        books[owner].replay(f"dossier/{code}")
    province.pump()

    assert effects(province) == counts


def effects(province: Province) -> dict[str, int]:
    """Count what handlers made, and what could not be applied."""
    wanted = {
        "message": "notification", "fact": "reporting", "step": "routing", "case": "routing",
        "timeline_entry": "intake",
    }  # fmt: skip
    found = {
        table: province.sql(service, f'SELECT count(*) FROM "{table}"')[0][0]  # noqa: S608
        for table, service in wanted.items()
    }
    for service in province.databases:
        rows = province.sql(service, "SELECT count(*) FROM inbox WHERE status <> 'done'")
        found[f"open at {service}"] = rows[0][0]
    return found
