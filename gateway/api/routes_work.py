"""The officers' work: their list, what can be done with a task, what outside systems answer."""

from __future__ import annotations

from gateway.api.route import Route
from kernel.rights import Action

_WORK = (
    "claim",
    "release",
    "transfer",
    "complete",
    "return",
    "forward",
    "request-payment",
    "confirm-payment",
    "late-answer",
    "propose-supplement",
    "propose-refusal",
)
_SLIPS = "/handover-slips"
_PROPOSALS = "/proposals"
_READERS = (Action.READ_WORKLIST, Action.REQUEST_SUPPLEMENT)
_DECIDERS = (Action.REQUEST_SUPPLEMENT, Action.DECIDE_TASK)
_MANY_SECONDS = 30.0
_COUNTERS = "/worklist/counters"
_KNOWN = "/alerts/{id}/acknowledgement"
_PLAN = "/admin/assignment-plans/{agency}"
_REASON = "/violations/{line}/reason"
_RECORD = "/dossiers/{code}/process-record"
_LADDER = "/admin/escalation-ladders/{agency}"
_WRITERS = (Action.WRITE_APOLOGY,)
_DECISIONS = ("approve", "refuse")


def _task(action: str, who: Action) -> Route:
    return Route(method="POST", path=f"/tasks/{{id}}/{action}", service="routing", who=(who,))


ROUTES = (
    Route(method="GET", path="/worklist", service="routing", who=(Action.READ_WORKLIST,)),
    Route(method="GET", path=_COUNTERS, service="routing", who=(Action.READ_WORKLIST,)),
    Route(method="GET", path="/tasks/{id}", service="routing", who=(Action.READ_WORKLIST,)),
    Route(method="GET", path="/alerts", service="routing", who=(Action.READ_WORKLIST,)),
    Route(method="PUT", path=_KNOWN, service="routing", who=(Action.READ_WORKLIST,)),
    *(
        Route(method=method, path=_LADDER, service="routing", who=(Action.KEEP_LADDERS,))
        for method in ("GET", "PUT")
    ),
    Route(method="GET", path="/risks", service="routing", who=(Action.READ_RISKS,)),
    *(
        Route(method="GET", path=path, service="routing", who=(Action.READ_VIOLATIONS,))
        for path in ("/violations", "/violations/counts")
    ),
    Route(method="PUT", path=_REASON, service="routing", who=(Action.READ_VIOLATIONS,)),
    Route(method="GET", path=_RECORD, service="routing", who=(Action.READ_CASE,)),
    Route(method="GET", path=_SLIPS, service="routing", who=(Action.READ_WORKLIST,)),
    Route(method="GET", path=f"{_SLIPS}/{{id}}", service="routing", who=(Action.READ_WORKLIST,)),
    *(
        Route(
            method="POST",
            path=f"{_SLIPS}/{{id}}/{action}",
            service="routing",
            who=(Action.WORK_TASK,),
        )
        for action in ("receipt", "refusal")
    ),
    Route(method="GET", path=_PROPOSALS, service="routing", who=_READERS),
    Route(method="GET", path=f"{_PROPOSALS}/{{id}}", service="routing", who=_READERS),
    *(
        Route(
            method="POST",
            path=f"{_PROPOSALS}/{{id}}/{action}",
            service="routing",
            who=_DECIDERS,
        )
        for action in ("acceptance", "decline")
    ),
    Route(
        method="POST",
        path="/tasks/approvals",
        service="routing",
        who=(Action.DECIDE_TASK,),
        seconds=_MANY_SECONDS,
    ),
    Route(
        method="POST",
        path="/enquiries/{id}/answer",
        service="routing",
        who=(Action.ANSWER_ENQUIRY,),
    ),
    Route(method="GET", path=_PLAN, service="routing", who=(Action.ASSIGN_TASK,)),
    Route(method="PUT", path=_PLAN, service="routing", who=(Action.ASSIGN_TASK,)),
    Route(method="GET", path="/dossiers/{code}/graph", service="routing", who=(Action.READ_CASE,)),
    *(
        Route(method=method, path="/dossiers/{code}/apology", service="routing", who=_WRITERS)
        for method in ("GET", "PUT")
    ),
    Route(
        method="POST",
        path="/dossiers/{code}/apology/signature",
        service="routing",
        who=(Action.SIGN_APOLOGY,),
    ),
    *(_task(action, Action.WORK_TASK) for action in _WORK),
    *(_task(action, Action.DECIDE_TASK) for action in _DECISIONS),
    _task("assign", Action.ASSIGN_TASK),
)
