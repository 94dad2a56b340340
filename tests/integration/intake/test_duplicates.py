"""The same matter filed twice: whoever does it is told, and may file it all the same."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from chassis.idempotency import Idempotency
from chassis.identifiers import new_id
from kernel.rights import Actor
from services.intake.registry.store.filing_marks import purge
from services.intake.registry.store.numbers import PgNumbers
from tests.integration.intake.office import (
    CITIZEN,
    COMMUNE,
    COPIES,
    ELSEWHERE,
    HEAD,
    MONDAY,
    OFFICER,
    STRANGER,
    Office,
    at_desk,
    example,
)
from tests.integration.intake.test_ways_in import PARTNER

DUPLICATE = "/problems/duplicate-filing"
RESULT = {"result": {"number": "12/CTBS"}}
PATIENCE_SECONDS = 60


def once(**changes: Any) -> dict[str, Any]:
    """Return a filing that does not say it may be filed before."""
    return example(despite_duplicate=False, **changes)


def filed(answer: TestResponse) -> str:
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return str(answer.json["code"])  # type: ignore[index]


def warned(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 409, answer.get_data(as_text=True)
    problem: dict[str, Any] = answer.json or {}
    assert problem["type"] == DUPLICATE
    return problem


def lines(office: Office, code: str) -> list[dict[str, Any]]:
    entries = office.get(f"/dossiers/{code}/timeline", OFFICER).json["items"]  # type: ignore[index]
    return [line for line in entries if line["kind"] == "filed-again"]


def change(office: Office, code: str, what: str, body: object, actor: Actor) -> None:
    version = office.get(f"/dossiers/{code}", actor).json["version"]  # type: ignore[index]
    answer = office.post(
        f"/dossiers/{code}/{what}", body, actor, key=str(new_id()), version=version
    )
    assert answer.status_code in {200, 201}, answer.get_data(as_text=True)


def test_the_same_matter_is_filed_again_only_by_who_says_so(office: Office) -> None:
    """The second is told of the first and takes no number; said so, it is filed and noted."""
    first = filed(office.file(body=once()))

    problem = warned(office.file(body=once()))
    again = filed(office.file(body=once() | {"despite_duplicate": True}))

    assert (problem["dossier"], problem["filed_at"]) == (first, "2026-11-23T09:00:00+07:00")
    assert "despite_duplicate" in problem["detail"]
    assert again.endswith("-0002")
    assert lines(office, first) == []
    (line,) = lines(office, again)
    assert line["data"] == {"dossier": first}
    assert line["by"]["role"] == "citizen"


def test_saying_so_where_nothing_was_filed_writes_nothing_down(office: Office) -> None:
    """The words are kept only where they are true."""
    assert lines(office, filed(office.file(body=example()))) == []


def test_what_differs_is_another_matter(office: Office) -> None:
    """Another form, procedure or person; a mother's two children are two matters."""
    filed(office.file(body=once()))
    twin = once()
    twin["form"]["child"]["name"] = "Nguyễn Văn Khác"
    person = once()
    person["applicant"] |= {"id_number": "038190000109"}

    assert filed(office.file(body=twin))
    assert filed(office.file(body=person))
    assert filed(office.file(OFFICER, at_desk(COPIES, despite_duplicate=False)))


def test_it_is_the_same_at_a_desk_by_another_hand_with_other_files(office: Office) -> None:
    """The officer of the desk that has it is told the code; others only that there is one."""
    body = once(language="en")
    body["applicant"] |= {"phone": "0987654321", "email": None}
    first = filed(office.file(body=once()))

    at_counter = warned(office.file(OFFICER, at_desk(despite_duplicate=False)))
    by_other = warned(office.file(STRANGER, body))
    by_program = warned(office.file(PARTNER, body | {"channel": "partner"}))

    assert at_counter["dossier"] == first
    assert {"dossier", "filed_at"}.isdisjoint(by_other)
    assert {"dossier", "filed_at"}.isdisjoint(by_program)
    again = filed(office.file(STRANGER, body | {"despite_duplicate": True}))
    assert [line["data"] for line in lines(office, again)] == [{}]


def test_who_acts_for_somebody_files_that_ones_matter(office: Office) -> None:
    """Filed by the mother herself and again by somebody for her: one matter."""
    filed(office.file(body=once()))
    mother = once()["applicant"] | {"authority": "Giấy ủy quyền 01/2026"}
    other = once()["applicant"] | {"id_number": "038190000109", "name": "Lê Văn Thay"}

    refusal = warned(office.file(STRANGER, once(applicant=other, on_behalf_of=mother)))

    assert {"dossier", "filed_at"}.isdisjoint(refusal)


def test_on_the_spot_it_is_a_duplicate_too(office: Office) -> None:
    """What somebody filed online is not done a second time at the counter unawares."""
    body = at_desk(COPIES, despite_duplicate=False) | RESULT
    first = office.post("/on-the-spot", body, HEAD, key="a-first-key")

    assert warned(office.post("/on-the-spot", body, HEAD, key="another-key"))["dossier"] == filed(
        first
    )
    despite = body | {"despite_duplicate": True}
    assert filed(office.post("/on-the-spot", despite, HEAD, key="another-key"))


def test_a_repeat_of_the_request_is_no_duplicate(office: Office) -> None:
    """One key: the same answer; after a warning the same key may carry the other body."""
    first = office.file(body=once(), key="the-same-key")
    again = office.file(body=once(), key="the-same-key")
    warned(office.file(body=once(), key="another-key"))
    despite = office.file(body=once() | {"despite_duplicate": True}, key="another-key")

    assert again.json == first.json
    assert filed(despite).endswith("-0002")


