"""A reorganisation that was decided is published."""

from __future__ import annotations

from kernel.clock import Clock
from services.intake.catalogue.ports import Agencies, Events
from services.intake.catalogue.usecases.publish_agencies import published_event
from services.intake.reorganisation.domain.reorganisation import Reorganisation, ended
from services.intake.reorganisation.ports import Reorganisations
from services.intake.reorganisation.usecases.require_sound import require_sound


def publish_reorganisation(
    reorganisation: Reorganisation,
    *,
    by: str,
    clock: Clock,
    agencies: Agencies,
    reorganisations: Reorganisations,
    events: Events,
) -> tuple[str, ...]:
    """Let its agencies end on their last day; return those whose end is news.

    Their open dossiers move on the day it takes effect, at once where that is past; published
    again, what was left for want of a rule is looked at again. Raises `ReorganisationFaultyError`.
    """
    known = agencies.newest()
    require_sound(reorganisation, known, reorganisations)
    after = [
        ended(known[each.agency], each, reorganisation) for each in reorganisation.successions
    ]
    changed = [agency for agency in after if known[agency.code] != agency]
    for agency in changed:
        agencies.put(agency)
        events.add(published_event(agency))
    reorganisations.put(reorganisation, by=by, at=clock())
    return tuple(agency.code for agency in changed)
