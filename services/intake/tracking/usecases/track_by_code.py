"""Anyone with the code of a dossier and the one-time code sent for it follows it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.registry.domain.followed import Followed
from services.intake.tracking.domain.limits import CODE_TRIES, Limits
from services.intake.tracking.domain.one_time_code import KeptCode
from services.intake.tracking.domain.source import Source
from services.intake.tracking.ports import Codes, PublicLookUp, Tries


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedTry:
    """A try that is counted, with the code it is compared with; `many` as in `Looked`."""

    kept: KeptCode | None
    many: bool


def count_try(
    code: str,
    *,
    source: Source,
    limits: Limits,
    now: datetime,
    tries: Tries,
    codes: Codes,
) -> CountedTry:
    """Count a try for its source and for the dossier, known or not; commit before comparing.

    Raises `TooManyTriesError` from the sixth code for a dossier on, the right one included.
    """
    taken = tries.take(source.name, most=limits.wrong_of(source), about=code, now=now)
    tries.take(f"code {code}", most=CODE_TRIES, about=code, now=now)
    return CountedTry(
        kept=codes.get(code, now),
        many=taken.subjects >= limits.many_of(source),
    )


def use_code(
    code: str,
    kept: KeptCode,
    *,
    source: Source,
    tried_at: datetime,
    tries: Tries,
    look_up: PublicLookUp,
    codes: Codes,
) -> Followed | None:
    """Use up a code that was right and return the dossier; None when it was used meanwhile.

    The try is given back to the source, behind whose address there may be a whole town; the
    dossier's own count stays.
    """
    if not codes.use_up(code, kept.id):
        return None
    tries.give_back(source.name, about=code, at=tried_at)
    return look_up.find(code)
