"""What a program may do: the scopes of its token (RFC 6749 section 3.3), each a few actions.

A scope narrows the role `partner` and gives nothing to people.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kernel.rights import Action, Actor, Role, roles_for

TRACKING: Final = "tracking"
"""Looks dossiers up without login for many people: counted by itself, not by its address."""

SCOPES: Final[Mapping[str, frozenset[Action]]] = {
    "dossiers:file": frozenset(
        {
            Action.FILE_DOSSIER,
            Action.SUBMIT_SUPPLEMENT,
            Action.WITHDRAW_DOSSIER,
            Action.CHANGE_DELIVERY,
            Action.ANSWER_DRAFT,
            Action.WRITE_MESSAGE,
        }
    ),
    "dossiers:read": frozenset({Action.READ_DOSSIER}),
    "dossiers:rate": frozenset({Action.RATE_DOSSIER}),
    "enquiries:answer": frozenset({Action.ANSWER_ENQUIRY}),
    TRACKING: frozenset(),
}


def may_ask(actor: Actor, action: Action) -> bool:
    """Tell whether some role of the actor may do `action`, a program's within its scopes."""
    roles = actor.roles & roles_for(action)
    if roles != {Role.PARTNER}:
        return bool(roles)
    return any(action in SCOPES.get(scope, frozenset()) for scope in actor.scope)
