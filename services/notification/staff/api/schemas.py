"""Staff mail as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Line, whole
from kernel.schedule import in_vietnam
from services.notification.staff.domain.staff_mail import Choice
from services.notification.templates.domain.template import LANGUAGES

_LONGEST = 320
"""Characters of an address: 64, the sign, 255 (RFC 5321 section 4.5.3.1)."""


@unique
class State(StrEnum):
    """How far an officer's mail is."""

    NONE = "none"  # no address is kept
    WAITING = "waiting"  # for the code that was sent to it
    CONFIRMED = "confirmed"  # its officer gave the code


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an officer sees of their mail; `version` is for `If-Match`."""

    state: State = State.NONE
    address: str | None = None
    language: str | None = None
    alerts: Choice = Choice.NONE
    entered_at: datetime | None = None
    code_until: datetime | None = None
    confirmed_at: datetime | None = None
    bounced_at: datetime | None = None
    undelivered_at: datetime | None = None
    stopped_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an officer enters."""

    address: str
    language: str


class StaffAddressSchema(Schema):
    """An address of one's own, and the language its mails are written in."""

    address = Line(limit=_LONGEST, required=True)
    language = fields.String(load_default=LANGUAGES[0], validate=validate.OneOf(LANGUAGES))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Entry:
        return Entry(**data)


class ProofSchema(Schema):
    """The code that was sent to the address."""

    code = fields.String(required=True, validate=whole("[0-9]{6}"))


class AlertChoiceSchema(Schema):
    """How to be alerted: `none`, `at-once` (one mail an alert) or `daily`: one a morning.

    The mail of the morning comes on days on which one's agency is open, if there is something.
    """

    alerts = fields.Enum(Choice, by_value=True, required=True)


class StaffMailSchema(Schema):
    """One's own mail.

    `address` shows its first letter alone. `alerts` is what goes there once it is confirmed:
    `none` too while a stop is in force, which a link in a mail set at `stopped_at`. At
    `bounced_at` the mailbox was found not to be there; enter it again when it is. The last mail
    could not be delivered at `undelivered_at`, null once one could.
    """

    state = fields.Enum(State, by_value=True, required=True)
    address = fields.String(required=True, allow_none=True)
    language = fields.String(required=True, allow_none=True)
    alerts = fields.Enum(Choice, by_value=True, required=True)
    entered_at = fields.AwareDateTime(required=True, allow_none=True)
    code_until = fields.AwareDateTime(required=True, allow_none=True)
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    bounced_at = fields.AwareDateTime(required=True, allow_none=True)
    undelivered_at = fields.AwareDateTime(required=True, allow_none=True)
    stopped_at = fields.AwareDateTime(required=True, allow_none=True)


def document_of(shown: Shown) -> dict[str, object]:
    """Return it as JSON values."""
    return {
        "state": shown.state.value,
        "address": shown.address,
        "language": shown.language,
        "alerts": shown.alerts.value,
        "entered_at": _stamp(shown.entered_at),
        "code_until": _stamp(shown.code_until),
        "confirmed_at": _stamp(shown.confirmed_at),
        "bounced_at": _stamp(shown.bounced_at),
        "undelivered_at": _stamp(shown.undelivered_at),
        "stopped_at": _stamp(shown.stopped_at),
    }


def _stamp(instant: datetime | None) -> str | None:
    return None if instant is None else in_vietnam(instant).isoformat(timespec="seconds")
