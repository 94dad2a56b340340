"""What would become of everything if a reorganisation took effect now; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.ports import AgenciesToRead
from services.intake.registry.ports import Reference
from services.intake.reorganisation.domain.reorganisation import Reorganisation, Succession
from services.intake.reorganisation.ports import (
    HeldDossiers,
    Place,
    Reorganisations,
    Work,
    WorkFound,
)
from services.intake.reorganisation.usecases.move_dossiers import successor_of
from services.intake.reorganisation.usecases.require_sound import require_sound

_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What an agency would hand on: open dossiers by successor, those no rule takes, the work."""

    agency: str
    open_dossiers: int = 0
    to: Mapping[str, int] = field(default_factory=dict)
    without_rule: tuple[str, ...] = ()
    work: WorkFound = field(default_factory=WorkFound)


def try_reorganisation(
    reorganisation: Reorganisation,
    *,
    agencies: AgenciesToRead,
    reorganisations: Reorganisations,
    dossiers: HeldDossiers,
    reference: Reference,
    work: Work,
) -> Iterator[Trial]:
    """Yield what each agency would hand on. Raises `ReorganisationFaultyError`."""
    named = {each.agency for each in reorganisation.successions}
    named |= {one.agency for each in reorganisation.successions for one in each.successors}
    found = ((code, agencies.ever(code)) for code in sorted(named))
    known = {code: agency for code, agency in found if agency is not None}
    require_sound(reorganisation, known, reorganisations)
    on = reorganisation.takes_effect
    for each in reorganisation.successions:
        # Its officers are counted without any dossier too.
        trial = Trial(agency=each.agency, work=work.would_move(each, {}, on))
        for taken in _pages(known[each.agency], each, dossiers, reference):
            to = {code: new for code, new in taken.items() if new is not None}
            trial = _with(trial, taken, work.would_move(each, to, on))
        yield trial


def _pages(
    agency: Agency, succession: Succession, dossiers: HeldDossiers, reference: Reference
) -> Iterator[Mapping[str, str | None]]:
    """Yield who takes each open dossier, a page at a time."""
    after: Place | None = None
    while True:
        found, after = dossiers.page(agency.code, after, _PAGE, lock=False)
        if after is None:
            return
        successors = succession.successors
        yield {one.code: successor_of(one, agency, successors, reference) for one in found}


def _with(trial: Trial, taken: Mapping[str, str | None], work: WorkFound) -> Trial:
    left = tuple(code for code, new in taken.items() if new is None)
    to = Counter(new for new in taken.values() if new is not None)
    return replace(
        trial,
        open_dossiers=trial.open_dossiers + len(taken),
        to=Counter(trial.to) + to,
        without_rule=(*trial.without_rule, *left),
        work=_sum(trial.work, work),
    )


def _sum(one: WorkFound, other: WorkFound) -> WorkFound:
    return WorkFound(
        cases=one.cases + other.cases,
        tasks=one.tasks + other.tasks,
        owners_kept=one.owners_kept + other.owners_kept,
        owners_lost=one.owners_lost + other.owners_lost,
        without_post=one.without_post | other.without_post,
    )
