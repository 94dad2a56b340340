"""The desk answers, routing works, the result is handed over and rated."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contracts.events.intake import (
    DossierAccepted,
    DossierFinished,
    DossierHandedOver,
    DossierProcessing,
    DossierRated,
    DossierRefused,
)
from contracts.events.notification import MessageHandedOver, Undeliverable
from contracts.events.routing import (
    CaseDecided,
    CaseOpened,
    LegFinished,
    LegStarted,
    StepCompleted,
    StepStarted,
)
from kernel.clock import VIETNAM
from kernel.errors import ConflictError, NotFoundError
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    COMMUNE,
    ELSEWHERE,
    MONDAY,
    OFFICER,
    STRANGER,
    Office,
    at_desk,
)

STEP = {"vi": "Thẩm định", "en": "Appraisal"}


def opened(code: str) -> CaseOpened:
    return CaseOpened(
        dossier=code,
        case="case-1",
        procedure=BIRTH,
        procedure_version=1,
        legs=(),
        opened_at=MONDAY,
    )


def decided(code: str, at: datetime, outcome: str = "approved") -> CaseDecided:
    return CaseDecided(
        dossier=code,
        case="case-1",
        outcome=outcome,
        result_number="15/KS",
        agency=COMMUNE,
        officer="head-1",
        decided_at=at,
    )


def filed(office: Office) -> str:
    answer = office.file().json
    assert answer is not None
    return str(answer["code"])


def settled(office: Office, at: datetime = MONDAY) -> str:
    answer = office.file(OFFICER, at_desk()).json
    assert answer is not None
    code = str(answer["code"])
    office.hear(opened(code))
    office.hear(decided(code, at))
    return code


def test_acceptance_starts_the_clock(office: Office) -> None:
    """An officer of the receiving agency accepts: status 2, due date, ledger."""
    code = filed(office)
    office.set_clock(MONDAY + timedelta(hours=7))  # 16:00, past the limit of the same day

    answer = office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"]["code"] == 2
    assert answer.headers["ETag"] == '"2"'
    # The 24th is a day off, so the next working day is the 25th.
    assert answer.json["due_at"] == "2026-11-25T17:30:00+07:00"
    deadline = office.get(f"/dossiers/{code}/deadline").json
    assert deadline is not None
    assert [move["rule"] for move in deadline["moves"]] == ["start", "day-off", "same-day-cutoff"]
    assert deadline["ledger"][0]["by"]["name"] == "Lê Thị Cán Bộ"
    said = office.said(code)[-1]
    assert isinstance(said, DossierAccepted)
    assert said.legs


def test_an_acceptance_needs_neither_body_nor_key(office: Office) -> None:
    """`If-Match` alone makes it safe; an empty body is fine."""
    code = filed(office)
    headers = office.headers(OFFICER) | {"If-Match": '"1"'}
    answer = office.client.post(f"/dossiers/{code}/acceptance", headers=headers)

    assert answer.status_code == 200


def test_a_stale_or_missing_version_changes_nothing(office: Office) -> None:
    """412 when somebody else was first, 428 without If-Match; state and events stay."""
    code = filed(office)
    path = f"/dossiers/{code}/acceptance"
    missing = office.post(path, {}, OFFICER)
    stale = [office.post(path, {}, OFFICER, version=version) for version in (2, 99)]
    first = office.post(path, {}, OFFICER, version=1)
    second = office.post(path, {}, OFFICER, version=1)

    assert missing.status_code == 428
    assert [answer.status_code for answer in stale] == [412, 412]
    assert first.status_code == 200
    assert second.status_code == 412
    assert len(office.said(code)) == 3


def test_an_illegal_step_is_a_conflict(office: Office) -> None:
    """What the status does not allow gets 409 and leaves no trace."""
    code = filed(office)
    early = office.post(f"/dossiers/{code}/handover", {"method": "online"}, OFFICER, version=1)
    rated = office.post(f"/dossiers/{code}/rating", {"overall": 3}, key="rating-0")

    assert early.status_code == 409
    assert rated.status_code == 409
    assert len(office.said(code)) == 2


def test_a_repeated_acceptance_under_one_key_is_answered_the_same(office: Office) -> None:
    """A key makes an acceptance safe to send again."""
    code = filed(office)
    path = f"/dossiers/{code}/acceptance"
    first = office.post(path, {}, OFFICER, version=1, key="accept-once")
    second = office.post(path, {}, OFFICER, version=1, key="accept-once")

    assert second.status_code == 200
    assert second.json == first.json
    assert second.headers["ETag"] == first.headers["ETag"]


def test_refusal_is_final_and_says_why(office: Office) -> None:
    """The desk refuses with a reason the owner reads; nothing can follow."""
    code = filed(office)
    answer = office.post(
        f"/dossiers/{code}/refusal", {"reason": "Không thuộc thẩm quyền."}, OFFICER, version=1
    )
    after = office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=2)

    assert answer.status_code == 200
    assert after.status_code == 409
    assert isinstance(office.said(code)[-1], DossierRefused)
    assert office.get(f"/dossiers/{code}").json["refusal_reason"] == "Không thuộc thẩm quyền."  # type: ignore[index]


@pytest.mark.parametrize(
    ("actor", "status"), [(ELSEWHERE, 404), (CITIZEN, 403), (STRANGER, 403)], ids=str
)
def test_only_the_receiving_desk_answers(office: Office, actor: object, status: int) -> None:
    """Another agency does not even learn that the dossier exists; citizens have no such right."""
    code = filed(office)
    answers = [
        office.post(f"/dossiers/{name}/acceptance", {}, actor, version=1)  # type: ignore[arg-type]
        for name in (code, "H56.14797-261123-0999")
    ]

    assert [answer.status_code for answer in answers] == [status, status]
    assert answers[0].get_data() == answers[1].get_data()
    assert len(office.said(code)) == 2


def test_a_case_carries_the_dossier_to_its_result(office: Office) -> None:
    """Opened: status 4. Decided: status 9, compared with the due date. Handed over: 10."""
    code = settled(office, MONDAY + timedelta(hours=1))

    found = office.get(f"/dossiers/{code}", OFFICER)
    assert found.json is not None
    handed = office.post(
        f"/dossiers/{code}/handover", {"method": "online"}, OFFICER, version=found.json["version"]
    )

    assert found.json["status"]["code"] == 9
    assert found.json["sub_status"] == "waiting-return"
    assert found.json["timeliness"] == "on-time"
    assert handed.status_code == 200
    assert handed.json is not None
    assert handed.json["status"] == {"code": 10, "name": "Đã trả kết quả"}
    events = office.said(code)
    assert [type(event) for event in events[-3:]] == [
        DossierProcessing,
        DossierFinished,
        DossierHandedOver,
    ]


@pytest.mark.parametrize(
    ("days", "expected"), [(0, "on-time"), (2, "late")], ids=["same day", "two days later"]
)
def test_timeliness_compares_days(office: Office, days: int, expected: str) -> None:
    """Due today: decided today at midnight is on time, on the next working day it is late."""
    at = datetime(2026, 11, 23, 23, 59, tzinfo=VIETNAM) + timedelta(days=days)

    code = settled(office, at)

    finished = office.said(code)[-1]
    assert isinstance(finished, DossierFinished)
    assert finished.timeliness == expected


def test_steps_legs_and_messages_show_in_the_timeline(office: Office) -> None:
    """What only happens along the way adds lines and changes no version."""
    code = office.file(OFFICER, at_desk()).json["code"]  # type: ignore[index]
    about = {"dossier": code, "leg": "registry", "agency": COMMUNE}
    step = {"task": "t1", "step": "appraise", "step_name": STEP, "role": "officer"}
    office.hear(opened(code))
    office.hear(LegStarted(started_at=MONDAY, due_at=None, **about))
    office.hear(StepStarted(started_at=MONDAY, due_at=None, **about, **step))  # type: ignore[arg-type]
    office.hear(
        StepCompleted(
            officer="o-1",
            action="complete",
            started_at=MONDAY,
            completed_at=MONDAY,
            due_at=None,
            **about,
            **step,  # type: ignore[arg-type]
        )
    )
    office.hear(LegFinished(started_at=MONDAY, finished_at=MONDAY, due_at=None, **about))
    note = {"dossier": code, "message": "m1", "cause": "e1", "template": "accepted", "at": MONDAY}
    office.hear(MessageHandedOver(channel="email", **note))
    office.hear(Undeliverable(reason="no-address", **note))

    lines = office.get(f"/dossiers/{code}/timeline", OFFICER).json["items"]  # type: ignore[index]

    assert [line["kind"] for line in lines] == [
        "filed",
        "accepted",
        "processing",
        "leg-started",
        "step-started",
        "step-completed",
        "leg-finished",
        "message-handed-over",
        "message-undeliverable",
    ]
    assert lines[4]["text"] == {"vi": "Bắt đầu bước: Thẩm định.", "en": "Step begun: Appraisal."}
    assert lines[5]["by"] == {
        "name": None,
        "post": None,
        "role": "officer",
        "agency": COMMUNE,
    }
    assert office.get(f"/dossiers/{code}", OFFICER).json["version"] == 2  # type: ignore[index]


def test_an_event_of_an_unknown_or_finished_dossier_is_refused(office: Office) -> None:
    """The consumer parks it: neither trying again nor waiting helps."""
    with pytest.raises(NotFoundError):
        office.hear(
            LegStarted(
                dossier="H56.14797-261123-0999",
                leg="a",
                agency=COMMUNE,
                started_at=MONDAY,
                due_at=None,
            )
        )
    code = settled(office)
    with pytest.raises(ConflictError):
        office.hear(decided(code, MONDAY))


def test_the_owner_rates_once_there_is_a_result(office: Office) -> None:
    """One rating a dossier, by its owner, on the scale of three."""
    code = filed(office)
    office.post(f"/dossiers/{code}/acceptance", {}, OFFICER, version=1)
    office.hear(opened(code))
    office.hear(decided(code, MONDAY))
    path, body = f"/dossiers/{code}/rating", {"overall": 3, "time": 2}
    wrong = office.post(path, {"overall": 4}, key="rating-1")
    by_stranger = office.post(path, body, STRANGER, key="rating-1")
    by_officer = office.post(path, body, OFFICER, key="rating-1")
    first = office.post(path, body, key="rating-1")
    second = office.post(path, body, key="rating-2")

    statuses = [a.status_code for a in (wrong, by_stranger, by_officer, first, second)]
    assert statuses == [422, 404, 403, 201, 409]
    rated = office.said(code)[-1]
    assert isinstance(rated, DossierRated)
    assert (rated.overall, rated.quality, rated.time) == (3, None, 2)
