"""Who may do what: a pure table of roles and relations; services turn it into SQL.

Default deny: an action missing here is allowed to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, unique

from kernel.errors import ForbiddenError, NotFoundError


@unique
class Role(StrEnum):
    """Who somebody is to the one-stop shop, as the token's `roles` claim says."""

    CITIZEN = "citizen"  # a person or business that files dossiers
    OFFICER = "officer"  # receives, appraises and hands over at a desk or in a division
    APPROVER = "approver"  # signs results for an agency
    HEAD = "head"  # answers for an agency
    SUPERVISOR = "supervisor"  # watches several agencies, changes nothing
    ADMIN = "admin"  # keeps reference data and the system
    PARTNER = "partner"  # another portal, a kiosk, the post


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The one on whose behalf something is done; `agency` is an agency code."""

    subject: str
    roles: frozenset[Role]
    agency: str | None = None
    id_number: str | None = None
    tax_code: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    scope: frozenset[str] = frozenset()

    def has(self, *roles: Role) -> bool:
        """Tell whether the actor holds any of these roles."""
        return not self.roles.isdisjoint(roles)


@unique
class Relation(Enum):
    """How an actor stands to the dossier at hand."""

    OWNER = "owner"  # filed it, or it was filed for them
    RECEIVING = "receiving"  # works at the agency that received it
    COMPETENT = "competent"  # works at an agency that decides it or a part of it
    OVERSEEING = "overseeing"  # a supervisor over its agencies
    NONE = "none"


@unique
class Action(StrEnum):
    """What can be done; one row of the table each."""

    FILE_DOSSIER = "file-dossier"
    RECEIVE_AT_DESK = "receive-at-desk"
    READ_DOSSIER = "read-dossier"
    ACCEPT_DOSSIER = "accept-dossier"
    REFUSE_DOSSIER = "refuse-dossier"
    SETTLE_ON_THE_SPOT = "settle-on-the-spot"
    HAND_OVER_RESULT = "hand-over-result"
    RATE_DOSSIER = "rate-dossier"
    READ_WORKLIST = "read-worklist"
    WORK_TASK = "work-task"
    DECIDE_TASK = "decide-task"
    READ_REPORT = "read-report"
    KEEP_REFERENCE_DATA = "keep-reference-data"


_STAFF = frozenset({Role.OFFICER, Role.APPROVER, Role.HEAD})
_AT_WORK = frozenset({Relation.RECEIVING, Relation.COMPETENT})
_ANY = frozenset(Relation)

_TABLE: dict[Action, tuple[tuple[frozenset[Role], frozenset[Relation]], ...]] = {
    Action.FILE_DOSSIER: ((frozenset({Role.CITIZEN, Role.PARTNER}), _ANY),),
    Action.RECEIVE_AT_DESK: ((_STAFF, frozenset({Relation.RECEIVING})),),
    Action.READ_DOSSIER: (
        (frozenset({Role.CITIZEN, Role.PARTNER}), frozenset({Relation.OWNER})),
        (_STAFF, _AT_WORK),
        (frozenset({Role.SUPERVISOR}), frozenset({Relation.OVERSEEING})),
    ),
    Action.ACCEPT_DOSSIER: ((_STAFF, frozenset({Relation.RECEIVING})),),
    Action.REFUSE_DOSSIER: ((_STAFF, frozenset({Relation.RECEIVING})),),
    Action.SETTLE_ON_THE_SPOT: (
        (frozenset({Role.APPROVER, Role.HEAD}), frozenset({Relation.RECEIVING})),
    ),
    Action.HAND_OVER_RESULT: ((_STAFF, frozenset({Relation.RECEIVING})),),
    Action.RATE_DOSSIER: ((frozenset({Role.CITIZEN, Role.PARTNER}), frozenset({Relation.OWNER})),),
    Action.READ_WORKLIST: ((_STAFF, frozenset({Relation.COMPETENT})),),
    Action.WORK_TASK: ((_STAFF, frozenset({Relation.COMPETENT})),),
    Action.DECIDE_TASK: (
        (frozenset({Role.APPROVER, Role.HEAD}), frozenset({Relation.COMPETENT})),
    ),
    Action.READ_REPORT: ((frozenset({Role.HEAD, Role.SUPERVISOR, Role.ADMIN}), _ANY),),
    Action.KEEP_REFERENCE_DATA: ((frozenset({Role.ADMIN}), _ANY),),
}


def roles_for(action: Action) -> frozenset[Role]:
    """Return every role that may do `action` in some relation: the gateway's coarse check."""
    return frozenset(role for roles, _ in _TABLE.get(action, ()) for role in roles)


def may(actor: Actor, action: Action, relation: Relation) -> bool:
    """Tell whether `actor`, standing in `relation` to the thing, may do `action`."""
    return any(actor.has(*roles) and relation in where for roles, where in _TABLE.get(action, ()))


def require(actor: Actor, action: Action, relation: Relation) -> None:
    """Raise unless `actor` may do `action`.

    Raises `NotFoundError` where the actor may not even know that the thing exists (no right to
    read a dossier in this relation) and `ForbiddenError` otherwise.
    """
    if may(actor, action, relation):
        return
    if relation is Relation.NONE and actor.has(*roles_for(action)):
        raise NotFoundError
    raise ForbiddenError
