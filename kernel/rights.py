"""Who may do what: a pure table of roles, relations, grounds and confidentiality.

Default deny: an action missing here is allowed to nobody. Services turn the table into SQL, the
gateway reads its roles. `kernel.actor` says who asks, `kernel.visibility` what is seen of a
dossier that may be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum, unique

from kernel.action import Action
from kernel.actor import STAFF, Actor, Ground, Role, Standing
from kernel.errors import ForbiddenError, NotFoundError

__all__ = [
    "STAFF",
    "Action",
    "Actor",
    "Confidentiality",
    "Grant",
    "Ground",
    "Relation",
    "Role",
    "Standing",
    "allows",
    "may",
    "require",
    "roles_for",
    "stands_for",
]


@unique
class Relation(Enum):
    """How somebody stands to the dossier at hand, from one of their standings."""

    OWNER = "owner"  # filed it, or it was filed for them
    MANDATED = "mandated"  # filed it for another under a mandate that is in force
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


_WHO_FILES = frozenset({Role.CITIZEN, Role.PARTNER})
_HEADS = frozenset({Role.HEAD})
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


def _mandated() -> Grant:
    return Grant(roles=frozenset({Role.CITIZEN}), relations=frozenset({Relation.MANDATED}))


def _staff(where: frozenset[Relation]) -> tuple[Grant, ...]:
    """Return the lines for work any of an agency's staff does, the seconded with ordinary ones."""
    return (
        Grant(roles=STAFF, relations=where),
        Grant(roles=STAFF, relations=where, grounds=_SECONDED, kept=_ORDINARY),
    )


def _signers(where: frozenset[Relation]) -> Grant:
    return Grant(roles=_WHO_SIGNS, relations=where, grounds=_SIGNING)


_PEOPLE = Grant(roles=frozenset({Role.CITIZEN}), relations=frozenset({Relation.OWNER}))
_OVERSEERS = Grant(roles=frozenset({Role.SUPERVISOR}), relations=_ABOVE, kept=_ORDINARY)
_LEADERS = Grant(roles=frozenset({Role.HEAD, Role.SUPERVISOR}), relations=_ABOVE)
_ADMINS = (Grant(roles=frozenset({Role.ADMIN})),)

