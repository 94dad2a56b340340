"""Citizen or officer writes about a dossier; the other side is told that there is something."""

from __future__ import annotations

from datetime import datetime, timedelta

from contracts.events.result import OfficerWrote
from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.correspondence.domain.errors import ThreadClosedError, TooManyMessagesError
from services.intake.correspondence.domain.message import MOST_A_DAY, Message, Side, is_closed
from services.intake.correspondence.ports import Messages, Unanswered
from services.intake.registry.domain.desk_alert import AlertKind, Audience, DeskAlert
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.morning import next_look
from services.intake.registry.domain.readership import owns, require_right, require_role
from services.intake.registry.domain.timeline import EntryKind, by_actor, entry
from services.intake.registry.ports import DeskAlerts, Dossiers, Events
from services.intake.registry.ports.mornings import Mornings

_DAY = timedelta(days=1)


def write_message(
    code: str,
    words: str,
    *,
    actor: Actor,
    clock: Clock,
    dossiers: Dossiers,
    messages: Messages,
    alerts: DeskAlerts,
    mornings: Mornings,
    unanswered: Unanswered,
    events: Events,
) -> Message:
    """Add a message to the thread; neither status nor version of the dossier changes.

    The other side hears once of what it has not read, a desk each morning until somebody does.
    Raises `ForbiddenError`, `DossierNotFoundError` for unknown and foreign dossiers alike,
    `ThreadClosedError`, `TooManyMessagesError`.
    """
    require_role(actor, Action.WRITE_MESSAGE)
    dossier = dossiers.lock(code)
    if dossier is None:
        raise DossierNotFoundError
    require_right(actor, Action.WRITE_MESSAGE, dossier)
    at = in_vietnam(clock())
    side = Side.CITIZEN if owns(actor, dossier) else Side.OFFICERS
    _require_open(code, side, at, messages)
    told = messages.unread_by(code, side.other) > 0
    by = None if side is Side.CITIZEN else by_actor(actor)
    message = messages.add(code, at=at, side=side, by=by, words=words)
    dossiers.note(code, entry(EntryKind.MESSAGE_WRITTEN, at=at, by=by_actor(actor)))
    if side is Side.CITIZEN:
        unanswered.written(code, at)
        mornings.look(dossier.receiving_agency, next_look(at))
    else:
        unanswered.answered(code)
    if not told:
        _tell(dossier, side, at, actor.subject, alerts=alerts, events=events)
    return message


def _require_open(code: str, side: Side, at: datetime, messages: Messages) -> None:
    if is_closed(messages.ended_at(code), at):
        raise ThreadClosedError
    if messages.written_since(code, side, at - _DAY) >= MOST_A_DAY:
        raise TooManyMessagesError(retry_after=int(_DAY.total_seconds()))


def _tell(
    dossier: Dossier,
    side: Side,
    at: datetime,
    writer: str,
    *,
    alerts: DeskAlerts,
    events: Events,
) -> None:
    if side is Side.CITIZEN:
        alerts.add(
            DeskAlert(
                dossier=dossier.code,
                agency=dossier.receiving_agency,
                audience=Audience.STAFF,
                kind=AlertKind.MESSAGE,
                at=at,
            )
        )
        return
    events.add(
        OfficerWrote(
            code=dossier.code,
            procedure=dossier.procedure,
            receiving_agency=dossier.receiving_agency,
            written_at=at,
            officer=writer,
        )
    )
