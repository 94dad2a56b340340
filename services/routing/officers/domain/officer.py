"""An officer with what places them elsewhere; each change returns the new state and what is said.

Days are days of Vietnam, both ends included. Whatever ends at once ends with the day before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from contracts.events.routing import DelegationSet, OfficerSet, SecondmentSet
from kernel.errors import InvalidInputError, StaleVersionError
from kernel.rights import Ground, Role
from kernel.standing import DELEGATED_ROLES, OFFICE_ROLES, SECONDED_ROLES, Span
from kernel.text import Text
from services.routing.officers.domain.errors import (
    CannotDelegateError,
    NotInOfficeError,
    PlacementEndedError,
    PlacementFaultyError,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an administrator enters of an officer; `post` is the title, as `Chuyên viên`."""

    name: str = field(repr=False)
    post: str
    agency: str
    roles: frozenset[Role]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """An officer as the register has them; `account` is the subject of their tokens."""

    id: UUID
    account: str
    profile: Profile
    version: int = 1
    changed_at: datetime

    def in_office(self, span: Span) -> bool:
        """Tell whether the officer is in office on every day of the span."""
        own = self.profile.span
        return own.holds(span.first) and own.holds(span.last or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A secondment, or with a `delegator` a delegation; `ground` is the decision's number."""

    id: UUID
    officer: UUID
    agency: str
    roles: frozenset[Role]
    first_day: date
    last_day: date
    ground: str
    delegator: UUID | None = None

    @property
    def kind(self) -> Ground:
        """Return which of the two it is."""
        return Ground.SECONDED if self.delegator is None else Ground.DELEGATED


def require_version(officer: Officer, version: str) -> None:
    """Raise `StaleVersionError` unless the officer is as the caller read them."""
    if version != str(officer.version):
        raise StaleVersionError


def check_profile(profile: Profile) -> None:
    """Raise `InvalidInputError` for roles nobody in office has and for days that end too early."""
    if not profile.roles or not profile.roles <= OFFICE_ROLES:
        raise InvalidInputError(
            Text(
                vi="Vai trò phải là officer, approver, head hoặc supervisor.",
                en="Roles are officer, approver, head or supervisor.",
            ),
            pointer="/roles",
        )
    require_order(profile.span.first, profile.span.last)


def change(officer: Officer, profile: Profile, *, at: datetime) -> Officer:
    """Return the officer with another profile; raises as `check_profile`."""
    check_profile(profile)
    return _changed(officer, profile, at)


def deactivate(officer: Officer, last_day: date | None, *, today: date, at: datetime) -> Officer:
    """Return the officer out of office after `last_day`; without one at once.

    Raises `NotInOfficeError` when the office ended before.
    """
    ends = last_day or today - _DAY
    span = officer.profile.span
    if span.last is not None and span.last < min(ends, today):
        raise NotInOfficeError
    return _changed(officer, replace(officer.profile, span=replace(span, last=ends)), at)


def second(officer: Officer, placement: Placement) -> Placement:
    """Check a secondment; raises `PlacementFaultyError`, `NotInOfficeError`."""
    if placement.agency == officer.profile.agency:
        raise PlacementFaultyError(
            Text(vi="Đây là cơ quan của chính công chức.", en="That is the officer's own agency."),
            pointer="/agency",
        )
    return _checked(placement, SECONDED_ROLES, (officer,))


def delegate(delegator: Officer, officer: Officer, placement: Placement) -> Placement:
    """Check a delegation of signing.

    Raises `CannotDelegateError` for roles the delegator has not in their own right: what was
    delegated cannot be delegated on. `PlacementFaultyError`, `NotInOfficeError`.
    """
    if delegator.id == officer.id:
        raise PlacementFaultyError(
            Text(vi="Không thể ủy quyền cho chính mình.", en="Nobody delegates to themselves."),
            pointer="/officer",
        )
    if not placement.roles <= delegator.profile.roles:
        raise CannotDelegateError
    return _checked(placement, DELEGATED_ROLES, (delegator, officer))


def end_placement(placement: Placement, *, today: date) -> Placement:
    """Return the placement ended at once; raises `PlacementEndedError` when it was over."""
    if placement.last_day < today:
        raise PlacementEndedError
    return replace(placement, last_day=today - _DAY)


def touched(officer: Officer, at: datetime) -> Officer:
    """Return the officer as changed, because something that belongs to them changed."""
    return _changed(officer, officer.profile, at)


def officer_set(officer: Officer) -> OfficerSet:
    """Tell of an officer, without the name."""
    profile = officer.profile
    return OfficerSet(
        officer=str(officer.id),
        account=officer.account,
        agency=profile.agency,
        post=profile.post,
        roles=_words(profile.roles),
        first_day=profile.span.first,
        last_day=profile.span.last,
        changed_at=officer.changed_at,
    )


def placement_set(
    placement: Placement, officer: Officer, delegator: Officer | None, at: datetime
) -> SecondmentSet | DelegationSet:
    """Tell of a secondment, or with a delegator of a delegation."""
    if delegator is None:
        return SecondmentSet(
            secondment=str(placement.id),
            officer=str(officer.id),
            account=officer.account,
            agency=placement.agency,
            roles=_words(placement.roles),
            first_day=placement.first_day,
            last_day=placement.last_day,
            changed_at=at,
        )
    return DelegationSet(
        delegation=str(placement.id),
        officer=str(officer.id),
        account=officer.account,
        delegator=delegator.account,
        agency=placement.agency,
        roles=_words(placement.roles),
        first_day=placement.first_day,
        last_day=placement.last_day,
        changed_at=at,
    )


def _changed(officer: Officer, profile: Profile, at: datetime) -> Officer:
    return replace(officer, profile=profile, version=officer.version + 1, changed_at=at)


def _checked(
    placement: Placement, allowed: frozenset[Role], officers: Iterable[Officer]
) -> Placement:
    if not placement.roles or not placement.roles <= allowed:
        words = ", ".join(sorted(allowed))
        raise PlacementFaultyError(
            Text(vi=f"Vai trò phải là {words}.", en=f"Roles are {words}."), pointer="/roles"
        )
    require_order(placement.first_day, placement.last_day)
    span = Span(first=placement.first_day, last=placement.last_day)
    if not all(officer.in_office(span) for officer in officers):
        raise NotInOfficeError
    return placement


def require_order(first: date, last: date | None) -> None:
    """Raise `InvalidInputError` for days that end before they begin."""
    if last is not None and last < first:
        raise InvalidInputError(
            Text(
                vi="Ngày cuối phải từ ngày đầu trở đi.",
                en="The last day must not come before the first.",
            ),
            pointer="/last_day",
        )


def _words(roles: frozenset[Role]) -> tuple[str, ...]:
    return tuple(sorted(role.value for role in roles))
