"""Before a procedure begins: somebody for every step, a text for every milestone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from contracts.events.clock import DossierPaused, DossierResumed
from contracts.events.intake import DossierAccepted, DossierSettledOnTheSpot
from contracts.events.posting import ResultPosted
from contracts.events.result import DraftResultOffered
from kernel.process import StepRole
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.errors import CatalogueNotReadyError
from services.intake.catalogue.domain.milestones import milestones_of
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.staffing import needed_posts
from services.intake.catalogue.ports import CataloguePackage
from services.intake.catalogue.ports.readiness import MissingText, Post
from services.intake.catalogue.usecases.check_readiness import require_ready

TODAY = date(2026, 11, 23)
DELTA = "H56.14797"


@dataclass
class Staff:
    """Answers for routing: nobody holds what stands in `vacant`; keeps what it was asked."""

    vacant_at: Mapping[tuple[StepRole, str], frozenset[str]] = field(default_factory=dict)
    asked: list[tuple[date, Sequence[Post]]] = field(default_factory=list)

    def vacant(self, posts: Sequence[Post], on: date) -> Mapping[Post, frozenset[str]]:
        self.asked.append((on, posts))
        found = {
            post: self.vacant_at.get((post.role, post.field), frozenset()) & post.agencies
            for post in posts
        }
        return {post: codes for post, codes in found.items() if codes}


@dataclass
class Texts:
    """Answers for notification."""

    lacking: Sequence[MissingText] = ()
    asked: list[Sequence[str]] = field(default_factory=list)

    def missing(self, milestones: Sequence[str]) -> Sequence[MissingText]:
        self.asked.append(milestones)
        return [one for one in self.lacking if one.milestone in milestones]


def procedure(shipped: CataloguePackage, code: str) -> Procedure:
    return next(each for each, _ in shipped.procedures if each.code == code)


def faults(
    shipped: CataloguePackage,
    *procedures: Procedure,
    staff: Staff | None = None,
    texts: Texts | None = None,
) -> list[dict[str, Any]]:
    """Return what is refused of publishing these; nothing: it goes through."""
    try:
        require_ready(
            procedures,
            agencies=shipped.agencies,
            today=TODAY,
            staffing=staff or Staff(),
            texts=texts or Texts(),
        )
    except CatalogueNotReadyError as error:
        listed: Any = error.extra["faults"]
        return list(listed)
    return []


def test_reception_and_every_step_need_somebody_where_a_dossier_can_come(
    shipped: CataloguePackage,
) -> None:
    """Land: the one treasury, each tax office that a commune is served by."""
    posts = {
        post.pointer: post
        for post in needed_posts(procedure(shipped, "1.012753"), shipped.agencies)
    }
    communes = {each.code for each in shipped.agencies if each.kind == "commune"}
    tax = {each.code for each in shipped.agencies if each.kind == "tax-office"}

    assert posts["/receiving_kinds"].role is StepRole.DESK
    assert set(posts["/receiving_kinds"].agencies) == communes
    assert posts["/process/legs/0/steps/1/role"].role is StepRole.APPROVER
    assert set(posts["/process/legs/0/steps/1/role"].agencies) == communes
    assert set(posts["/process/legs/2/steps/0/role"].agencies) == tax
    assert posts["/process/legs/3/steps/0/role"].agencies == ("H56.KBNN",)
    assert len(posts) == 1 + sum(
        len(leg.steps) for leg in procedure(shipped, "1.012753").process.legs
    )


def test_an_office_of_the_whole_province_is_needed_where_no_branch_serves(
    shipped: CataloguePackage,
) -> None:
    """With a branch for every commune nobody is asked for at the office above them."""
    land, by_code = procedure(shipped, "1.012753"), {each.code: each for each in shipped.agencies}
    served = {
        commune for each in shipped.agencies if each.kind == "tax-office" for commune in each.area
    }
    everywhere = [
        each for each in shipped.agencies if each.commune is None or each.commune in served
    ]

    posts = {post.pointer: post for post in needed_posts(land, everywhere)}
    tax = posts["/process/legs/2/steps/0/role"].agencies

    assert tax
    assert all(by_code[code].area for code in tax)


def test_the_competent_agency_is_where_the_procedure_says(shipped: CataloguePackage) -> None:
    """Filed at one counter, decided by a department."""
    decided = next(
        each
        for each, _ in shipped.procedures
        if each.competent.value == "department-of-justice"
        and each.process.legs[0].agency.by.value == "competent"
    )

    posts = list(needed_posts(decided, shipped.agencies))

    assert posts[1].agencies == ("H56.STP",)
    assert posts[0].agencies != ("H56.STP",)


def test_nobody_is_asked_when_nothing_changes(shipped: CataloguePackage) -> None:
    """Publishing the same again needs no other service."""
    staff, texts = Staff(), Texts()

    assert faults(shipped, staff=staff, texts=texts) == []
    assert (staff.asked, texts.asked) == ([], [])


def test_all_procedures_are_asked_about_at_once(shipped: CataloguePackage) -> None:
    """A post that several need is asked for once, as of today or of a later first day."""
    birth, death = procedure(shipped, "1.001193"), procedure(shipped, "1.000656")
    later = replace(procedure(shipped, "1.012753"), valid_from=date(2027, 3, 1))
    staff, texts = Staff(), Texts()

    assert faults(shipped, birth, death, later, staff=staff, texts=texts) == []
    assert [on for on, _ in staff.asked] == [TODAY, date(2027, 3, 1)]
    assert len(texts.asked) == 1
    of_today = staff.asked[0][1]
    assert len(of_today) == len(set(of_today))
    assert {post.role for post in of_today} == set(StepRole)
    assert all(DELTA in post.agencies for post in of_today)


def test_an_agency_that_has_ended_by_then_needs_nobody(shipped: CataloguePackage) -> None:
    """It gets no dossier any more."""
    ended: tuple[Agency, ...] = tuple(
        replace(each, valid_to=date(2026, 12, 31)) if each.code == DELTA else each
        for each in shipped.agencies
    )
    staff = Staff()
    later = replace(procedure(shipped, "1.001193"), valid_from=date(2027, 1, 1))
    require_ready([later], agencies=ended, today=TODAY, staffing=staff, texts=Texts())

    assert staff.asked
    assert all(DELTA not in post.agencies for _, posts in staff.asked for post in posts)


def test_a_step_that_nobody_can_do_is_named_with_its_agencies(shipped: CataloguePackage) -> None:
    """In words for a clerk, in both languages; the first few by name, the rest counted."""
    birth = procedure(shipped, "1.001193")
    communes = frozenset(each.code for each in shipped.agencies if each.kind == "commune")
    staff = Staff(vacant_at={(StepRole.APPROVER, birth.field.code): communes})

    (found,) = faults(shipped, birth, staff=staff)

    assert found["document"] == "1.001193"
    assert found["pointer"].endswith("/role")
    assert "chưa có người ký duyệt tại H56." in found["vi"]
    assert f"và {len(communes) - 3} cơ quan khác" in found["vi"]
    assert "hoặc ủy quyền trước khi công bố" in found["vi"]
    assert "no approver at H56." in found["en"]


def test_a_vacancy_of_one_procedure_does_not_stop_another(shipped: CataloguePackage) -> None:
    """Each is refused for what it lacks itself."""
    birth, land = procedure(shipped, "1.001193"), procedure(shipped, "1.012753")
    vacant = {(StepRole.OFFICER, land.field.code): frozenset({"H56.KBNN"})}

    found = faults(shipped, birth, land, staff=Staff(vacant_at=vacant))

    assert [item["document"] for item in found] == ["1.012753"]
    assert found[0]["pointer"] == "/process/legs/3/steps/0/role"
    assert "H56.KBNN Kho bạc" in found[0]["vi"]


@pytest.mark.parametrize(
    ("form", "language", "words"),
    [
        ("letter", "vi", "Chưa có mẫu thư điện tử bằng tiếng Việt cho mốc"),
        ("short", "en", "Chưa có mẫu tin nhắn bằng tiếng Anh cho mốc"),
    ],
)
def test_a_milestone_that_cannot_be_told_is_named(
    shipped: CataloguePackage, form: str, language: str, words: str
) -> None:
    """By procedure, language and form; one it does not need is no fault."""
    paused = MissingText(milestone=DossierPaused.TYPE, language=language, form=form)
    birth, land = procedure(shipped, "1.001193"), procedure(shipped, "1.012753")

    found = faults(shipped, birth, land, texts=Texts(lacking=[paused]))

    assert [item["document"] for item in found] == ["1.012753"]
    assert words in found[0]["vi"]
    assert f"in {language} for “{DossierPaused.TYPE}”" in found[0]["en"]


def test_the_milestones_are_those_of_its_course(shipped: CataloguePackage) -> None:
    """Money, the draft to confirm, the counter alone, the post."""
    of = {each.code: set(milestones_of(each)) for each, _ in shipped.procedures}
    by_code = {each.code: each for each, _ in shipped.procedures}

    assert all(DossierAccepted.TYPE in milestones for milestones in of.values())
    assert {DossierPaused.TYPE, DossierResumed.TYPE} <= of["1.012753"]
    for code, milestones in of.items():
        drafted = by_code[code].confirm_draft is not None
        assert (DraftResultOffered.TYPE in milestones) is drafted
        assert (DossierSettledOnTheSpot.TYPE in milestones) is by_code[code].on_the_spot
        posted = "post" in [way.value for way in by_code[code].result_ways]
        assert (ResultPosted.TYPE in milestones) is posted
