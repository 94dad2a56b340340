"""A trail is said to be whole only where there is one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kernel.errors import NotFoundError
from services.intake.registry.domain.trail import Chain, DayEnd, Head, StoredChain
from services.intake.registry.usecases.verify_trail import verify_trail

CODE = "H56.14797-261123-0001"


class NoTrail:
    """A database without a row of any dossier."""

    def chains(self, chain: Chain, dossier: str | None = None) -> Iterator[StoredChain]:
        """Yield nothing."""
        assert isinstance(chain, Chain)
        assert dossier in {None, CODE}
        yield from ()


def test_a_dossier_that_never_was_has_no_whole_trail() -> None:
    """A slip of the hand is not answered with "whole"."""
    with pytest.raises(NotFoundError):
        list(verify_trail(NoTrail(), dossier=CODE))


def test_nothing_at_all_is_whole() -> None:
    """A fresh installation has no dossier."""
    assert list(verify_trail(NoTrail())) == []


def test_a_dossier_whose_rows_are_all_gone_is_found_by_its_kept_ends() -> None:
    """That is what they are kept for: it was there."""
    end = DayEnd(dossier=CODE, chain=Chain.TIMELINE, head=Head(number=3, hash=b"x"))

    assert [one.dossier for one in verify_trail(NoTrail(), kept=[end], dossier=CODE)] == [CODE]
