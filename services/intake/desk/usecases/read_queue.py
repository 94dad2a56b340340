"""A desk looks at what it has to do now."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import ForbiddenError
from kernel.rights import Actor
from services.intake.desk.domain.queue import QueuePage, QueueQuery, desk_places
from services.intake.desk.ports import DeskQueue


def read_queue(query: QueueQuery, *, actor: Actor, clock: Clock, queue: DeskQueue) -> QueuePage:
    """Return a page of what waits at the desks the actor stands at, with counters.

    Raises `ForbiddenError` for anybody who stands at none.
    """
    places = desk_places(actor)
    if not places:
        raise ForbiddenError
    if query.agency is not None:
        places = tuple(place for place in places if place.agency == query.agency)
    return queue.page(query, places, clock())
