"""Ways in which a dossier comes in."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Channel(StrEnum):
    """How a dossier is filed; statistics and terms differ by it."""

    ONLINE = "online"  # through the portal
    DESK = "desk"  # handed in at a one-stop desk
    POST = "post"  # by the public postal service
    PARTNER = "partner"  # from another portal or a kiosk
