"""Which message goes before which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, unique

from services.notification.templates.domain.template import OF_DESKS, Template


@unique
class Lane(IntEnum):
    """A queue of its own; a lower number goes first. One-time codes stand in none."""

    URGENT = 1  # a time runs against the citizen, who must act
    NORMAL = 2
    BULK = 3  # sent to many in one moment


_LANES: Mapping[Template, Lane] = {
    Template.SUPPLEMENT_REQUESTED: Lane.URGENT,
    Template.SUPPLEMENT_SOON: Lane.URGENT,
    Template.DRAFT_OFFERED: Lane.URGENT,
    Template.PAUSED: Lane.URGENT,
    Template.STAFF_MAIL_CODE: Lane.URGENT,  # an officer waits for it
    Template.REPLANNED: Lane.BULK,
    Template.DRAFT_EXPIRING: Lane.BULK,
    Template.MOVED: Lane.BULK,
    # To staff: what citizens are told goes first.
    Template.STEP_ESCALATED: Lane.BULK,
    Template.APOLOGY_TO_SIGN: Lane.BULK,
    **dict.fromkeys(OF_DESKS, Lane.BULK),
    Template.STAFF_DIGEST: Lane.BULK,
}


def lane_of(template: Template) -> Lane:
    """Return the lane of messages with this text."""
    return _LANES.get(template, Lane.NORMAL)
