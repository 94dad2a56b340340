"""The ways a dossier reaches the one-stop shop."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Channel(StrEnum):
    """How a dossier was filed; the limits for answering depend on it."""

    ONLINE = "online"  # by the person, through a portal
    DESK = "desk"  # handed in at a counter
    POST = "post"  # sent by post
    PARTNER = "partner"  # sent by another system for the person

    @property
    def electronic(self) -> bool:
        """Tell whether the dossier comes without paper, at any hour."""
        return self in {Channel.ONLINE, Channel.PARTNER}
