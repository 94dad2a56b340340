"""Who asks in the matrix: every role, at home, elsewhere, placed, and out of office."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from kernel.rights import Ground, Role
from kernel.scopes import SCOPES
from tests.integration.intake.office import COMMUNE, MONDAY

OTHER = "H56.14758"
OUTSIDE = "H56.STC"
INSURANCE = "H56.BHXH"
PROVINCE = "H56"
TODAY = MONDAY.date()
DAY = timedelta(days=1)

Stands = tuple[str, frozenset[Role], Ground]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a token; `stands` is where they stand today, written here by hand."""

    name: str
    roles: tuple[Role, ...]
    agency: str | None = None
    stands: tuple[Stands, ...] = ()
    over: frozenset[str] = frozenset()
    entered: dict[str, Any] | None = field(default=None)

    @property
    def claims(self) -> dict[str, Any]:
        """Return the claims of their token."""
        claims: dict[str, Any] = {
            "sub": self.name,
            "roles": [role.value for role in self.roles],
            "amr": ["pwd", "mfa"],
            "agency": self.agency,
        }
        if Role.PARTNER in self.roles:
            claims["scope"] = " ".join(SCOPES)
        return claims


def at(agency: str, role: Role, **more: Any) -> Person:
    """Return somebody who works at an agency, known by the token alone."""
    stands = ((agency, frozenset({role}), Ground.HOME),)
    return Person(
        name=f"{role.value}-{agency}", roles=(role,), agency=agency, **{"stands": stands, **more}
    )


def guest(name: str, *placed: Stands) -> Person:
    """Return an officer of the outside agency who is in the register."""
    home = (OUTSIDE, frozenset({Role.OFFICER}), Ground.HOME)
    return Person(
        name=name,
        roles=(Role.OFFICER,),
        agency=OUTSIDE,
        stands=(home, *placed),
        entered={"roles": ["officer"], "agency": OUTSIDE},
    )


_SERVING, _SIGNING = frozenset({Role.OFFICER}), frozenset({Role.HEAD})

HEAD = at(COMMUNE, Role.HEAD, entered={"roles": ["head"], "agency": COMMUNE})
SECONDED = guest("seconded", (COMMUNE, _SERVING, Ground.SECONDED))
SECONDED_BEFORE = guest("seconded-before")
DELEGATE = guest("delegate", (COMMUNE, _SIGNING, Ground.DELEGATED))
DELEGATE_LATER = guest("delegate-later")
GONE = Person(
    name="gone",
    roles=(Role.OFFICER, Role.APPROVER),
    agency=COMMUNE,
    entered={
        "roles": ["officer", "approver"],
        "agency": COMMUNE,
        "last_day": (TODAY - DAY).isoformat(),
    },
)
GONE_HEAD = Person(
    name="gone-head",
    roles=(Role.HEAD,),
    agency=COMMUNE,
    entered={"roles": ["head"], "agency": COMMUNE, "last_day": (TODAY - DAY).isoformat()},
)
CITIZEN = Person(name="citizen-1", roles=(Role.CITIZEN,))
PARTNER = Person(name="partner-1", roles=(Role.PARTNER,))

PEOPLE: tuple[Person | None, ...] = (
    None,
    CITIZEN,
    Person(name="citizen-2", roles=(Role.CITIZEN,)),
    PARTNER,
    Person(name="partner-2", roles=(Role.PARTNER,)),
    at(COMMUNE, Role.OFFICER),
    at(COMMUNE, Role.APPROVER),
    HEAD,
    at(OTHER, Role.OFFICER),
    at(OTHER, Role.APPROVER),
    at(OTHER, Role.HEAD),
    at(INSURANCE, Role.OFFICER),
    at(INSURANCE, Role.APPROVER),
    at(OUTSIDE, Role.OFFICER),
    at(OUTSIDE, Role.HEAD),
    at(PROVINCE, Role.SUPERVISOR, over=frozenset({PROVINCE, COMMUNE, OTHER, OUTSIDE})),
    at(OTHER, Role.SUPERVISOR, over=frozenset({OTHER})),
    Person(name="supervisor-nowhere", roles=(Role.SUPERVISOR,)),
    Person(name="admin-1", roles=(Role.ADMIN,)),
    at(COMMUNE, Role.ADMIN, stands=()),
    SECONDED,
    SECONDED_BEFORE,
    DELEGATE,
    DELEGATE_LATER,
    GONE,
    GONE_HEAD,
    Person(name="nobody", roles=()),
)
"""None is who has no token."""
