"""The apology of a dossier was signed: nobody is asked for the signature in the morning."""

from __future__ import annotations

from services.notification.staff.ports import WaitingAlerts
from services.notification.templates.domain.template import Template


def stop_asking(dossier: str, *, waiting: WaitingAlerts) -> int:
    """Drop what waits to ask heads for the signature; return how many were to be asked.

    A mail that went, or stands in the queue, is not called back.
    """
    return waiting.drop(Template.APOLOGY_TO_SIGN, dossier)
