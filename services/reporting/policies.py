"""What each route of reporting asks of its caller; one not here keeps it from starting."""

from __future__ import annotations

from chassis.policy import ANYONE, Policies, acting, operator_policies
from kernel.rights import Action
from services.reporting.settings import NAME

LISTENERS: tuple[str, ...] = ()
"""Services that may ask to hear again what reporting said: it says nothing yet."""

POLICIES: Policies = {
    "GET /reports/kstt-06": acting(Action.READ_REPORT),
    "GET /reports/notices": acting(Action.READ_REPORT),
    "GET /statistics/procedures/{code}": ANYONE,
    "GET /admin/reconciliation": acting(Action.MEND_EVENTS),
    **operator_policies(NAME, LISTENERS),
}
