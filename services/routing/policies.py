"""What each route of routing asks of its caller; one that is not here keeps it from starting."""

from __future__ import annotations

from chassis.policy import Policies, acting, calling, operator_policies
from kernel.rights import Action
from services.routing.settings import NAME

LISTENERS = ("intake", "notification", "reporting")
"""Services that may ask to hear again what routing said."""

DRAFTERS = ("intake",)
"""Services that may have a draft of a process tried on past cases."""

PUBLISHERS = ("intake",)
"""Services that may ask which posts nobody holds, before they publish a procedure."""

READERS = ("gateway", "intake")
"""Services that may read the case of a dossier."""

NAMERS = ("intake", "notification")
"""Services that may ask what officers are called: who shows them to people."""

PLANNERS = ("intake",)
"""Services that may ask what a reorganisation would move."""

_KEEPING = acting(Action.KEEP_OFFICERS)
_CHANGING = acting(Action.KEEP_OFFICERS, key=True, version=True)
_ABOUT_PROPOSALS = (Action.READ_WORKLIST, Action.REQUEST_SUPPLEMENT)
_DECIDING = (Action.REQUEST_SUPPLEMENT, Action.DECIDE_TASK)
_OFFICER = "/admin/officers/{officer}"

POLICIES: Policies = {
    "GET /worklist": acting(Action.READ_WORKLIST),
    "GET /worklist/counters": acting(Action.READ_WORKLIST),
    "GET /tasks/{task_id}": acting(Action.READ_WORKLIST),
    "POST /tasks/{task_id}/{action}": acting(
        Action.WORK_TASK, Action.DECIDE_TASK, Action.ASSIGN_TASK, key=True, version=True
    ),
    "GET /admin/assignment-plans/{agency}": acting(Action.ASSIGN_TASK),
    "PUT /admin/assignment-plans/{agency}": acting(Action.ASSIGN_TASK, version=True),
    "POST /tasks/approvals": acting(Action.DECIDE_TASK, key=True),
    "GET /handover-slips": acting(Action.READ_WORKLIST),
    "GET /handover-slips/{slip_id}": acting(Action.READ_WORKLIST),
    "POST /handover-slips/{slip_id}/{action}": acting(Action.WORK_TASK, key=True, version=True),
    "GET /proposals": acting(*_ABOUT_PROPOSALS),
    "GET /proposals/{proposal_id}": acting(*_ABOUT_PROPOSALS),
    "POST /proposals/{proposal_id}/{action}": acting(*_DECIDING, key=True, version=True),
    "POST /enquiries/{reference}/answer": acting(Action.ANSWER_ENQUIRY, key=True),
    "GET /alerts": acting(Action.READ_WORKLIST),
    "PUT /alerts/{alert_id}/acknowledgement": acting(Action.READ_WORKLIST, version=True),
    "GET /admin/escalation-ladders/{agency}": acting(Action.KEEP_LADDERS),
    "PUT /admin/escalation-ladders/{agency}": acting(Action.KEEP_LADDERS, version=True),
    "GET /risks": acting(Action.READ_RISKS),
    "GET /violations": acting(Action.READ_VIOLATIONS),
    "PUT /violations/{line}/reason": acting(Action.READ_VIOLATIONS, version=True),
    "GET /violations/counts": acting(Action.READ_VIOLATIONS),
    "GET /dossiers/{code}/process-record": acting(Action.READ_CASE),
    "GET /dossiers/{code}/graph": acting(Action.READ_CASE),
    "GET /dossiers/{code}/apology": acting(Action.WRITE_APOLOGY),
    "PUT /dossiers/{code}/apology": acting(Action.WRITE_APOLOGY, key=True, version=True),
    "POST /dossiers/{code}/apology/signature": acting(Action.SIGN_APOLOGY, key=True, version=True),
    "GET /admin/officers": _KEEPING,
    "POST /admin/officers": acting(Action.KEEP_OFFICERS, key=True),
    f"GET {_OFFICER}": _KEEPING,
    f"PUT {_OFFICER}": _CHANGING,
    f"POST {_OFFICER}/deactivation": _CHANGING,
    f"POST {_OFFICER}/secondments": _CHANGING,
    f"POST {_OFFICER}/delegations": _CHANGING,
    f"POST {_OFFICER}/absences": _CHANGING,
    f"POST {_OFFICER}/duties": _CHANGING,
    f"POST {_OFFICER}/arrangements/{{arrangement}}/revocation": _CHANGING,
    f"POST {_OFFICER}/placements/{{placement}}/revocation": _CHANGING,
    "GET /admin/rosters/{agency}": _KEEPING,
    "POST /internal/officer-names": calling(*NAMERS),
    "GET /internal/cases/{dossier}": calling(*READERS),
    "POST /internal/vacancies": calling(*PUBLISHERS),
    "POST /internal/simulations": calling(*DRAFTERS),
    "POST /internal/reorganisation/trial": calling(*PLANNERS),
    **operator_policies(NAME, LISTENERS),
}
