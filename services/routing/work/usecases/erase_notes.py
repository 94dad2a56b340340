"""Intake said that a dossier was erased: words about it may name people, and go too."""

from __future__ import annotations

from contracts.events.course import DossierErased
from services.routing.work.ports import Notes


def erase_notes(event: DossierErased, *, notes: Notes) -> None:
    """Erase what officers wrote; who did what and when stays."""
    notes.erase(event.code)
