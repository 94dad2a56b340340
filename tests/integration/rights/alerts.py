"""Alerts and risks for the matrix: of two agencies, about dossiers of all kinds."""

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


def one_of_each(told: dict[str, Told]) -> dict[str, str]:
    """Return one alert of each audience and agency, of ordinary dossiers and of others."""
    return {
        f"{audience} of {agency}, {'confidential' if filed.confidential else 'ordinary'}": alert
        for alert, (audience, agency, _, filed) in told.items()
    }


_RISK = """
    INSERT INTO risk (task, agency, dossier, procedure, level, cause, due_at, expected_at, usual,
        slow, samples, spent, ahead, wait, rest, "left", confidential, looked_at)
    VALUES (CAST(:task AS uuid), :agency, :dossier, 'x', 'likely', 'step', now(), now(), 1, 1, 0,
        0, 0, 0, 0, 0, :confidential, now())
"""


def enter_risks(world: World) -> dict[str, str]:
    """Enter a risk for the first task of each dossier, and return the agencies by task."""
    risks: dict[str, str] = {}
    for filed in world.dossiers:
        for task, agency, _ in filed.tasks[:1]:
            risks[task] = agency
            world.sql(
                "routing",
                _RISK,
                task=task,
                agency=agency,
                dossier=filed.code,
                confidential=filed.confidential,
            )
    return risks
