"""Anyone with the code and its secret follows a dossier without login."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.registry.domain.followed import Followed
from services.intake.registry.domain.tracking import hash_of, matches
from services.intake.tracking.domain.limits import Limits
from services.intake.tracking.domain.source import Source
from services.intake.tracking.ports import PublicLookUp, Tries

_NO_HASH = hash_of("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a try found; `many` tells that its source has tried many dossiers in vain."""

    dossier: Followed | None
    many: bool


def track_by_secret(
    code: str,
    secret: str,
    *,
    source: Source,
    limits: Limits,
    now: datetime,
    tries: Tries,
    look_up: PublicLookUp,
) -> Looked:
    """Return the dossier; None for a wrong secret and an unknown code alike, after equal work.

    The try is counted first: commit when nothing was found, roll back when the secret was right.
    Raises `TooManyTriesError` for a source with too many wrong tries, whatever it sends now.
    """
    taken = tries.take(source.name, most=limits.wrong_of(source), about=code, now=now)
    kept = look_up.secret_hash(code)
    # Compared also where there is no dossier, so that the time tells nothing.
    right = matches(secret, _NO_HASH if kept is None else kept) and kept is not None
    return Looked(
        dossier=look_up.find(code) if right else None,
        many=not right and taken.subjects >= limits.many_of(source),
    )
