"""Somebody reads the thread of a dossier; what is seen counts as read by their side."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.intake.correspondence.domain.message import Side, Thread, is_closed
from services.intake.correspondence.ports import Alerts, Messages, Unanswered
from services.intake.registry.domain.desk_alert import AlertKind
from services.intake.registry.domain.readership import owns
from services.intake.registry.ports import AccessLog, DossierFiles
from services.intake.registry.usecases.open_file import open_file


def read_thread(
    code: str,
    *,
    before: int | None,
    limit: int,
    actor: Actor,
    clock: Clock,
    files: DossierFiles,
    access_log: AccessLog,
    messages: Messages,
    alerts: Alerts,
    unanswered: Unanswered,
) -> Thread:
    """Return a page of the thread; reading its newest page marks all of it as read.

    Once an officer has seen a closed thread nobody waits there for an answer any more.

    Raises what `open_file` raises: documents of the dossier are for the same readers.
    """
    found = open_file(
        code, "messages", actor=actor, clock=clock, files=files, access_log=access_log
    )
    now = in_vietnam(clock())
    side = Side.CITIZEN if owns(actor, found.dossier) else Side.OFFICERS
    unread = messages.unread_by(code, side)
    page = messages.page(code, before=before, limit=limit + 1)
    if before is None and page and unread:
        messages.mark_read(code, side, page[0].number, now)
        if side is Side.OFFICERS:
            alerts.settle(code, AlertKind.MESSAGE, now)
    closed = is_closed(messages.ended_at(code), now)
    if closed and side is Side.OFFICERS:
        unanswered.answered(code)
    return Thread(
        messages=tuple(page[:limit]),
        unread=unread,
        closed=closed,
        more=len(page) > limit,
    )
