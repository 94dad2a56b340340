"""An amendment from its proposal to its end, who says what, and what may not stand in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from kernel.clock import VIETNAM
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.rights import Actor, Ground, Role, Standing
from services.intake.improvement.domain.amendment import (
    Amendment,
    AmendmentState,
    Part,
    Wish,
    Word,
    WordKind,
    accept,
    answer,
    ask,
    check_wish,
    refuse,
    require_revision,
)
from services.intake.improvement.domain.errors import (
    AmendmentSettledError,
    NothingAskedError,
    PersonalWordsError,
)
from services.intake.improvement.domain.reach import desk_of, reach_of, speaks_for

AT = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
COMMUNE, OTHER = "H56.14797", "H56.14758"
WISH = Wish(
    procedure="1.001193",
    part=Part.PAPERS,
    what="Bỏ giấy chứng sinh bản giấy.",
    why="Đã có dữ liệu điện tử từ 01/07/2025.",
    law="Nghị định 118/2025/NĐ-CP, khoản 2 Điều 17",
    text="Giấy chứng sinh (không cần nếu đã có dữ liệu)",
)
PROPOSED = Amendment(id=UUID(int=1), wish=WISH, version=2, agency=COMMUNE, by="officer-1", at=AT)


def word(text: str = "Vì sao?", kind: WordKind = WordKind.QUESTION) -> Word:
    return Word(kind=kind, at=AT, by="admin-1", text=text)


def test_asked_answered_accepted() -> None:
    """Each step counts a revision and keeps what was said; the note is for the next version."""
    asked = ask(PROPOSED, word())
    answered = answer(asked, word("Theo điều 17.", WordKind.ANSWER))
    accepted = accept(answered, word("Sửa thành phần hồ sơ.", WordKind.NOTE), newest=4)

    assert [one.state for one in (asked, answered, accepted)] == [
        AmendmentState.QUESTIONED,
        AmendmentState.PROPOSED,
        AmendmentState.ACCEPTED,
    ]
    assert [one.kind for one in accepted.words] == ["question", "answer", "note"]
    assert (accepted.for_version, accepted.revision) == (5, 4)
    assert (asked.for_version, PROPOSED.revision) == (None, 1)


def test_a_question_does_not_stop_a_decision() -> None:
    """Who keeps the catalogue may have learnt it elsewhere."""
    asked = ask(PROPOSED, word())

    assert accept(asked, word(), newest=2).state is AmendmentState.ACCEPTED
    assert refuse(asked, word()).state is AmendmentState.REFUSED


@pytest.mark.parametrize(
    "move",
    [ask, answer, refuse, lambda one, said: accept(one, said, newest=2)],
    ids=["asked", "answered", "refused", "accepted"],
)
@pytest.mark.parametrize("end", [AmendmentState.ACCEPTED, AmendmentState.REFUSED])
def test_what_was_decided_stays(
    end: AmendmentState, move: Callable[[Amendment, Word], Amendment]
) -> None:
    """Nothing more is said about it."""
    with pytest.raises(AmendmentSettledError):
        move(replace(PROPOSED, state=end), word())


def test_nobody_answers_what_was_not_asked() -> None:
    """Nor twice."""
    with pytest.raises(NothingAskedError):
        answer(PROPOSED, word())
    with pytest.raises(NothingAskedError):
        answer(answer(ask(PROPOSED, word()), word()), word())


def test_somebody_who_read_it_earlier_is_told() -> None:
    """By the revision they read."""
    require_revision(PROPOSED, "1")
    with pytest.raises(StaleVersionError):
        require_revision(ask(PROPOSED, word()), "1")


@pytest.mark.parametrize(
    "words",
    [
        "Ông A, số định danh 038190000001, bị từ chối.",
        "Gọi 0912 345 678 để hỏi.",
        "Gọi +84912345678.",
        "Thư: a.b@example.vn",
        "Như hồ sơ H56.14797-261123-0001.",
    ],
    ids=["an id number", "a phone", "a phone abroad", "an e-mail address", "a dossier"],
)
@pytest.mark.parametrize("name", ["what", "why", "law", "text"])
def test_nothing_of_a_person_stands_in_it(name: str, words: str) -> None:
    """In no part of a proposal; the pointer says in which."""
    changed: dict[str, Any] = {name: words}
    with pytest.raises(PersonalWordsError) as refused:
        check_wish(replace(WISH, **changed))

    assert refused.value.pointer == f"/{name}"


def test_nothing_of_a_person_is_said_about_it() -> None:
    """Not in a question either."""
    with pytest.raises(PersonalWordsError):
        ask(PROPOSED, word("Có phải hồ sơ H56.14797-261123-0001 không?"))


def test_numbers_of_laws_days_and_money_are_none_of_a_person() -> None:
    """They are what amendments are about."""
    lawful = replace(
        WISH, why="Luật 68/2020/QH14, phí 1.500.000.000 đồng, từ 01/07/2025, 1.001193"
    )
    check_wish(lawful)

    assert lawful.why


def staff(*standings: Standing, role: Role = Role.OFFICER, agency: str | None = COMMUNE) -> Actor:
    return Actor(subject="a", roles=frozenset({role}), agency=agency, standings=standings)


HOME = Standing(agency=COMMUNE, roles=frozenset({Role.OFFICER}))
HOST = Standing(agency=OTHER, roles=frozenset({Role.OFFICER}), ground=Ground.SECONDED)
ACTING = Standing(agency=OTHER, roles=frozenset({Role.HEAD}), ground=Ground.DELEGATED)


def test_one_proposes_for_where_one_works() -> None:
    """At home before where one is seconded to; not where one only signs for another."""
    assert desk_of(staff(HOST, HOME)) == COMMUNE
    assert desk_of(staff(HOST)) == OTHER
    assert speaks_for(staff(HOME, HOST), OTHER)
    assert not speaks_for(staff(HOME, ACTING), OTHER)
    with pytest.raises(ForbiddenError):
        desk_of(staff())


def test_one_reads_what_the_own_desk_proposed_and_the_keeper_everything() -> None:
    """Who stands nowhere reads nothing."""
    mine, all_of_it = reach_of(staff(HOME)), reach_of(staff(role=Role.ADMIN, agency=None))

    assert (mine.holds(COMMUNE), mine.holds(OTHER)) == (True, False)
    assert all_of_it.holds(OTHER)
    with pytest.raises(ForbiddenError):
        reach_of(staff())
