"""Posts that nobody holds: asked before a procedure begins, so that no case waits for nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kernel.process import StepRole
from kernel.rights import Confidentiality
from services.routing.work.domain.assigning import Colleague
from services.routing.work.domain.scope import step_roles_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Steps of a role at each of these agencies, on dossiers of a field, kept so closely."""

    role: StepRole
    field: str
    kept: Confidentiality
    agencies: tuple[str, ...]


def vacancies(posts: Iterable[Post], colleagues: Iterable[Colleague]) -> Iterator[Post]:
    """Yield the posts with the agencies where nobody holds them; those held everywhere are not.

    Who stands at the agency holds it, at home, seconded or in another's place, as far as
    `kernel.rights` lets them and unless all their duties are in other fields. A day's absence is
    no vacancy: somebody covers, or the head is given the task.
    """
    there = _by_agency(colleagues)
    for post in posts:
        lacking = tuple(code for code in post.agencies if not _held(post, code, there))
        if lacking:
            yield replace(post, agencies=lacking)


def _held(post: Post, agency: str, there: Mapping[str, Sequence[Colleague]]) -> bool:
    return any(
        colleague.looks_after(post.field)
        and post.role in step_roles_at(colleague.actor, agency, post.kept)
        for colleague in there.get(agency, ())
    )


def _by_agency(colleagues: Iterable[Colleague]) -> Mapping[str, Sequence[Colleague]]:
    found: dict[str, list[Colleague]] = defaultdict(list)
    for colleague in colleagues:
        for agency in {standing.agency for standing in colleague.actor.stands}:
            found[agency].append(colleague)
    return found
