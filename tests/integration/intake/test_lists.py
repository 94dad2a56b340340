"""Lists and searches of dossiers: what narrows and orders them, paging, rights, odd words."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from kernel.collation import person_key, sort_key
from kernel.rights import Actor, Role
from services.intake.registry.store import dossier_lists
from tests.integration.intake.listed import NAMES, change, filed, listed
from tests.integration.intake.office import (
    CITIZEN,
    COMMUNE,
    LAND,
    OFFICER,
    SUPERVISOR,
    Office,
    at_desk,
)


def test_a_list_is_narrowed_by_what_stands_in_the_query(office: Office) -> None:
    """By status, procedure, channel, agency, day of filing, sub-status and due date."""
    online = filed(office, actor=CITIZEN)
    desk = filed(office)
    change(office, desk, due_at="2026-11-25 10:30+00")
    wanted = {
        "status=1": {online},
        "status=1,2": {online, desk},
        "status=10": set(),
        "channel=desk": {desk},
        "procedure=1.001193": {online, desk},
        "procedure=9.999999": set(),
        f"agency={COMMUNE}": {online, desk},
        "agency=H56.STP": set(),
        "from=2026-11-23&to=2026-11-23": {online, desk},
        "from=2026-11-24": set(),
        "to=2026-11-22": set(),
        "sub_status=waiting-return": set(),
        "due_before=2026-11-26": {desk},
        "due_before=2026-11-25": set(),
        "order=due&status=2": {desk},
    }

    assert {query: set(listed(office, query)) for query in wanted} == wanted


def test_open_dossiers_stand_in_the_order_of_their_due_dates(office: Office) -> None:
    """The soonest first, equal ones by code, those without a date last; closed ones not at all."""
    codes = [filed(office) for _ in range(6)]
    days = ("27", "25", "25", None, "26", "24")
    for code, day in zip(codes, days, strict=True):
        change(office, code, due_at=f"2026-11-{day} 10:00+00" if day else None)
    change(office, codes[5], status=10)

    assert listed(office, "order=due&limit=1") == [
        codes[1], codes[2], codes[4], codes[0], codes[3],
    ]  # fmt: skip


def test_people_stand_in_the_order_of_their_given_names(office: Office) -> None:
    """An before Ân before Ẩn …: by given name, then by family and middle name; pages go on."""
    codes = {filed(office, name): name for name in (*NAMES, NAMES[3])}
    names = [codes[code] for code in listed(office, "order=name&status=1,2,4&limit=2")]
    of_the_day = [
        codes[code]
        for code in listed(office, "order=name&from=2026-11-01&to=2026-11-23&limit=100")
    ]

    assert names == of_the_day
    assert names == [
        "Đỗ Thị An", "Lê Văn An", "Lê Văn An", "Đỗ Văn Ân", "Nguyễn Văn Ẩn", "Nguyễn Thị Ế",
        "Trần Thị Hoa",
    ]  # fmt: skip
    assert names == sorted(codes.values(), key=person_key)


@pytest.mark.parametrize(
    "query",
    [
        "order=name", "order=name&from=2026-01-01&to=2026-11-23", "order=size", "from=2026-02-30",
        "from=2026-11-02&to=2026-11-01", "channel=sea", "sub_status=x", "procedure=%27",
        "agency=x", "name=Nguy%E1%BB%85n",
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_is_refused(office: Office, query: str) -> None:
    """Also a list by name over more than a month, and a name in an address."""
    assert office.get(f"/dossiers?{query}", OFFICER).status_code == 422


def test_who_reads_by_many_agencies_finds_the_same_by_due_date(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Walked in the order of the dates or sorted: with dates and without, secret ones, closed."""
    codes = [filed(office) for _ in range(9)]
    days = ("24", "25", "25", None, "26", "24", "25", None, "27")
    for place, (code, day) in enumerate(zip(codes, days, strict=True)):
        change(
            office,
            code,
            due_at=f"2026-11-{day} 10:00+00" if day else None,
            status=10 if code == codes[-1] else (2, 4)[place % 2],
            confidential=place % 3 == 0,
            competent_agency=(COMMUNE, "H56.STP")[place % 2],
        )
    queries = ("order=due&limit=2", "order=due&limit=3&status=2", f"order=due&agency={COMMUNE}")
    asked = [(query, actor) for query in queries for actor in (OFFICER, SUPERVISOR)]
    monkeypatch.setattr(dossier_lists, "_MANY_KEYS", 1000)
    sorted_ones = [listed(office, query, actor) for query, actor in asked]
    monkeypatch.setattr(dossier_lists, "_MANY_KEYS", 0)
    walked = [listed(office, query, actor) for query, actor in asked]

    assert walked == sorted_ones
    assert max(map(len, walked)) >= 5


