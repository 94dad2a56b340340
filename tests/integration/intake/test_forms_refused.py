"""Who gets a form, who gets a masked one, and who none; what cannot be asked for."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from kernel.rights import Actor, Role
from services.intake.forms.domain.form_set import FormName
from services.intake.forms.domain.paper import next_paper
from services.intake.forms.store.papers import PgPapers
from tests.integration.intake.clocked import at, filed
from tests.integration.intake.office import (
    LAND,
    MONDAY,
    OFFICER,
    STRANGER,
    SUPERVISOR,
    Office,
    at_desk,
    example,
)
from tests.integration.intake.printed import form, stored, versions, words


@pytest.fixture
def accepted(office: Office) -> str:
    """Give a dossier that was filed online and accepted at half past nine."""
    code = filed(office)
    office.set_clock(at("2026-11-23T09:30"))
    office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)
    return code


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/forms/register", "unknown-form"),
        ("/forms/no-such", "unknown-form"),
        ("/forms/receipt?version=9", "form-version-unknown"),
    ],
)
def test_what_is_not_there_is_said_to_be_so(
    office: Office, accepted: str, path: str, slug: str
) -> None:
    """404 with a type of its own, and nothing is kept."""
    answer = office.get(f"/dossiers/{accepted}{path}", OFFICER)

    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["type"] == f"/problems/{slug}"
    assert stored(office) == (0, 0, 0, 0)


@pytest.mark.parametrize("query", ["?version=0", "?version=x", "?language=fr", "?secret=1"])
def test_a_query_that_cannot_be_is_refused(office: Office, accepted: str, query: str) -> None:
    """422, and nothing is kept."""
    assert office.get(f"/dossiers/{accepted}/forms/receipt{query}", OFFICER).status_code == 422
    assert stored(office) == (0, 0, 0, 0)


def test_a_leg_gets_a_view_copy_that_is_not_kept(office: Office) -> None:
    """An agency that need not ring the applicant up sees no phone; the list says what it got."""
    body = at_desk(LAND)
    desk = replace(OFFICER, agency=body["receiving_agency"])
    code = filed(office, body, desk)
    tax = Actor(subject="t", roles=frozenset({Role.OFFICER}), agency="H56.THUE", name="Thuế Vụ")
    phone = "0" + example(LAND)["applicant"]["phone"][-9:]

    view = words(form(office, code, "receipt", tax))
    whole = words(form(office, code, "receipt", desk))

    assert "Bản xem" in view
    assert phone not in view
    assert phone in whole
    assert [one["why"] for one in versions(office, code)[0]["issues"]] == [
        "view-copy",
        "first-print",
    ]
    assert stored(office)[:3] == (1, 1, 2)


def test_who_may_not_see_documents_gets_none(office: Office, accepted: str) -> None:
    """Strangers find nothing; a supervisor is told that it is not for them."""
    for path in ("/forms", "/forms/receipt"):
        assert office.get(f"/dossiers/{accepted}{path}", STRANGER).status_code == 404
        assert office.get(f"/dossiers/{accepted}{path}", SUPERVISOR).status_code == 403
    assert stored(office) == (0, 0, 0, 0)


def test_two_who_ask_at_once_get_one_version(office: Office, accepted: str) -> None:
    """Eight first prints at the same moment: one version, one document."""

    def ask(_: int) -> bytes:
        with office.app.test_client() as client:
            path = f"/dossiers/{accepted}/forms/receipt"
            return client.get(path, headers=office.headers(OFFICER)).get_data()

    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(ask, range(8)))

    assert len(got) == 1
    assert stored(office) == (1, 1, 8, 2)


def test_who_comes_while_a_version_is_being_made_waits_for_it(
    office: Office, accepted: str
) -> None:
    """The next number is given once: the second one waits, and makes version 2."""
    other = next_paper(
        None,
        dossier=accepted,
        form=FormName.RECEIPT,
        form_set="2025",
        acted_at=MONDAY,
        facts={},
        digest="another",
        made_at=MONDAY,
    )
    with ThreadPoolExecutor(1) as pool:
        with office.database.transaction() as tx:
            papers = PgPapers(tx, office.ring)
            assert papers.newest(accepted, FormName.RECEIPT, alone=True) is None
            papers.add(other)
            asked = pool.submit(form, office, accepted, "receipt", OFFICER)
            until_somebody_waits(office)
        said = words(asked.result(90))

    assert "Bản số 2" in said
    assert [one["version"] for one in versions(office, accepted)] == [1, 2]


def until_somebody_waits(office: Office) -> None:
    """Return once a transaction of the office's database waits for a lock."""
    waiting = text("""
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
    """)
    limit = time.monotonic() + 90
    while time.monotonic() < limit:
        with office.database.read() as tx:
            if tx.execute(waiting).scalar_one():
                return
        time.sleep(0.01)
    pytest.fail("nobody waits")
