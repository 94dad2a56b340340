"""The owner says how satisfied they are."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.readership import require_right, require_role
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.voice.domain.rating import Rating, rate
from services.intake.voice.ports import Dossiers, Events, Ratings


def rate_dossier(
    code: str,
    rating: Rating,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    ratings: Ratings,
    events: Events,
) -> None:
    """Rate a dossier that has its result, once; the dossier itself does not change.

    Raises `ForbiddenError`, `DossierNotFoundError`, `NotRatableError`, `AlreadyRatedError`.
    """
    require_role(actor, Action.RATE_DOSSIER)
    dossier = dossiers.lock(code)
    if dossier is None:
        raise DossierNotFoundError
    require_right(actor, Action.RATE_DOSSIER, dossier)
    at = in_vietnam(clock())
    said = rate(dossier, rating, at=at)
    ratings.add(code, rating, at)
    dossiers.note(
        code,
        entry(EntryKind.RATED, at=at, by=by_actor(actor), data={"channel": rating.channel}),
    )
    events.add(said)
