"""What the lists and the search of dossiers take."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from chassis.cursors import NO_CURSOR, CursorField, instant_of
from chassis.fields import Day, Line, whole
from chassis.messages import TwoLanguageMessage
from kernel.channel import Channel
from kernel.codes import CitizenId, DossierCode
from kernel.collation import fold
from kernel.errors import InvalidInputError
from kernel.tax_code import TaxCode
from kernel.text import Text
from services.intake.catalogue.api.document_fields import AGENCY_CODE, values_of
from services.intake.registry.api.person_schemas import Phone
from services.intake.registry.domain.applicant import identities_of
from services.intake.registry.domain.dossier import SubStatus
from services.intake.registry.domain.listing import DossierQuery, ListOrder, Position

_STATUS = validate.Range(1, 10)
_LIMIT = validate.Range(1, 100)
_CODE_END = re.compile(r"[0-9A-Z.-]{1,60}")
_DAY_OF_CODE = re.compile(r"(?:^|-)(\d\d)(\d\d)(\d\d)-\d{4,}$")
_MOST_WORDS = 8
_NUMBERS = ("code", "id_number", "tax_code", "phone")


def _message(vi: str, en: str) -> TwoLanguageMessage:
    return TwoLanguageMessage.of(Text(vi=vi, en=en))


_NO_CRITERION = _message("Cần ít nhất một tiêu chí tìm kiếm.", "At least one criterion is needed.")
_NO_CODE = _message("Không phải mã hồ sơ hay phần cuối của mã.", "Not a code nor the end of one.")
_ONE_NUMBER = _message(
    "Chỉ tìm theo một trong hai: số định danh hoặc mã số thuế.",
    "Search by one of the two: id number or tax code.",
)
_TURNED = _message("Ngày đầu sau ngày cuối.", "The first day is after the last.")
_TOO_LONG = _message(
    "Sắp theo tên: cần khoảng ngày nộp không quá 31 ngày, hoặc chỉ các trạng thái chưa kết thúc.",
    "The order of names needs days of filing no more than 31 apart, or open statuses alone.",
)


class Cursor(CursorField[tuple[ListOrder, Position]]):
    """Where a page of a list so ordered begins; `documents.cursor_of` writes it."""

    def place_of(self, parts: Sequence[str]) -> tuple[ListOrder, Position]:
        """Return the dossier it goes on after, and the order in which it does."""
        word, at, code = parts
        order = ListOrder(word)
        if order is ListOrder.FILED and not at:
            raise ValueError("what is in the order of filing has an instant")
        return order, Position(code=code, at=instant_of(at) if at else None)


class Statuses(fields.String):
    """Status codes parted by commas."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- marshmallow's own signature
        parts = super()._deserialize(value, *args, **kwargs).split(",")
        if not all(part.isascii() and part.isdigit() for part in parts):
            raise ValidationError("Not a valid integer.")
        return tuple(_STATUS(int(part)) for part in parts)


class CodePart(Line):
    """A dossier's code, or its end as read off a slip; in capitals."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        written = super()._deserialize(value, *args, **kwargs).upper()
        if _CODE_END.fullmatch(written) is None:
            raise ValidationError([_NO_CODE])
        return written


class DossierQuerySchema(Schema):
    """The query of `GET /dossiers`; days are days of Vietnam, `from` and `to` both included."""

    status = Statuses(load_default=tuple)
    sub_status = fields.String(validate=values_of(SubStatus), load_default=None)
    procedure = fields.String(validate=whole("[0-9.]{1,20}"), load_default=None)
    agency = fields.String(validate=AGENCY_CODE, load_default=None)
    channel = fields.String(validate=values_of(Channel), load_default=None)
    first = Day(data_key="from", load_default=None)
    last = Day(data_key="to", load_default=None)
    due_before = Day(load_default=None)
    order = fields.Enum(ListOrder, by_value=True, load_default=ListOrder.FILED)
    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, validate=_LIMIT)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> DossierQuery:
        asked = {name: data[name] for name in _SAME}
        after = after_of(data["cursor"], data["order"])
        query = DossierQuery(statuses=data["status"], after=after, **asked)
        if query.first and query.last and query.first > query.last:
            raise ValidationError({"from": [_TURNED]})
        if query.order is ListOrder.NAME and not query.bounded:
            raise ValidationError({"order": [_TOO_LONG]})
        return query


_SAME = (
    "sub_status", "procedure", "agency", "channel",
    "first", "last", "due_before", "order", "limit",
)  # fmt: skip


class SearchPageSchema(Schema):
    """The query of `POST /dossiers/search`: the page; the body stays the same."""

    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=None, validate=_LIMIT)


class DossierSearchSchema(Schema):
    """The body of `POST /dossiers/search`; every criterion given must fit."""

    name = Line(load_default=None)
    code = CodePart(limit=60, load_default=None)
    id_number = Line(limit=20, load_default=None)
    tax_code = Line(limit=20, load_default=None)
    phone = Phone(limit=40, load_default=None)
    cursor = Cursor(load_default=None)
    limit = fields.Integer(load_default=20, strict=True, validate=_LIMIT)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> DossierQuery:
        words = tuple(fold(data["name"] or "").split())[:_MOST_WORDS]
        if not words and not any(data[name] for name in _NUMBERS):
            raise ValidationError([_NO_CRITERION])
        if data["id_number"] and data["tax_code"]:
            raise ValidationError({"tax_code": [_ONE_NUMBER]})
        return DossierQuery(
            name=words,
            identity=_identity(data["id_number"], data["tax_code"]),
            phone=data["phone"],
            after=after_of(data["cursor"], ListOrder.FILED),
            limit=data["limit"],
            **_code(data["code"]),
        )


def after_of(cursor: tuple[ListOrder, Position] | None, order: ListOrder) -> Position | None:
    """Return where a page begins; raise `ValidationError` for a cursor of another order."""
    if cursor is None:
        return None
    if cursor[0] is not order:
        raise ValidationError({"cursor": [NO_CURSOR]})
    return cursor[1]


def _code(written: str | None) -> dict[str, Any]:
    """Return what a code or its end asks for; the day in it tells when it was filed."""
    if written is None:
        return {}
    try:
        return {"code": str(DossierCode.parse(written))}
    except InvalidInputError:
        pass
    found = _DAY_OF_CODE.search(written)
    if found is None:
        return {"code_end": written}
    try:
        day = date(2000 + int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise ValidationError({"code": [_NO_CODE]}) from error
    return {"code_end": written, "first": day, "last": day}


def _identity(id_number: str | None, tax_code: str | None) -> str | None:
    if id_number:
        return identities_of(_read("id_number", CitizenId.parse, id_number), None)[0]
    if tax_code:
        return identities_of(None, _read("tax_code", TaxCode.parse, tax_code))[0]
    return None


def _read(name: str, parse: Callable[[str], object], written: str) -> str:
    try:
        return str(parse(written))
    except InvalidInputError as error:
        raise ValidationError({name: [TwoLanguageMessage.of(error.title)]}) from error
