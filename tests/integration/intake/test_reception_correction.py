"""A reception the desk got wrong is put right, and stays readable as it was."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from contracts.events.intake import ContactSet
from tests.integration.intake.clocked import (
    deadline,
    dossier,
    filed,
    received,
    send,
)
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    ELSEWHERE,
    HEAD,
    MONDAY,
    OFFICER,
    STRANGER,
    SUPERVISOR,
    Office,
)
from tests.integration.intake.receptions import (
    REASON,
    applicant,
    as_linked,
    correct,
    corrected,
    versions,
)
from tests.integration.intake.test_reception import decided, opened


def test_wrong_data_are_put_right_and_the_earlier_version_stays_readable(office: Office) -> None:
    """Date and case stay; who changed what when and why is told; the words are sealed."""
    code = received(office, BIRTH)
    due = dossier(office, code)["due_at"]

    status, answer = correct(
        office, code, {"applicant": applicant(name="Nguyễn Thị Yến", phone="0987654321")}
    )

    assert (status, answer["due_at"]) == (200, due)
    now = dossier(office, code)
    assert (now["applicant"]["name"], now["content_version"]) == ("Nguyễn Thị Yến", 2)
    assert now["corrected_at"] == "2026-11-23T09:00:00+07:00"
    (before,) = versions(office, code)
    assert (before["number"], before["cause"], before["reason"]) == (1, "correction", REASON)
    assert before["by"]["name"] == OFFICER.name
    assert (before["applicant"]["name"], before["procedure"]) == ("Nguyễn Thị Ế", BIRTH)
    said = corrected(office, code)
    assert (said.changed, said.moved, said.due_at) == (("applicant",), False, said.old_due_at)
    assert deadline(office, code)["ledger"][-1]["rule"] == "start"
    with office.database.read() as tx:
        kept = tx.execute(text("SELECT sealed FROM dossier_version")).scalar_one()
        told = tx.execute(text("SELECT string_agg(data::text, '') FROM timeline_entry"))
        assert "Nguyễn" not in kept
        assert "Nguyễn" not in told.scalar_one()


def test_who_was_named_wrongly_finds_it_no_more_and_hears_no_more(office: Office) -> None:
    """Lists and searches follow the right number and name; the contact's key is another."""
    wrong = replace(CITIZEN, id_number="038190000001")
    right = replace(STRANGER, id_number="038195000056")
    code = received(office, BIRTH)
    assert office.get(f"/dossiers/{code}", wrong).status_code == 200

    status, _ = correct(
        office,
        code,
        {"applicant": applicant(id_number="038195000056", birth_date=None, name="Phạm Thị Liên")},
    )

    assert status == 200
    assert office.get(f"/dossiers/{code}", wrong).status_code == 404
    assert office.get(f"/dossiers/{code}", right).status_code == 200
    for name, found in (("Nguyen Thi", 0), ("Pham Lien", 1)):
        answer = office.post("/dossiers/search", {"name": name}, OFFICER).json
        assert answer is not None
        assert len(answer["items"]) == found, name
    contacts = [one.key_id for one in office.said(code) if isinstance(one, ContactSet)]
    assert len(set(contacts)) == 2
    with office.database.read() as tx:
        kept = tx.execute(text("SELECT key_id::text FROM contact_key")).scalars().all()
    assert kept == contacts[1:]


def test_nobody_else_corrects_a_reception(office: Office) -> None:
    """No citizen, no supervisor; an agency it does not concern learns nothing."""
    code = received(office, BIRTH)
    body = {"papers": [{"paper": "id-card", "seen": True}]}

    assert correct(office, code, body, CITIZEN)[0] == 403
    assert correct(office, code, body, SUPERVISOR)[0] == 403
    assert correct(office, code, body, ELSEWHERE)[0] == 404
    assert office.get(f"/dossiers/{code}/versions", ELSEWHERE).status_code == 404


def test_only_an_accepted_dossier_without_a_result_is_corrected(office: Office) -> None:
    """Not before acceptance, not with a result; that is a conflict and leaves everything."""
    body = {"papers": [{"paper": "id-card", "seen": True}]}
    online = filed(office)
    settled = received(office, BIRTH)
    office.hear(opened(settled))
    office.hear(decided(settled, MONDAY))

    for code in (online, settled):
        said = len(office.said(code))
        status, answer = correct(office, code, body)
        assert (status, answer["type"]) == (409, "/problems/reception-not-correctable")
        assert len(office.said(code)) == said
    assert office.count("dossier_version") == 0


def test_what_an_owner_filed_the_desk_does_not_write_over(office: Office) -> None:
    """Online the applicant speaks for themselves; the desk may find the procedure wrong."""
    code = filed(office)
    assert send(office, code, "acceptance", {}, OFFICER)[0] == 200

    status, answer = correct(
        office, code, {"applicant": applicant(phone="0987654321"), "form": {}}, HEAD
    )

    assert status == 422
    assert {"/applicant", "/form"} <= {error["pointer"] for error in answer["errors"]}
    assert correct(office, code, as_linked(), HEAD)[0] == 422  # not filed online: level 2


def test_what_changes_nothing_is_refused(office: Office) -> None:
    """And what does not fit is told field by field, as at filing; nothing is kept."""
    code = received(office, BIRTH)

    same, nothing = correct(office, code, {"applicant": applicant()})
    bad, faults = correct(office, code, {"form": {"relation": "cousin"}})
    missing, papers = correct(office, code, {"papers": []})

    assert (same, nothing["type"]) == (422, "/problems/nothing-corrected")
    assert bad == missing == 422
    assert any(error["pointer"].startswith("/form/") for error in faults["errors"])
    assert {error["pointer"] for error in papers["errors"]} == {"/papers"}
    assert office.count("dossier_version") == 0


def test_a_repeat_is_answered_as_before_and_a_stale_version_is_refused(office: Office) -> None:
    """Idempotency-Key and If-Match are both required and kept."""
    code = received(office, BIRTH)
    path = f"/dossiers/{code}/reception-correction"
    body = {"reason": REASON, "applicant": applicant(phone="0987654321")}

    first = office.post(path, body, OFFICER, key="correction-a", version=1)
    again = office.post(path, body, OFFICER, key="correction-a", version=1)
    stale = office.post(path, body, OFFICER, key="correction-b", version=1)

    assert (first.status_code, again.data, stale.status_code) == (200, first.data, 412)
    assert office.post(path, body, OFFICER, version=2).status_code == 400
    assert office.post(path, body, OFFICER, key="correction-c").status_code == 428
    assert len(versions(office, code)) == 1