def test_a_cursor_belongs_to_its_order(office: Office) -> None:
    """And names nobody: by name it holds the code alone."""
    for name in NAMES:
        filed(office, name)
    link = office.get("/dossiers?order=name&status=2&limit=1", OFFICER).headers["Link"]
    cursor = parse_qs(urlsplit(link[1 : link.index(">")]).query)["cursor"][0]

    assert office.get(f"/dossiers?order=due&cursor={cursor}", OFFICER).status_code == 422
    assert office.get(f"/dossiers?cursor={cursor}", OFFICER).status_code == 422


def test_equal_instants_are_paged_without_loss(office: Office) -> None:
    """The clock stands, so that all are filed at the same instant."""
    codes = [filed(office) for _ in range(7)]

    for limit in (1, 2, 3, 7):
        assert listed(office, f"limit={limit}") == codes[::-1]
        assert listed(office, f"limit={limit}", SUPERVISOR) == codes[::-1]


def test_nothing_is_lost_or_doubled_while_dossiers_are_filed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the windows and page sizes: what was there at the start is listed once."""
    codes = [filed(office, name) for name in NAMES * 3]
    for code in codes[::4]:
        change(office, code, status=3)
    clerk = replace(OFFICER, agency="H56.PVHCC")
    office.file(clerk, at_desk(LAND))
    chance = Random(7)  # noqa: S311 -- no secret

    for actor in (OFFICER, SUPERVISOR):
        for _ in range(6):
            window, most = chance.randrange(1, 5), chance.randrange(4, 40)
            monkeypatch.setattr(dossier_lists, "_FIRST_WINDOW", window)
            monkeypatch.setattr(dossier_lists, "_MOST_ROWS", most)
            limit = chance.randrange(1, 4)
            seen: list[str] = []
            path: str | None = f"/dossiers?status=3,10&limit={limit}"
            while path:
                answer = office.get(path, actor)
                assert answer.json is not None
                seen += [item["code"] for item in answer.json["items"]]
                if chance.random() < 0.3:
                    filed(office)
                link = answer.headers.get("Link")
                path = f"/dossiers?{urlsplit(link[1 : link.index('>')]).query}" if link else None

            assert seen == codes[::4][::-1], (window, most, limit)


_WORDS = st.text(
    alphabet="aăâáàảãạấầẩẫậbcdđeêéèẻẽẹghiíklmnoôơóòỏõọpqrstuưúùủũụvxyýNTĐÂÊƠ ", max_size=12
).map(str.strip)


@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(_WORDS, max_size=60))
def test_the_order_is_that_of_the_unicode_locale_data(office: Office, words: list[str]) -> None:
    """The ICU of the database, told `vi`, agrees with the keys, and so do the keys as stored."""
    with office.database.read() as tx:
        icu = tx.scalars(
            text('SELECT w FROM unnest(CAST(:w AS text[])) AS w ORDER BY w COLLATE "vi-x-icu"'),
            {"w": words},
        ).all()
        keys = [sort_key(word) for word in words]
        stored = tx.scalars(
            text('SELECT k FROM unnest(CAST(:k AS text[])) AS k ORDER BY k COLLATE "C"'),
            {"k": keys},
        ).all()

    assert [sort_key(word) for word in icu] == sorted(keys)
    assert stored == sorted(keys)


def test_citizens_list_their_own_by_the_same_queries(office: Office) -> None:
    """By account and by id number, never another's."""
    mine = filed(office, actor=CITIZEN)
    filed(office)
    about = Actor(subject="other", roles=frozenset({Role.CITIZEN}), id_number="038190000001")

    assert listed(office, "status=1&order=due", CITIZEN) == [mine]
    assert len(listed(office, "limit=1", about)) == 2
