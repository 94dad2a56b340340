"""What the routes of the area take and answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import Schema, fields, post_load, validate

from chassis.fields import Line, whole
from kernel.rights import Role
from kernel.standing import DELEGATED_ROLES, OFFICE_ROLES, SECONDED_ROLES, Span
from services.routing.officers.domain.arrangement import ArrangementKind
from services.routing.officers.domain.officer import Profile
from services.routing.officers.ports import OfficerQuery
from services.routing.officers.usecases.arrange_officer import Wanted
from services.routing.officers.usecases.place_officer import Wish

# As issuers write subjects: no spaces, nothing that breaks a log line.
_ACCOUNT = whole("[!-~]{1,128}")
_AGENCY, _DOSSIER = 40, 60


def _roles(allowed: frozenset[Role]) -> fields.List[Any]:
    words = sorted(role.value for role in allowed)
    return fields.List(
        fields.String(validate=validate.OneOf(words)),
        required=True,
        validate=validate.Length(1, len(words)),
    )


class ProfileSchema(Schema):
    """An officer's entry, as it replaces the one before."""

    name = Line(required=True, limit=200)
    post = Line(required=True, limit=200)
    agency = Line(required=True, limit=_AGENCY)
    roles = _roles(OFFICE_ROLES)
    first_day = fields.Date(required=True)
    last_day = fields.Date(allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> object:
        return profile_of(data)


class OfficerSchema(ProfileSchema):
    """A new officer; `account` is the subject (`sub`) of their tokens."""

    account = fields.String(required=True, validate=_ACCOUNT)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[str, Profile]:
        return data["account"], profile_of(data)


class AccountsSchema(Schema):
    """Accounts whose officers are asked for, and dossiers of which who is in charge."""

    accounts = fields.List(
        fields.String(validate=_ACCOUNT), required=True, validate=validate.Length(max=1000)
    )
    dossiers = fields.List(
        Line(limit=_DOSSIER), load_default=list, validate=validate.Length(max=1000)
    )


class LastDaySchema(Schema):
    """When an office ends; without a day at once."""

    last_day = fields.Date(allow_none=True, load_default=None)


class NothingSchema(Schema):
    """An order that needs no words."""


class _PlacementSchema(Schema):
    first_day = fields.Date(required=True)
    last_day = fields.Date(required=True)
    ground = Line(required=True, limit=200)


class SecondmentSchema(_PlacementSchema):
    """A secondment: to which agency, as what, when, by which decision."""

    agency = Line(required=True, limit=_AGENCY)
    roles = _roles(SECONDED_ROLES)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[str, Wish]:
        return data["agency"], wish_of(data)


class DelegationSchema(_PlacementSchema):
    """A delegation of signing: to which officer, in which role, when, by which decision."""

    officer = fields.UUID(required=True)
    roles = _roles(DELEGATED_ROLES)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> tuple[UUID, Wish]:
        return data["officer"], wish_of(data)


class AbsenceSchema(_PlacementSchema):
    """An absence; `cover` takes over what the officer holds, without one the head's queue does."""

    cover = fields.UUID(allow_none=True, load_default=None)

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Wanted:
        return Wanted(kind=ArrangementKind.ABSENCE, **data)


class DutySchema(_PlacementSchema):
    """The fields that an officer looks after on these days, and no others, by their codes."""

    codes = fields.List(
        Line(limit=20, least=1),
        data_key="fields",
        required=True,
        validate=validate.Length(1, 50),
    )

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> Wanted:
        codes = frozenset(data.pop("codes"))
        return Wanted(kind=ArrangementKind.DUTY, fields=codes, **data)


class OfficersQuerySchema(Schema):
    """Which officers to list; `cursor` is the id the page before ended with."""

    agency = Line(limit=_AGENCY, load_default=None)
    account = fields.String(validate=_ACCOUNT, load_default=None)
    cursor = fields.UUID(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> OfficerQuery:
        return OfficerQuery(
            agency=data["agency"],
            account=data["account"],
            after=data["cursor"],
            limit=data["limit"],
        )


class RosterQuerySchema(Schema):
    """For which day; without one, today."""

    on = fields.Date(load_default=None)


class PlacementAnswerSchema(Schema):
    """A secondment or delegation; `kind` says which."""

    id = fields.UUID()
    kind = fields.String()
    officer = fields.UUID()
    delegator = fields.UUID(allow_none=True)
    agency = fields.String()
    roles = fields.List(fields.String())
    first_day = fields.Date()
    last_day = fields.Date()
    ground = fields.String()


class ArrangementAnswerSchema(Schema):
    """An absence or duty; `kind` says which."""

    id = fields.UUID()
    kind = fields.Enum(ArrangementKind, by_value=True)
    cover = fields.UUID(allow_none=True)
    codes = fields.List(fields.String(), data_key="fields")
    first_day = fields.Date()
    last_day = fields.Date()
    ground = fields.String()


class OfficerLineSchema(Schema):
    """An officer in a list."""

    id = fields.UUID()
    account = fields.String()
    name = fields.String()
    post = fields.String()
    agency = fields.String()
    roles = fields.List(fields.String())
    first_day = fields.Date()
    last_day = fields.Date(allow_none=True)
    version = fields.Integer()


class ChangeAnswerSchema(Schema):
    """A line of an officer's history."""

    at = fields.DateTime()
    by = fields.String()
    action = fields.String()
    version = fields.Integer()
    data = fields.Dict()


class OfficerAnswerSchema(OfficerLineSchema):
    """An officer with placements and history."""

    placements = fields.List(fields.Nested(PlacementAnswerSchema))
    arrangements = fields.List(fields.Nested(ArrangementAnswerSchema))
    history = fields.List(fields.Nested(ChangeAnswerSchema))


class OfficerPageSchema(Schema):
    """A page of officers; `cursor` leads to the next, null on the last."""

    items = fields.List(fields.Nested(OfficerLineSchema))
    cursor = fields.UUID(allow_none=True)


class StandingAnswerSchema(Schema):
    """Who stands at an agency, in which roles, on which ground."""

    officer = fields.UUID()
    account = fields.String()
    name = fields.String()
    post = fields.String()
    roles = fields.List(fields.String())
    ground = fields.String()


class RosterSchema(Schema):
    """The roster of an agency on a day."""

    agency = fields.String()
    on = fields.Date()
    items = fields.List(fields.Nested(StandingAnswerSchema))


def profile_of(data: dict[str, Any]) -> Profile:
    """Return the profile of a loaded document."""
    return Profile(
        name=data["name"],
        post=data["post"],
        agency=data["agency"],
        roles=frozenset(map(Role, data["roles"])),
        span=Span(first=data["first_day"], last=data["last_day"]),
    )


def wish_of(data: dict[str, Any]) -> Wish:
    """Return the wish of a loaded document."""
    return Wish(
        roles=frozenset(map(Role, data["roles"])),
        first_day=data["first_day"],
        last_day=data["last_day"],
        ground=data["ground"],
    )
