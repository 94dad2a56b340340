"""What the routes about a dossier's course take."""

from __future__ import annotations

from marshmallow import Schema

from chassis.fields import Prose


class WithdrawalSchema(Schema):
    """The body of `POST /dossiers/{code}/withdrawal`: why, where the owner says so."""

    reason = Prose(limit=2000, allow_none=True, load_default=None)


class ReasonSchema(Schema):
    """The body of a suspension and of its end: why."""

    reason = Prose(limit=2000, least=1, required=True)
