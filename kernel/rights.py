"""Who may do what: a pure table of roles, relations, grounds and confidentiality.

Default deny: an action missing here is allowed to nobody. Services turn the table into SQL, the
gateway reads its roles. `kernel.visibility` says what is seen of a dossier that may be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, StrEnum, unique

from kernel.errors import ForbiddenError, NotFoundError


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
    """Roles held at one agency; `over` are the agencies below it, where who stands looks down."""

    agency: str
    roles: frozenset[Role]
    ground: Ground = Ground.HOME
    over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The one on whose behalf something is done; `agency` is an agency code.

    `standings` are where the register of officers places them today (`kernel.standing`); None
    until somebody looked, and then the token alone counts.
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


@unique
class Relation(Enum):
    """How somebody stands to the dossier at hand, from one of their standings."""

    OWNER = "owner"  # filed it, or it was filed for them
    RECEIVING = "receiving"  # works at the agency that received it
    COMPETENT = "competent"  # works at the agency that decides it
    LEG = "leg"  # works at an agency that has a part in it
    OVERSEEING = "overseeing"  # supervises one of its agencies, or a tier above them
    NONE = "none"


@unique
class Confidentiality(StrEnum):
    """How closely a procedure's dossiers are kept."""

    ORDINARY = "ordinary"
    CONFIDENTIAL = "confidential"  # only its own agencies may know of it


@unique
class Action(StrEnum):
    """What can be done; one row of the table each."""

    FILE_DOSSIER = "file-dossier"
    RECEIVE_AT_DESK = "receive-at-desk"
    READ_DOSSIER = "read-dossier"
    SEARCH_DOSSIERS = "search-dossiers"
    ACCEPT_DOSSIER = "accept-dossier"
    REFUSE_DOSSIER = "refuse-dossier"
    REQUEST_SUPPLEMENT = "request-supplement"
    OVERRIDE_SUPPLEMENT = "override-supplement"
    SUBMIT_SUPPLEMENT = "submit-supplement"
    WITHDRAW_DOSSIER = "withdraw-dossier"
    SUSPEND_DOSSIER = "suspend-dossier"
    READ_DESK_ALERTS = "read-desk-alerts"
    READ_DESK_QUEUE = "read-desk-queue"
    CALL_APPLICANT = "call-applicant"
    SETTLE_ON_THE_SPOT = "settle-on-the-spot"
    HAND_OVER_RESULT = "hand-over-result"
    CORRECT_ERROR = "correct-error"
    CORRECT_RECEPTION = "correct-reception"
    MOVE_RECEPTION = "move-reception"
    ERASE_DOSSIER = "erase-dossier"
    WRITE_MESSAGE = "write-message"
    RATE_DOSSIER = "rate-dossier"
    READ_WORKLIST = "read-worklist"
    WORK_TASK = "work-task"
    DECIDE_TASK = "decide-task"
    READ_REPORT = "read-report"
    READ_REGISTER = "read-register"
    READ_VIOLATIONS = "read-violations"
    KEEP_REFERENCE_DATA = "keep-reference-data"
    KEEP_OFFICERS = "keep-officers"
    MEND_EVENTS = "mend-events"


