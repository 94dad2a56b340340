"""Ratings and when they may be given."""

from __future__ import annotations

import pytest

from kernel.status import Status
from services.intake.voice.domain.rating import NotRatableError, Rating, rate
from tests.unit.intake.registry.samples import AT, dossier

RATING = Rating(overall=2, quality=3, channel="online")


@pytest.mark.parametrize("status", Status)
def test_a_dossier_is_rated_once_it_has_a_result(status: Status) -> None:
    """Settled or handed over, and in no other status."""
    if status in {Status.SETTLED, Status.HANDED_OVER}:
        said = rate(dossier(status), RATING, at=AT)

        assert (said.overall, said.quality, said.cost) == (2, 3, None)
        assert said.rated_at == AT
    else:
        with pytest.raises(NotRatableError):
            rate(dossier(status), RATING, at=AT)
