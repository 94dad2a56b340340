"""What each route of notification asks of its caller; one not here keeps it from starting."""

from __future__ import annotations

from chassis.policy import ANYONE, Policies, acting, calling, operator_policies
from kernel.rights import Action
from services.notification.settings import NAME

LISTENERS = ("intake", "reporting")
"""Services that may ask to hear again what notification said."""

_READING = acting(Action.READ_INBOX)
_OWN_MAIL = acting(Action.KEEP_STAFF_MAIL, version=True)

PUBLISHERS = ("intake",)
"""Services that may ask which milestones no text tells of, before they publish a procedure."""

REPORTERS = ("reporting",)
"""Services that may ask what became of the notices of a period."""

POLICIES: Policies = {
    # The door has asked intake whether this reader may see this dossier.
    "GET /dossiers/{code}/notices": acting(Action.READ_DOSSIER),
    # Whoever has the provider's key, which the route checks.
    "POST /messages/receipts/{provider}": ANYONE,
    "GET /inbox": _READING,
    "GET /inbox/{letter_id}": _READING,
    "PUT /inbox/{letter_id}/read": _READING,
    "GET /staff-mail": acting(Action.KEEP_STAFF_MAIL),
    "PUT /staff-mail": _OWN_MAIL,
    "DELETE /staff-mail": _OWN_MAIL,
    "POST /staff-mail/confirmation": _OWN_MAIL,
    "PUT /staff-mail/alerts": _OWN_MAIL,
    "POST /mail/bounces": ANYONE,
    "POST /messages/inbound/{provider}": ANYONE,
    "GET /stops/{token}": ANYONE,
    "POST /stops/{token}": ANYONE,
    "POST /internal/untold-milestones": calling(*PUBLISHERS),
    "POST /internal/notice-figures": calling(*REPORTERS),
    **operator_policies(NAME, LISTENERS),
}

CODES: Policies = {"POST /internal/codes": calling("gateway")}
"""Where one-time codes are sent too."""
