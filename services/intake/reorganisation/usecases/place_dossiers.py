"""Where the open dossiers of agencies would go; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.ports import AgenciesToRead
from services.intake.registry.ports import Reference
from services.intake.reorganisation.domain.reorganisation import Reorganisation, Succession
from services.intake.reorganisation.ports import HeldDossiers, Place, Reorganisations
from services.intake.reorganisation.usecases.move_dossiers import successor_of
from services.intake.reorganisation.usecases.require_sound import require_sound

Placements = Sequence[Mapping[str, str | None]]
"""Who takes each dossier by its code, None: no rule does; in pages."""

_PAGE = 500


def place_dossiers(
    reorganisation: Reorganisation,
    *,
    agencies: AgenciesToRead,
    reorganisations: Reorganisations,
    dossiers: HeldDossiers,
    reference: Reference,
) -> Mapping[str, Placements]:
    """Return who would take the dossiers of each agency; raises `ReorganisationFaultyError`."""
    named = {each.agency for each in reorganisation.successions}
    named |= {one.agency for each in reorganisation.successions for one in each.successors}
    found = ((code, agencies.ever(code)) for code in sorted(named))
    known = {code: agency for code, agency in found if agency is not None}
    require_sound(reorganisation, known, reorganisations)
    return {
        each.agency: tuple(_pages(known[each.agency], each, dossiers, reference))
        for each in reorganisation.successions
    }


def _pages(
    agency: Agency, succession: Succession, dossiers: HeldDossiers, reference: Reference
) -> Iterator[Mapping[str, str | None]]:
    after: Place | None = None
    while True:
        found, after = dossiers.page(agency.code, after, _PAGE, lock=False)
        if after is None:
            return
        successors = succession.successors
        yield {one.code: successor_of(one, agency, successors, reference) for one in found}
