"""Before a procedure is published: is there somebody for each step, a text for each milestone.

What is published goes to work on its first day. A step whose role nobody holds would let dossiers
wait for nobody, and a milestone without a text would leave their applicants untold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.errors import CatalogueNotReadyError
from services.intake.catalogue.domain.fault import Fault, fault
from services.intake.catalogue.domain.milestones import milestones_of
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.staffing import NeededPost, needed_posts, unstaffed
from services.intake.catalogue.ports.readiness import MissingText, Post, PublishedTexts, Staffing
from services.intake.catalogue.usecases.lint_catalogue import FaultIn, listed

_FORMS = {"letter": ("thư điện tử", "e-mail"), "short": ("tin nhắn", "SMS")}


def require_ready(
    procedures: Sequence[Procedure],
    *,
    agencies: Sequence[Agency],
    today: date,
    staffing: Staffing,
    texts: PublishedTexts,
) -> None:
    """Ask routing and notification about `procedures`, those with a new content; none: nobody.

    A procedure that begins later is looked at as of its first day. Raises
    `CatalogueNotReadyError` with every fault, `UnavailableError` and `TimedOutError` when a
    service does not answer: then nothing is published either. Call it with no transaction open.
    """
    if not procedures:
        return
    faults = [
        *_unstaffed(procedures, agencies, today, staffing),
        *_untold(procedures, texts),
    ]
    if faults:
        raise CatalogueNotReadyError(extra={"faults": [listed(item) for item in faults]})


def _unstaffed(
    procedures: Sequence[Procedure], agencies: Sequence[Agency], today: date, staffing: Staffing
) -> Iterator[FaultIn]:
    by_day: dict[date, list[Procedure]] = defaultdict(list)
    for procedure in procedures:
        by_day[max(procedure.valid_from, today)].append(procedure)
    names = {agency.code: agency.name for agency in agencies}
    for day, beginning in sorted(by_day.items()):
        there = [agency for agency in agencies if agency.in_force(day)]
        needed = {each.code: tuple(needed_posts(each, there)) for each in beginning}
        vacant = staffing.vacant(_merged(beginning, needed), day)
        for procedure in beginning:
            for post in needed[procedure.code]:
                lacking = vacant.get(_key(procedure, post), frozenset()).intersection(
                    post.agencies
                )
                if lacking:
                    yield FaultIn(document=procedure.code, fault=unstaffed(post, lacking, names))


def _merged(
    procedures: Sequence[Procedure], needed: Mapping[str, Sequence[NeededPost]]
) -> Sequence[Post]:
    """Return each (role, field, confidential) once, with every agency it is needed at."""
    wanted: dict[Post, set[str]] = defaultdict(set)
    for procedure in procedures:
        for post in needed[procedure.code]:
            wanted[_key(procedure, post)].update(post.agencies)
    return [replace(post, agencies=frozenset(codes)) for post, codes in wanted.items()]


def _key(procedure: Procedure, post: NeededPost) -> Post:
    return Post(role=post.role, field=procedure.field.code, confidential=procedure.confidential)


def _untold(procedures: Sequence[Procedure], texts: PublishedTexts) -> Iterator[FaultIn]:
    wanted = {each.code: milestones_of(each) for each in procedures}
    every = tuple(dict.fromkeys(one for some in wanted.values() for one in some))
    missing = texts.missing(every)
    for procedure in procedures:
        for one in missing:
            if one.milestone in wanted[procedure.code]:
                yield FaultIn(document=procedure.code, fault=_missing(one))


def _missing(one: MissingText) -> Fault:
    vi, en = _FORMS[one.form]
    language = {"vi": "tiếng Việt", "en": "tiếng Anh"}[one.language]
    return fault(
        "",
        f"Chưa có mẫu {vi} bằng {language} cho mốc “{one.milestone}”, hoặc mẫu có lỗi: chạy "
        "“motcua texts lint”.",
        f"No usable {en} text in {one.language} for “{one.milestone}”: see “motcua texts lint”.",
    )
