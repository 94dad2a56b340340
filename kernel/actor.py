"""On whose behalf something is done: roles, where they are held, and by which mandates."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique

from kernel.mandate import HeldMandate


@unique
class Role(StrEnum):
    """Who somebody is to the one-stop shop, as the token's `roles` claim says."""

    CITIZEN = "citizen"  # a person or business that files dossiers
    OFFICER = "officer"  # receives, appraises and hands over at a desk or in a division
    APPROVER = "approver"  # signs results for an agency
    HEAD = "head"  # answers for an agency
    SUPERVISOR = "supervisor"  # watches an agency and all below it, changes nothing
    ADMIN = "admin"  # keeps reference data, officers and the system
    PARTNER = "partner"  # another portal, a kiosk, the post


STAFF = frozenset({Role.OFFICER, Role.APPROVER, Role.HEAD})
"""Who works on dossiers."""


@unique
class Ground(StrEnum):
    """By what somebody holds roles at an agency."""

    HOME = "home"  # it is their own
    SECONDED = "seconded"  # sent there for a time by an outside agency
    DELEGATED = "delegated"  # signs for a time in the place of somebody of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Roles held at one agency; `over` are the agencies below it, where who stands looks down.

    `heir_of` are agencies that ended and left it what they had not given to others.
    """

    agency: str
    roles: frozenset[Role]
    ground: Ground = Ground.HOME
    over: frozenset[str] = frozenset()
    heir_of: frozenset[str] = frozenset()

    @property
    def places(self) -> frozenset[str]:
        """Return the codes under which dossiers are the agency's."""
        return self.heir_of | {self.agency}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The one on whose behalf something is done; `agency` is an agency code.

    `standings` are where the register of officers places them today (`kernel.standing`); None
    until somebody looked, and then the token alone counts. `mandates` are those in force today by
    which they act for others, once somebody looked.
    """

    subject: str
    roles: frozenset[Role]
    agency: str | None = None
    id_number: str | None = None
    tax_code: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    scope: frozenset[str] = frozenset()
    post: str | None = None
    standings: tuple[Standing, ...] | None = field(default=None)
    mandates: tuple[HeldMandate, ...] = ()

    def has(self, *roles: Role) -> bool:
        """Tell whether the token gives any of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def home(self) -> tuple[Standing, ...]:
        """Return where the token alone places the actor."""
        roles = self.roles & (STAFF | {Role.SUPERVISOR})
        return (Standing(agency=self.agency, roles=roles),) if self.agency and roles else ()

    @property
    def stands(self) -> tuple[Standing, ...]:
        """Return where the actor stands, as far as is known."""
        return self.home if self.standings is None else self.standings
