"""What of a dossier is seen by whom, once `kernel.rights` lets them read it.

A part that is not seen is left out or masked by whoever shows the dossier.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique

from kernel.rights import (
    STAFF,
    Action,
    Confidentiality,
    Ground,
    Relation,
    Role,
    allows,
)


@unique
class Part(StrEnum):
    """A part of a dossier."""

    STATE = "state"  # code, procedure, agencies, status, dates, timeliness
    NAME = "name"  # names of applicant and of whom it is filed for
    IDENTITY = "identity"  # id number, tax code, birth date
    CONTACT = "contact"  # phone, e-mail, street
    FORM = "form"  # what the e-form holds
    PAPERS = "papers"
    FEES = "fees"
    RESULT = "result"  # result number, reasons
    TIMELINE = "timeline"
    CLOCK = "clock"  # the due date's ledger
    ACCESSES = "accesses"  # who opened the file
    DOCUMENTS = "documents"  # printed forms, which hold all of the applicant


ALL = frozenset(Part)
_LEG = ALL - {Part.CONTACT, Part.ACCESSES}
_PLACED = ALL - {Part.ACCESSES}
_OVERSEEING = frozenset({Part.STATE, Part.NAME, Part.FEES, Part.RESULT, Part.TIMELINE, Part.CLOCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    roles: frozenset[Role]
    relations: frozenset[Relation]
    parts: frozenset[Part]
    grounds: frozenset[Ground] = frozenset({Ground.HOME})


_DECIDING = frozenset({Relation.RECEIVING, Relation.COMPETENT})
_ELSEWHERE = frozenset({Ground.SECONDED, Ground.DELEGATED})
_TABLE = (
    _Sight(
        roles=frozenset({Role.CITIZEN, Role.PARTNER}),
        relations=frozenset({Relation.OWNER}),
        parts=ALL,
    ),
    _Sight(
        roles=frozenset({Role.CITIZEN}),
        relations=frozenset({Relation.MANDATED}),
        parts=ALL - {Part.ACCESSES},
    ),
    _Sight(roles=STAFF, relations=_DECIDING, parts=ALL),
    _Sight(roles=STAFF, relations=_DECIDING, parts=_PLACED, grounds=_ELSEWHERE),
    # An agency with a part in it works on the matter and does not ring the applicant up.
    _Sight(
        roles=STAFF,
        relations=frozenset({Relation.LEG}),
        parts=_LEG,
        grounds=frozenset(Ground),
    ),
    _Sight(
        roles=frozenset({Role.SUPERVISOR}),
        relations=frozenset({Relation.OVERSEEING}),
        parts=_OVERSEEING,
    ),
)


def visible_parts(
    roles: Iterable[Role],
    relation: Relation,
    ground: Ground = Ground.HOME,
    kept: Confidentiality = Confidentiality.ORDINARY,
) -> frozenset[Part]:
    """Return what one of these roles, so related on this ground, sees; nothing if it may not read.

    Somebody who stands to a dossier in several ways sees the union.
    """
    held = frozenset(roles)
    return frozenset(
        part
        for sight in _TABLE
        for part in sight.parts
        if relation in sight.relations
        and ground in sight.grounds
        and allows(sight.roles & held, Action.READ_DOSSIER, relation, ground, kept)
    )
