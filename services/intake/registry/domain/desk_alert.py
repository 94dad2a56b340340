"""What a desk or its head is told, because a limit came near or passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from kernel.rights import Action, Actor, Confidentiality, Relation, Role, allows
from services.intake.registry.domain.limit import LimitKind


@unique
class Audience(StrEnum):
    """Whom an alert is for."""

    STAFF = "staff"  # everybody at the desk
    HEAD = "head"  # the head of the agency


@unique
class AlertKind(StrEnum):
    """What beside the limits a desk is told of."""

    MESSAGE = "message"  # the citizen wrote, and nobody has read it


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskWatch:
    """Of which agencies somebody may see alerts.

    In `every` of all dossiers, in `ordinary` of those that are not confidential; alerts for heads
    only in `headed`.
    """

    every: tuple[str, ...]
    ordinary: tuple[str, ...]
    headed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAlert:
    """A limit of a dossier came near or passed, or something else an agency is to attend to."""

    dossier: str
    agency: str
    audience: Audience
    kind: LimitKind | AlertKind
    at: datetime


def watch_of(actor: Actor) -> DeskWatch:
    """Return of which agencies the actor may see alerts, by the table of rights."""

    def where(kept: Confidentiality) -> tuple[str, ...]:
        return tuple(
            standing.agency
            for standing in actor.stands
            if allows(
                standing.roles,
                Action.READ_DESK_ALERTS,
                Relation.RECEIVING,
                standing.ground,
                kept,
            )
        )

    return DeskWatch(
        every=where(Confidentiality.CONFIDENTIAL),
        ordinary=where(Confidentiality.ORDINARY),
        headed=tuple(one.agency for one in actor.stands if Role.HEAD in one.roles),
    )
