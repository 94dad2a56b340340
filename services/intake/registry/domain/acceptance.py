"""A complete dossier is accepted: its clock starts, its agencies are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from contracts.events.intake import DossierAccepted, LegAgency
from contracts.events.ways import JudgedCondition
from kernel.status import Status, check_transition
from services.intake.catalogue.domain.resolution import ResolvedAgencies
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.due_date import DueDate, dated


def accept(
    dossier: Dossier, *, at: datetime, due: DueDate, agencies: ResolvedAgencies, officer: str
) -> tuple[Dossier, DossierAccepted]:
    """Accept a complete dossier: the clock starts (1 to 2, or 5 to 2 with its papers complete).

    Raises `IllegalTransitionError`.
    """
    check_transition(dossier.status, Status.ACCEPTED, was_accepted=dossier.was_accepted)
    accepted = accepted_state(dossier, at=at, due=due, agencies=agencies)
    accepted = replace(accepted, version=dossier.version + 1)
    said = accepted_event(accepted, at=at, officer=officer, conditions=agencies.conditions)
    return accepted, said


def accepted_state(
    dossier: Dossier, *, at: datetime, due: DueDate, agencies: ResolvedAgencies
) -> Dossier:
    """Return the dossier as accepted at `at`."""
    return replace(
        dossier,
        status=Status.ACCEPTED,
        competent_agency=agencies.competent,
        legs=agencies.legs,
        accepted_at=at,
        term=str(due.term),
        **dated(due),
    )


def accepted_event(
    dossier: Dossier, *, at: datetime, officer: str, conditions: Mapping[str, bool]
) -> DossierAccepted:
    """Return what is said of an accepted dossier; `officer` is the subject of the account.

    `conditions` are what the comparisons of its process came to.
    """
    return DossierAccepted(
        code=dossier.code,
        procedure=dossier.procedure,
        procedure_version=dossier.procedure_version,
        case=dossier.case,
        channel=dossier.channel.value,
        receiving_agency=dossier.receiving_agency,
        competent_agency=dossier.competent_agency,
        legs=tuple(LegAgency(leg=leg.leg, agency=leg.agency) for leg in dossier.legs),
        filed_at=dossier.filed_at,
        received_at=dossier.received_at,
        accepted_at=at,
        term=dossier.term or "",
        due_at=dossier.due_at,
        due_provisional=dossier.due_provisional,
        officer=officer,
        language=dossier.language,
        conditions=tuple(
            JudgedCondition(name=name, holds=holds) for name, holds in conditions.items()
        ),
    )
