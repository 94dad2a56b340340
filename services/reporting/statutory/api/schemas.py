"""How reports are asked for and answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from chassis.fields import is_instant
from chassis.messages import TwoLanguageMessage
from kernel.clock import VIETNAM
from kernel.codes import AgencyCode, AgencyCodeError
from kernel.period import Period, PeriodError
from kernel.text import Text
from services.reporting.statutory.domain.report import Succession, View

_INSTANT = TwoLanguageMessage.of(
    Text(
        vi="Cần một ngày (2026-03-14) hoặc thời điểm có múi giờ.",
        en="A day (2026-03-14) or an instant with its offset is needed.",
    )
)


class PeriodField(fields.String):
    """A report period such as `2026-Q1`."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- marshmallow's own signature
        try:
            return Period.parse(super()._deserialize(*args, **kwargs))
        except PeriodError as error:
            raise ValidationError([TwoLanguageMessage.of(error.title)]) from error


class AgencyField(fields.String):
    """An agency code, in either order of its groups."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- marshmallow's own signature
        try:
            return AgencyCode.parse(super()._deserialize(*args, **kwargs)).value
        except AgencyCodeError as error:
            raise ValidationError([TwoLanguageMessage.of(error.title)]) from error


class AsOfField(fields.String):
    """An instant with offset, or a day, which means its end in Vietnam."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- marshmallow's own signature
        # A plus that was not escaped in the query string arrives as a space.
        written = super()._deserialize(*args, **kwargs).replace(" ", "+")
        try:
            instant = datetime.fromisoformat(written)
        except ValueError as error:
            raise ValidationError([_INSTANT]) from error
        is_day = "T" not in written
        instant = instant.replace(tzinfo=VIETNAM) if is_day else instant
        if not is_instant(instant):
            raise ValidationError([_INSTANT])
        return instant + timedelta(days=1) if is_day else instant


class FieldReportQuery(Schema):
    """What is asked of form 06."""

    period = PeriodField(required=True)
    agency = AgencyField(load_default=None)
    view = fields.Enum(View, by_value=True, load_default=View.RECEIVING)
    succession = fields.Enum(
        Succession,
        by_value=True,
        load_default=Succession.AS_IT_WAS,
        metadata={"description": "`present`: under the agency that answers for a dossier today."},
    )
    as_of = AsOfField(load_default=None)
    format = fields.String(validate=validate.OneOf(["json", "csv"]), load_default="json")


class NamedSchema(Schema):
    """A code with its name."""

    code = fields.String(required=True)
    name = fields.String(required=True)


class ReceivedSchema(Schema):
    """Dossiers received; total = online + direct + carried over."""

    total = fields.Integer(required=True)
    online = fields.Integer(required=True)
    direct = fields.Integer(required=True)
    carried_over = fields.Integer(required=True)


class ResolvedSchema(Schema):
    """Dossiers resolved; total = early + on time + late."""

    total = fields.Integer(required=True)
    early = fields.Integer(required=True)
    on_time = fields.Integer(required=True)
    late = fields.Integer(required=True)


class PendingSchema(Schema):
    """Dossiers under way; total = in time + late."""

    total = fields.Integer(required=True)
    in_time = fields.Integer(required=True)
    late = fields.Integer(required=True)


class FiguresSchema(Schema):
    """One row; received total = resolved total + pending total."""

    received = fields.Nested(ReceivedSchema, required=True)
    resolved = fields.Nested(ResolvedSchema, required=True)
    pending = fields.Nested(PendingSchema, required=True)


class RowSchema(FiguresSchema):
    """The row of a field."""

    field = fields.Nested(NamedSchema, required=True)


class PeriodSchema(Schema):
    """The period, first and last day included."""

    name = fields.String(required=True)
    from_ = fields.Date(required=True, data_key="from")
    to = fields.Date(required=True)


class FieldReportSchema(Schema):
    """Form 06/VPCP/KSTT."""

    form = fields.String(required=True)
    title = fields.Dict(keys=fields.String(), values=fields.String())
    period = fields.Nested(PeriodSchema, required=True)
    agency = fields.Nested(NamedSchema, allow_none=True)
    view = fields.Enum(View, by_value=True, required=True)
    succession = fields.Enum(Succession, by_value=True, required=True)
    as_of = fields.AwareDateTime(required=True)
    rows = fields.List(fields.Nested(RowSchema), required=True)
    total = fields.Nested(FiguresSchema, required=True)
    identities = fields.Boolean(required=True)


class ReceivedFiguresSchema(Schema):
    """Received in the year so far."""

    total = fields.Integer(required=True)
    online = fields.Integer(required=True)


class ResolvedFiguresSchema(ReceivedFiguresSchema):
    """Resolved in the year so far; the rate is of those early or on time, 0 to 1."""

    on_time_rate = fields.Float(allow_none=True)


class SatisfactionSchema(Schema):
    """How satisfied owners are; the rate is of those at least satisfied, 0 to 1."""

    ratings = fields.Integer(required=True)
    very_satisfied = fields.Integer(required=True)
    satisfied = fields.Integer(required=True)
    not_satisfied = fields.Integer(required=True)
    rate = fields.Float(allow_none=True)


class ProcedureFiguresSchema(Schema):
    """Open figures of a procedure."""

    procedure = fields.Nested(NamedSchema, required=True)
    since = fields.Date(required=True)
    as_of = fields.AwareDateTime(required=True)
    received = fields.Nested(ReceivedFiguresSchema, required=True)
    resolved = fields.Nested(ResolvedFiguresSchema, required=True)
    satisfaction = fields.Nested(SatisfactionSchema, required=True)
