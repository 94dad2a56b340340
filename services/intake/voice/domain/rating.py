"""How satisfied the owner of a dossier is, on the national scale of three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.events.intake import DossierRated
from kernel.errors import ConflictError
from kernel.status import Status
from kernel.text import Text
from services.intake.registry.domain.dossier import Dossier

_RATABLE = frozenset({Status.SETTLED, Status.HANDED_OVER})


class AlreadyRatedError(ConflictError):
    """The dossier was rated before; a rating is given once."""

    slug = "already-rated"
    title = Text(vi="Hồ sơ này đã được đánh giá.", en="The dossier was rated before.")


class NotRatableError(ConflictError):
    """There is no result yet that could be rated."""

    slug = "not-ratable"
    title = Text(
        vi="Chỉ đánh giá được khi hồ sơ đã có kết quả.",
        en="A dossier can be rated once it has a result.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """3 very satisfied, 2 satisfied, 1 not yet; the parts are optional.

    `channel` says how the rating came: `online`, `desk` or `post`.
    """

    overall: int
    quality: int | None = None
    time: int | None = None
    cost: int | None = None
    channel: str


def rate(dossier: Dossier, rating: Rating, *, at: datetime) -> DossierRated:
    """Return what is said of a rated dossier.

    Raises `NotRatableError` before the result is there.
    """
    if dossier.status not in _RATABLE:
        raise NotRatableError
    return DossierRated(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        overall=rating.overall,
        quality=rating.quality,
        time=rating.time,
        cost=rating.cost,
        rated_at=at,
        channel=rating.channel,
    )
