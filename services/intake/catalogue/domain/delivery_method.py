"""The ways in which a result can reach its applicant."""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class DeliveryMethod(StrEnum):
    """How the result reaches the applicant."""

    ONLINE = "online"  # the electronic result
    POST = "post"  # sent to the address
    DESK = "desk"  # fetched at the desk
