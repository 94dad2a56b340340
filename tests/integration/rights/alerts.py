"""Alerts for the matrix: to officers, units and heads of two agencies, about all kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chassis.identifiers import new_id
from tests.integration.intake.office import COMMUNE
from tests.integration.rights.people import OTHER

if TYPE_CHECKING:
    from tests.integration.rights.world import Filed, World

_ENTER = """
    INSERT INTO alert (id, dossier, procedure, leg, step, task, percent, audience, agency, officer,
        confidential, at)
    VALUES (:id, :dossier, 'x', 'x', 'x', CAST(:task AS uuid), 75, :audience, :agency, :officer,
        :confidential, now())
"""

Told = tuple[str, str, str | None, "Filed"]
"""Audience, agency, officer, and the dossier it is about."""


def enter_alerts(world: World) -> dict[str, Told]:
    """Enter them, and return what each says, by its id."""
    told: dict[str, Told] = {}
    for filed in world.dossiers:
        for agency in (COMMUNE, OTHER) if filed.tasks else ():
            for audience in ("unit", "head", "officer"):
                officer = f"officer-{agency}" if audience == "officer" else None
                alert = str(new_id())
                told[alert] = (audience, agency, officer, filed)
                world.sql(
                    "routing",
                    _ENTER,
                    id=alert,
                    dossier=filed.code,
                    task=filed.tasks[0][0],
                    audience=audience,
                    agency=agency,
                    officer=officer,
                    confidential=filed.confidential,
                )
    return told