_WHO_FILES = frozenset({Role.CITIZEN, Role.PARTNER})
_WHO_SIGNS = frozenset({Role.APPROVER, Role.HEAD})
_AT_WORK = frozenset({Relation.RECEIVING, Relation.COMPETENT, Relation.LEG})
_AT_TASK = frozenset({Relation.COMPETENT, Relation.LEG})
_AT_DESK = frozenset({Relation.RECEIVING})
_DECIDING = frozenset({Relation.COMPETENT})
_ABOVE = frozenset({Relation.OVERSEEING})
_ANY = frozenset(Relation)
_HOME = frozenset({Ground.HOME})
_SECONDED = frozenset({Ground.SECONDED})
_SIGNING = frozenset({Ground.HOME, Ground.DELEGATED})
_ORDINARY = frozenset({Confidentiality.ORDINARY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One line of the table: these roles, so related, on these grounds, to dossiers so kept."""

    roles: frozenset[Role]
    relations: frozenset[Relation] = _ANY
    grounds: frozenset[Ground] = _HOME
    kept: frozenset[Confidentiality] = frozenset(Confidentiality)


def _owner() -> Grant:
    return Grant(roles=_WHO_FILES, relations=frozenset({Relation.OWNER}))


def _staff(where: frozenset[Relation]) -> tuple[Grant, ...]:
    """Return the lines for work any of an agency's staff does, the seconded with ordinary ones."""
    return (
        Grant(roles=STAFF, relations=where),
        Grant(roles=STAFF, relations=where, grounds=_SECONDED, kept=_ORDINARY),
    )


def _signers(where: frozenset[Relation]) -> Grant:
    return Grant(roles=_WHO_SIGNS, relations=where, grounds=_SIGNING)


_OVERSEERS = Grant(roles=frozenset({Role.SUPERVISOR}), relations=_ABOVE, kept=_ORDINARY)
_LEADERS = Grant(roles=frozenset({Role.HEAD, Role.SUPERVISOR}), relations=_ABOVE)
_ADMINS = (Grant(roles=frozenset({Role.ADMIN})),)

_TABLE: dict[Action, tuple[Grant, ...]] = {
    Action.FILE_DOSSIER: (Grant(roles=_WHO_FILES),),
    Action.RECEIVE_AT_DESK: _staff(_AT_DESK),
    Action.READ_DOSSIER: (_owner(), *_staff(_AT_WORK), _signers(_AT_WORK), _OVERSEERS),
    # By a person's name or number nobody learns of a confidential dossier.
    Action.SEARCH_DOSSIERS: (
        Grant(roles=STAFF, relations=_AT_WORK, grounds=_HOME | _SECONDED, kept=_ORDINARY),
        _OVERSEERS,
    ),
    Action.ACCEPT_DOSSIER: _staff(_AT_DESK),
    Action.REFUSE_DOSSIER: _staff(_AT_DESK),
    Action.REQUEST_SUPPLEMENT: _staff(_AT_DESK),
    # Past the three days the head answers for it, and nobody in the head's place.
    Action.OVERRIDE_SUPPLEMENT: (Grant(roles=frozenset({Role.HEAD}), relations=_AT_DESK),),
    # Online by the owner; on paper into the hands of the desk.
    Action.SUBMIT_SUPPLEMENT: (_owner(), *_staff(_AT_DESK)),
    Action.WITHDRAW_DOSSIER: (_owner(),),
    # The head who answers for the decision, and nobody in the head's place.
    Action.SUSPEND_DOSSIER: (Grant(roles=frozenset({Role.HEAD}), relations=_DECIDING),),
    Action.READ_DESK_ALERTS: _staff(_AT_DESK),
    Action.READ_DESK_QUEUE: _staff(_AT_DESK),
    Action.CALL_APPLICANT: _staff(_AT_DESK),
    Action.SETTLE_ON_THE_SPOT: (_signers(_AT_DESK),),
    Action.HAND_OVER_RESULT: _staff(_AT_DESK),
    # Whose decision it was takes it back: those who sign for the competent agency.
    Action.CORRECT_ERROR: (_signers(_DECIDING),),
    # What moves the case or the citizen's date somebody signs for.
    Action.CORRECT_RECEPTION: (*_staff(_AT_DESK), _signers(_AT_DESK)),
    Action.MOVE_RECEPTION: (_signers(_AT_DESK),),
    # The head who answers for the records of the desk, and nobody in the head's place.
    Action.ERASE_DOSSIER: (Grant(roles=frozenset({Role.HEAD}), relations=_AT_DESK),),
    Action.WRITE_MESSAGE: (_owner(), *_staff(_AT_WORK), _signers(_AT_WORK)),
    Action.RATE_DOSSIER: (_owner(),),
    Action.READ_WORKLIST: (*_staff(_AT_TASK), _signers(_AT_TASK)),
    Action.WORK_TASK: (*_staff(_AT_TASK), _signers(_AT_TASK)),
    Action.DECIDE_TASK: (_signers(_AT_TASK),),
    Action.READ_REPORT: (_LEADERS, *_ADMINS),
    # Its lines name people; an administrator has no business with them.
    Action.READ_REGISTER: (_LEADERS,),
    # Of the own agency and those below it; a line that charges somebody is theirs to read.
    Action.READ_VIOLATIONS: (_LEADERS, Grant(roles=STAFF, relations=frozenset({Relation.OWNER}))),
    Action.KEEP_REFERENCE_DATA: _ADMINS,
    Action.KEEP_OFFICERS: _ADMINS,
    Action.MEND_EVENTS: _ADMINS,
}


def roles_for(action: Action) -> frozenset[Role]:
    """Return every role that may do `action` in some relation: the gateway's coarse check.

    Somebody placed elsewhere for a time comes with the token of the own agency: any role of
    staff passes here where signing is asked, and the service finds the delegation or none.
    """
    grants = _TABLE.get(action, ())
    delegated = any(Ground.DELEGATED in grant.grounds for grant in grants)
    roles = frozenset(role for grant in grants for role in grant.roles)
    return roles | STAFF if delegated else roles


def allows(
    roles: Iterable[Role],
    action: Action,
    relation: Relation,
    ground: Ground = Ground.HOME,
    kept: Confidentiality = Confidentiality.ORDINARY,
) -> bool:
    """Tell whether one of these roles, so related on this ground, may do `action`."""
    return any(
        not grant.roles.isdisjoint(roles)
        and relation in grant.relations
        and ground in grant.grounds
        and kept in grant.kept
        for grant in _TABLE.get(action, ())
    )


def may(actor: Actor, action: Action, relation: Relation) -> bool:
    """Tell whether the roles of `actor`'s token allow `action` in this relation.

    For what nobody is placed to by the register; staff are asked by their standings.
    """
    return allows(actor.roles, action, relation)


def stands_for(
    actor: Actor,
    action: Action,
    relation: Relation,
    agency: str,
    kept: Confidentiality = Confidentiality.ORDINARY,
) -> bool:
    """Tell whether some standing of the actor at `agency`, so related, allows `action`."""
    return any(
        standing.agency == agency
        and allows(standing.roles, action, relation, standing.ground, kept)
        for standing in actor.stands
    )


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