def test_what_was_taken_back_or_not_accepted_may_be_filed_again(office: Office) -> None:
    """Withdrawn, refused, stopped for want of papers, refused on the merits, erased."""
    taken_back = filed(office.file(body=once()))
    change(office, taken_back, "withdrawal", {}, CITIZEN)
    refused = filed(office.file(body=once()))
    change(office, refused, "refusal", {"reason": "Sai thẩm quyền."}, OFFICER)
    over = {"status": 8}, {"outcome": "refused"}, {"erased_at": MONDAY}

    for columns in over:
        code = filed(office.file(body=once()))
        warned(office.file(body=once()))
        ((column, value),) = columns.items()
        with office.database.transaction() as tx:
            tx.execute(
                text(f"UPDATE dossier SET {column} = :value WHERE code = :code"),  # noqa: S608 -- a column's name
                {"value": value, "code": code},
            )
    assert filed(office.file(body=once()))


def test_one_of_several_that_is_taken_back_leaves_the_other(office: Office) -> None:
    """The first still counts where the second, filed all the same, was withdrawn."""
    first = filed(office.file(body=once()))
    second = filed(office.file(body=once() | {"despite_duplicate": True}))
    change(office, second, "withdrawal", {}, CITIZEN)

    assert warned(office.file(body=once()))["dossier"] == first


def test_after_thirty_days_it_counts_no_more(office: Office) -> None:
    """On the last day it does; marks are then forgotten by and by."""
    filed(office.file(body=once()))
    office.set_clock(MONDAY + timedelta(days=30))
    warned(office.file(body=once()))
    with office.database.transaction() as tx:
        assert purge(tx, 1000, days=30) == 0

    office.set_clock(MONDAY + timedelta(days=30, seconds=1))
    with office.database.transaction() as tx:
        forgotten = purge(tx, 1000, days=30)

    assert forgotten == 1
    assert filed(office.file(body=once()))
    assert office.count("filing_mark") == 1


def test_an_old_mark_counts_no_more_before_it_is_forgotten(office: Office) -> None:
    """The rule does not hang on the cleaning up."""
    filed(office.file(body=once()))
    office.set_clock(MONDAY + timedelta(days=31))

    assert filed(office.file(body=once()))


def test_the_mark_tells_nothing(office: Office) -> None:
    """A keyed digest: without the key of the service nobody can make it from what was filed."""
    filed(office.file(body=once()))
    with office.database.read() as tx:
        row = tx.execute(text("SELECT m::text, digest FROM filing_mark AS m")).one()

    assert "038190000001" not in row[0]
    assert len(row.digest) == 22


def test_the_mark_names_the_code_that_was_given(office: Office) -> None:
    """Also past 9999: the statement writes codes as the kernel does."""
    with office.database.transaction() as tx:
        tx.execute(
            text("INSERT INTO dossier_counter VALUES (:agency, '2026-11-23', 9998)"),
            {"agency": COMMUNE},
        )
    codes = [filed(office.file(body=example())) for _ in range(2)]
    with office.database.read() as tx:
        marked = tx.execute(text("SELECT dossiers FROM filing_mark")).scalar_one()

    assert codes == ["H56.14797-261123-9999", "H56.14797-261123-10000"]
    assert marked == codes[::-1]


@pytest.mark.timeout(240)
def test_two_at_one_moment_at_two_agencies_see_each_other(office: Office) -> None:
    """The second is seen to wait for the first at the mark, and then knows of it."""
    agencies = iter((COMMUNE, str(ELSEWHERE.agency)))

    def take(tx: Any) -> bool:  # noqa: ANN401 -- a transaction
        request = Idempotency(tx, client="c", key=str(new_id()), body=b"")
        numbers = PgNumbers(tx, request, office.parts.marks(tx))
        return numbers.allot(next(agencies), "the matter", despite=False).new

    def second() -> bool:
        with office.database.transaction() as tx:
            tx.exec_driver_sql("SET LOCAL lock_timeout = '120s'")
            tx.exec_driver_sql("SET LOCAL statement_timeout = '120s'")
            return take(tx)

    with ThreadPoolExecutor(1) as pool:
        with office.database.transaction() as tx:
            assert take(tx)
            other = pool.submit(second)
            wait_for_waiting(office)
        assert other.result(PATIENCE_SECONDS) is False


def wait_for_waiting(office: Office) -> None:
    """Wait until a statement of this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock'"
    )
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        with office.database.read() as tx:
            if tx.execute(waiting).scalar_one():
                return
        time.sleep(0.01)
    raise TimeoutError


def test_a_corrected_reception_is_the_matter_it_is_now(office: Office) -> None:
    """Received for the wrong child: that child's may be filed, the right one's was."""
    wrong, right = at_desk(despite_duplicate=False), at_desk(despite_duplicate=False)
    right["form"]["child"]["name"] = "Nguyễn Văn Khác"
    code = filed(office.file(OFFICER, wrong))
    change(office, code, "reception-correction", {"reason": "Nhầm.", "form": right["form"]}, HEAD)

    assert warned(office.file(OFFICER, right))["dossier"] == code
    again = filed(office.file(OFFICER, wrong))
    change(office, again, "reception-correction", {"reason": "Nhầm.", "form": right["form"]}, HEAD)
    with office.database.read() as tx:
        marks = tx.execute(text("SELECT dossiers FROM filing_mark")).scalars().all()
    assert marks == [[again, code]]
