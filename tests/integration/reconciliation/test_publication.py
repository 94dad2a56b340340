"""A procedure begins only when routing has somebody for it and notification its texts.

All services on real databases: intake's own check asks the applications of the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deploy.setup.first_officers import roll_of
from kernel.errors import UnavailableError
from services.intake.catalogue.clients.readiness import NotificationTexts, RoutingStaffing
from services.intake.catalogue.domain.errors import CatalogueNotReadyError
from services.intake.catalogue.ports import CataloguePackage
from services.intake.wiring.catalogue import publish, require_all_ready
from services.notification.templates.store import texts as file_texts
from services.routing.officers.api.schemas import OfficerSchema
from services.routing.wiring.roll import enter_many
from tests.integration.intake.office import BIRTH, COMMUNE, shipped
from tests.integration.reconciliation.callers import InProcess
from tests.integration.reconciliation.province import Province

FIELD = "G15-HT"


@pytest.fixture(scope="module")
def province() -> Iterator[Province]:
    """Give a province with officers at every agency."""
    with ExitStack() as stack:
        made = Province(stack)
        agencies = [{"code": each.code, "kind": each.kind} for each in shipped().agencies]
        people = [OfficerSchema().load(one) for one in roll_of(agencies)]
        with made.databases["routing"].transaction() as tx:
            enter_many(tx, people, by="tester", clock=made.parts.clock)
        yield made


@pytest.fixture(autouse=True)
def _as_entered(province: Province) -> Iterator[None]:
    yield
    province.sql("routing", "UPDATE officer SET last_day = NULL")
    province.sql("routing", "DELETE FROM delegation")
    province.sql("routing", "DELETE FROM arrangement")


def require(province: Province, package: CataloguePackage) -> None:
    routing, notification = (
        InProcess(province.apps[name], "intake") for name in ("routing", "notification")
    )
    require_all_ready(
        package,
        province.parts,
        staffing=RoutingStaffing(routing),
        texts=NotificationTexts(notification),
    )


def changed(*codes: str) -> CataloguePackage:
    """Return the shipped package with something new in these procedures."""
    package = shipped()
    return replace(
        package,
        procedures=tuple(
            (one, {**document, "proactive_level": 1} if one.code in codes else document)
            for one, document in package.procedures
        ),
    )


def refusals(province: Province, package: CataloguePackage) -> list[dict[str, Any]]:
    with pytest.raises(CatalogueNotReadyError) as refused:
        require(province, package)
    listed: Any = refused.value.extra["faults"]
    return list(listed)


def leaves(province: Province, account: str) -> None:
    """Let somebody's office end the day before."""
    ended = "UPDATE officer SET last_day = '2026-11-22' WHERE account = :a RETURNING id"
    assert province.sql("routing", ended, a=account)


def test_every_shipped_procedure_may_begin_where_all_agencies_are_staffed(
    province: Province,
) -> None:
    """The officers of one box are enough for each of them."""
    every = changed(*(one.code for one, _ in shipped().procedures))

    require(province, every)

    assert len(every.procedures) >= 75


def test_nobody_to_sign_at_one_commune_refuses_what_it_signs(province: Province) -> None:
    """Named by step and agency; unchanged procedures are not asked about."""
    leaves(province, f"approver-{COMMUNE}")
    leaves(province, f"head-{COMMUNE}")

    found = refusals(province, changed(BIRTH))

    assert {item["document"] for item in found} == {BIRTH}
    assert all(f"chưa có người ký duyệt tại {COMMUNE} " in item["vi"] for item in found)


def test_whose_signing_is_delegated_is_somebody(province: Province) -> None:
    """As is a head beside an approver who left."""
    leaves(province, f"approver-{COMMUNE}")
    require(province, changed(BIRTH))
    lend = """
        INSERT INTO delegation (id, delegator, officer, agency, roles, first_day, last_day, ground)
        SELECT gen_random_uuid(), head.id, taker.id, head.agency, '{head}', :first, :last, '1'
        FROM officer AS head, officer AS taker
        WHERE head.account = :head AND taker.account = :taker
    """
    taker = f"officer-{COMMUNE}"
    days = {"first": date(2026, 11, 1), "last": date(2026, 12, 31)}
    roles = "UPDATE officer SET roles = '{officer}' WHERE account = :a"
    province.sql("routing", roles, a=f"head-{COMMUNE}")
    refused = refusals(province, changed(BIRTH))
    province.sql("routing", "UPDATE officer SET roles = '{head}' WHERE account LIKE 'head-%'")
    province.sql("routing", lend, head=f"head-{COMMUNE}", taker=taker, **days)
    require(province, changed(BIRTH))

    assert refused


def test_duties_in_other_fields_leave_a_post_open(province: Province) -> None:
    """Until somebody looks after the procedure's field as well."""
    duty = """
        INSERT INTO arrangement (id, officer, kind, first_day, last_day, ground, fields)
        SELECT gen_random_uuid(), id, 'duty', '2026-11-01', '2026-12-31', '1', ARRAY[:field]
        FROM officer WHERE account = :a
    """
    account = f"officer-{COMMUNE}"
    province.sql("routing", duty, a=account, field="G10-DD")
    found = refusals(province, changed(BIRTH))
    province.sql("routing", duty, a=account, field=FIELD)
    require(province, changed(BIRTH))

    assert {COMMUNE in item["vi"] for item in found} == {True}


def test_a_text_that_is_gone_refuses_what_needs_it(
    province: Province, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing is rendered from an empty folder: every milestone lacks its letters."""
    monkeypatch.setattr(file_texts.FileTexts.__init__, "__defaults__", (tmp_path,))

    found = refusals(province, changed(BIRTH))

    assert all("Chưa có mẫu" in item["vi"] for item in found)
    assert any("intake.dossier-accepted.v1" in item["vi"] for item in found)


def test_nothing_is_published_while_nobody_answers(province: Province) -> None:
    """Another service that is away, or a caller that is not intake, is no yes."""
    stranger = InProcess(province.apps["routing"], "gateway")
    texts = NotificationTexts(InProcess(province.apps["notification"], "intake"))
    staffing = RoutingStaffing(stranger)

    with pytest.raises(UnavailableError):
        require_all_ready(changed(BIRTH), province.parts, staffing=staffing, texts=texts)
    with pytest.raises(UnavailableError):
        NotificationTexts(InProcess(province.apps["notification"], "gateway")).missing(["x"])


def test_what_was_agreed_is_then_published_and_asked_about_no_more(province: Province) -> None:
    """The same package again names nothing that is new."""
    package = changed(BIRTH)
    require(province, package)
    published = publish(package, province.parts)
    leaves(province, f"approver-{COMMUNE}")
    leaves(province, f"head-{COMMUNE}")
    require(province, package)

    assert [code for code, _ in published.procedures] == [BIRTH]
