"""Which dossiers somebody's letters are about: their own, and those they file for others."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.rights import Action, Actor
from services.intake.registry.domain.readership import readership
from services.intake.registry.ports import OwnDossiers

MOST = 1000
"""So many of the newest: nobody has more but firms that file all day, which ask by the API."""


def list_own_dossiers(*, actor: Actor, own: OwnDossiers) -> Sequence[str]:
    """Return the codes of the newest dossiers whose letters the actor may read, newest first.

    No office is asked about: an officer's agency opens nobody's letters.
    """
    return own.newest(readership(actor, Action.READ_INBOX), MOST)
