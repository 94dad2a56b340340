"""The trail is checked, row by row, and against what another service keeps of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kernel.errors import NotFoundError
from services.intake.registry.domain.trail import (
    Chain,
    DayEnd,
    StoredChain,
    TrailFault,
    check_chain,
)
from services.intake.registry.ports import Trail


def verify_trail(
    trail: Trail, *, kept: Iterable[DayEnd] = (), dossier: str | None = None
) -> Iterator[TrailFault]:
    """Yield every row and end that is not what it was, of one dossier or of all.

    `kept` are the ends of past days as another service keeps them (of the same dossiers): only
    they show that a chain was made anew from some row on, or that its end was cut with its head.
    Raises `NotFoundError` where nothing was ever known of the one dossier.
    """
    ends: dict[tuple[str, Chain], dict[int, bytes]] = {}
    for end in kept:
        ends.setdefault((end.dossier, end.chain), {})[end.head.number] = end.head.hash
    known = dossier is None or bool(ends)
    for chain in Chain:
        for stored in trail.chains(chain, dossier):
            known = True
            yield from _check(stored, ends.pop((stored.dossier, chain), {}))
    for (of, chain), left in sorted(ends.items()):
        gone = StoredChain(dossier=of, chain=chain, links=(), head=None)
        yield from _check(gone, left)
    if not known:
        raise NotFoundError


def _check(stored: StoredChain, kept: dict[int, bytes]) -> Iterator[TrailFault]:
    return check_chain(stored.dossier, stored.chain, stored.links, stored.head, kept)
