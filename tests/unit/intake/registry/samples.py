"""A dossier, a filing and people for the tests of the registry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from kernel.channel import Channel
from kernel.clock import VIETNAM
from kernel.rights import Actor, Role
from kernel.status import Status
from kernel.term import Term
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.domain.resolution import ResolvedAgencies, ResolvedLeg
from services.intake.catalogue.ports import CataloguePackage
from services.intake.registry.api.filing_schemas import FilingSchema
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.due_date import DueDate
from services.intake.registry.domain.filing import Filing

ROOT = Path(__file__).parents[4]
AT = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
TODAY = date(2026, 11, 23)
COMMUNE = "H56.14797"
CODE = "H56.14797-261123-0001"
DUE = DueDate(
    term=Term.parse("5wd"),
    due_at=AT + timedelta(days=7),
    provisional=False,
    apology_at=AT + timedelta(days=6),
    calendar="vn",
    calendar_version=1,
)
AGENCIES = ResolvedAgencies(
    competent="H56.STP", legs=(ResolvedLeg(leg="check", agency="H56.STP"),)
)


@cache
def shipped() -> CataloguePackage:
    """Return the shipped catalogue."""
    return read_package(ROOT / "catalogue").package


def procedure(code: str = "1.001193") -> Procedure:
    """Return a shipped procedure, birth registration by default."""
    return next(item for item, _ in shipped().procedures if item.code == code)


def filing(code: str = "1.001193") -> Filing:
    """Return the shipped example of a procedure as it is filed."""
    loaded: Filing = FilingSchema().load(dict(procedure(code).example or {}))
    return loaded


def dossier(status: Status = Status.FILED, **changes: object) -> Dossier:
    """Return a dossier of the commune in some status."""
    plain = Dossier(
        code=CODE,
        status=status,
        procedure="1.001193",
        procedure_version=1,
        case=None,
        channel=Channel.ONLINE,
        receiving_agency=COMMUNE,
        competent_agency="H56.STP",
        area=None,
        owner="citizen-1",
        parties=("id:038190000001",),
        language="vi",
        filed_at=AT,
        received_at=AT,
        answer_by=AT,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the class checks nothing more


def actor(*roles: Role, agency: str | None = None, subject: str = "somebody") -> Actor:
    """Return somebody with these roles."""
    return Actor(subject=subject, roles=frozenset(roles), agency=agency)