_TABLE: dict[Action, tuple[Grant, ...]] = {
    Action.FILE_DOSSIER: (Grant(roles=_WHO_FILES),),
    Action.RECEIVE_AT_DESK: _staff(_AT_DESK),
    Action.READ_DOSSIER: (
        _owner(),
        _mandated(),
        *_staff(_AT_WORK),
        _signers(_AT_WORK),
        _OVERSEERS,
    ),
    # By a person's name or number nobody learns of a confidential dossier.
    Action.SEARCH_DOSSIERS: (
        Grant(roles=STAFF, relations=_AT_WORK, grounds=_HOME | _SECONDED, kept=_ORDINARY),
        _OVERSEERS,
    ),
    Action.ACCEPT_DOSSIER: _staff(_AT_DESK),
    Action.REFUSE_DOSSIER: _staff(_AT_DESK),
    Action.REQUEST_SUPPLEMENT: _staff(_AT_DESK),
    # Past the three days the head answers for it, and nobody in the head's place.
    Action.OVERRIDE_SUPPLEMENT: (Grant(roles=_HEADS, relations=_AT_DESK),),
    # Online by the owner; on paper into the hands of the desk.
    Action.SUBMIT_SUPPLEMENT: (_owner(), _mandated(), *_staff(_AT_DESK)),
    Action.WITHDRAW_DOSSIER: (_owner(),),
    # The head who answers for the decision, and nobody in the head's place.
    Action.SUSPEND_DOSSIER: (Grant(roles=_HEADS, relations=_DECIDING),),
    Action.READ_DESK_ALERTS: _staff(_AT_DESK),
    Action.READ_DESK_QUEUE: _staff(_AT_DESK),
    # Whoever may take a fee there sees what waits for money.
    Action.READ_DESK_PAYMENTS: _staff(_AT_DESK),
    Action.CALL_APPLICANT: _staff(_AT_DESK),
    Action.SETTLE_ON_THE_SPOT: (_signers(_AT_DESK),),
    # Online by the owner; at the desk, by telephone or letter as an officer records it.
    Action.ANSWER_DRAFT: (_owner(), _mandated(), *_staff(_AT_DESK)),
    Action.HAND_OVER_RESULT: _staff(_AT_DESK),
    Action.CHANGE_DELIVERY: (_owner(),),
    # Whose decision it was takes it back: those who sign for the competent agency.
    Action.CORRECT_ERROR: (_signers(_DECIDING),),
    # What moves the case or the citizen's date somebody signs for.
    Action.CORRECT_RECEPTION: (*_staff(_AT_DESK), _signers(_AT_DESK)),
    Action.MOVE_RECEPTION: (_signers(_AT_DESK),),
    # The head who answers for the records of the desk, and nobody in the head's place.
    Action.ERASE_DOSSIER: (Grant(roles=_HEADS, relations=_AT_DESK),),
    Action.WRITE_MESSAGE: (_owner(), _mandated(), *_staff(_AT_WORK), _signers(_AT_WORK)),
    Action.RATE_DOSSIER: (_owner(),),
    # What we wrote to them is read by people, and by who files for them.
    Action.READ_INBOX: (_PEOPLE, _mandated()),
    # One's own alone; whether the register has them in office is asked where one is entered.
    Action.KEEP_STAFF_MAIL: (Grant(roles=STAFF),),
    # Online one's own; at a desk the paper somebody shows.
    Action.GRANT_MANDATE: (_PEOPLE, *_staff(_AT_DESK)),
    Action.READ_MANDATE: (_PEOPLE, *_staff(_AT_DESK)),
    # Somebody stands at the desk and says that they file for another.
    Action.SEARCH_MANDATES: _staff(_AT_DESK),
    Action.KEEP_DRAFT: (_PEOPLE,),
    Action.PROPOSE_AMENDMENT: _staff(_AT_DESK),
    Action.READ_AMENDMENTS: (*_staff(_AT_DESK), *_ADMINS),
    # How far the agencies are with it; what the dossier holds is read as the dossier.
    Action.READ_CASE: (*_staff(_AT_WORK), _signers(_AT_WORK), _OVERSEERS),
    Action.READ_WORKLIST: (*_staff(_AT_TASK), _signers(_AT_TASK)),
    Action.WORK_TASK: (*_staff(_AT_TASK), _signers(_AT_TASK)),
    Action.DECIDE_TASK: (_signers(_AT_TASK),),
    # Who answers for the agency says who does what, or who stands in for them.
    Action.ASSIGN_TASK: (Grant(roles=_HEADS, relations=_AT_TASK, grounds=_SIGNING),),
    # Who works on it says why it will be late; the head who answers for the decision signs, and
    # nobody in the head's place.
    Action.WRITE_APOLOGY: (*_staff(_AT_TASK), _signers(_AT_TASK)),
    Action.SIGN_APOLOGY: (Grant(roles=_HEADS, relations=_DECIDING),),
    # A specialised system, for the steps that name it.
    Action.ANSWER_ENQUIRY: (Grant(roles=frozenset({Role.PARTNER})),),
    Action.READ_REPORT: (_LEADERS, *_ADMINS),
    # Its lines name people; an administrator has no business with them.
    Action.READ_REGISTER: (_LEADERS,),
    # Of the own agency and those below it; a line that charges somebody is theirs to read.
    Action.READ_VIOLATIONS: (_LEADERS, Grant(roles=STAFF, relations=frozenset({Relation.OWNER}))),
    Action.READ_RISKS: (_LEADERS,),
    Action.KEEP_REFERENCE_DATA: _ADMINS,
    Action.KEEP_OFFICERS: _ADMINS,
    # When those above are told is not for those whom they are told of.
    Action.KEEP_LADDERS: _ADMINS,
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
