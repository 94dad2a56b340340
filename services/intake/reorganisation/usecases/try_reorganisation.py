"""What would become of everything if a reorganisation took effect now; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.intake.reorganisation.domain.reorganisation import Reorganisation
from services.intake.reorganisation.ports import Work, WorkFound
from services.intake.reorganisation.usecases.place_dossiers import Placements


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What an agency would hand on: open dossiers by successor, those no rule takes, the work."""

    agency: str
    open_dossiers: int = 0
    to: Mapping[str, int] = field(default_factory=dict)
    without_rule: tuple[str, ...] = ()
    work: WorkFound = field(default_factory=WorkFound)


def try_reorganisation(
    reorganisation: Reorganisation, placed: Mapping[str, Placements], *, today: date, work: Work
) -> Iterator[Trial]:
    """Yield what each agency would hand on, by where `place_dossiers` put its dossiers.

    People are told as they stand on the day it takes effect; after it, today.

    Another service is asked: no transaction may be open. Raises what it raises when it is away.
    """
    on = max(reorganisation.takes_effect, today)
    for each in reorganisation.successions:
        # Its officers are counted without any dossier too.
        trial = Trial(agency=each.agency, work=work.would_move(each, {}, on))
        for taken in placed[each.agency]:
            to = {code: new for code, new in taken.items() if new is not None}
            trial = _with(trial, taken, work.would_move(each, to, on))
        yield trial


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
    # People, plan and ladder are the agency's, whichever of its dossiers was asked about.
    return replace(
        one,
        cases=one.cases + other.cases,
        tasks=one.tasks + other.tasks,
        owners_kept=one.owners_kept + other.owners_kept,
        owners_lost=one.owners_lost + other.owners_lost,
        without_post=one.without_post | other.without_post,
    )
