"""What the routes about a dossier's course take."""

from __future__ import annotations

import re
from typing import Any

from marshmallow import Schema, ValidationError

from chassis.fields import Line, Prose
from chassis.messages import TwoLanguageMessage
from kernel.text import Text

_DECISION = re.compile(r"[0-9]{1,6}(?:/[0-9]{4})?/[A-ZĐ0-9.-]{2,40}")
_NO_DECISION = TwoLanguageMessage.of(
    Text(vi="Cần số quyết định, ví dụ 12/QĐ-UBND.", en="The number of a decision: 12/QĐ-UBND.")
)


class DecisionNumber(Line):
    """The number of a decision and nothing else: it stands in the trail, where no name may."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        number = super()._deserialize(value, *args, **kwargs)
        if not _DECISION.fullmatch(number):
            raise ValidationError([_NO_DECISION])
        return number


class WithdrawalSchema(Schema):
    """The body of `POST /dossiers/{code}/withdrawal`: why, where the owner says so."""

    reason = Prose(limit=2000, allow_none=True, load_default=None)


class ReasonSchema(Schema):
    """The body of a suspension and of its end: why."""

    reason = Prose(limit=2000, least=1, required=True)


class ErasureSchema(Schema):
    """The body of `POST /dossiers/{code}/erasure`: the decision it is done by."""

    decision = DecisionNumber(limit=60, required=True)
