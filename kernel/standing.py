"""Where an officer stands: at home by the token, elsewhere by secondment or delegation.

The register of officers (routing) says what is written here of each; others hold copies of it.
Days are whole days of Vietnam, both ends included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kernel.rights import STAFF, Actor, Ground, Role, Standing

SECONDED_ROLES = frozenset({Role.OFFICER})
"""What somebody of an outside agency may be at the host's: never the one who signs."""

DELEGATED_ROLES = frozenset({Role.APPROVER, Role.HEAD})
"""What may be delegated: signing."""

OFFICE_ROLES = STAFF | {Role.SUPERVISOR}
"""What somebody in office may be; administrators and citizens are not in the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from `first` to `last`, both included; without `last` for good."""

    first: date
    last: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the day lies in the span."""
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A secondment or a delegation: roles held at another agency, or in another's place."""

    agency: str
    roles: frozenset[Role]
    ground: Ground
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the register says of one officer; `post` is the title, as `Chuyên viên`."""

    agency: str
    roles: frozenset[Role]
    span: Span
    name: str | None = None
    post: str | None = None
    placements: tuple[Placement, ...] = ()


def standings(actor: Actor, office: Office | None, on: date) -> tuple[Standing, ...]:
    """Return where the actor stands on a day.

    The register withdraws and adds: who is in it holds at home only what both it and the token
    give, and nothing at all outside the days in office. Who is not in it stands where the token
    says.
    """
    home = actor.home
    if office is None:
        return home
    if not office.span.holds(on):
        return ()
    return (*_at_home(home, office), *_placed(office, on))


def placed(actor: Actor, office: Office | None, on: date) -> Actor:
    """Return the actor with the standings of a day, and as whom the register knows them.

    Whose token names no agency watches the province, unless the register has them at one.
    """
    here = standings(actor, office, on)
    if office is None:
        return replace(actor, standings=here)
    return replace(
        actor,
        name=office.name or actor.name,
        post=office.post,
        agency=actor.agency or office.agency,
        standings=here,
    )


def _at_home(home: tuple[Standing, ...], office: Office) -> Iterator[Standing]:
    for standing in home:
        roles = standing.roles & office.roles
        if standing.agency == office.agency and roles:
            yield replace(standing, roles=roles)


def _placed(office: Office, on: date) -> Iterator[Standing]:
    for placement in office.placements:
        allowed = SECONDED_ROLES if placement.ground is Ground.SECONDED else DELEGATED_ROLES
        roles = placement.roles & allowed
        if roles and placement.span.holds(on):
            yield Standing(agency=placement.agency, roles=roles, ground=placement.ground)
