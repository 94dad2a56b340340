"""What each route of intake asks of its caller; one not here keeps intake from starting."""

from __future__ import annotations

from chassis.policy import ANYONE, Policies, Policy, acting, calling, operator_policies
from kernel.rights import Action
from services.intake.settings import NAME

LISTENERS = ("routing", "notification", "reporting")
"""Services that may ask for reference data and to hear again what intake said."""

_READING = acting(Action.READ_DOSSIER)
_KEEPING = acting(Action.KEEP_REFERENCE_DATA, key=True, version=True)
_REFERENCE = calling(*LISTENERS)


def _writing(action: Action) -> Policy:
    """Return the policy of a write that names its version, to which a key is optional."""
    return acting(action, version=True, takes_key=True)


POLICIES: Policies = {
    "GET /procedures": ANYONE,
    "GET /procedures/{code}": ANYONE,
    "GET /procedures/{code}/form": ANYONE,
    "GET /procedures/{code}/example": ANYONE,
    "POST /procedures/{code}/advice": ANYONE,
    "GET /catalogue/coverage": ANYONE,
    "GET /agencies": ANYONE,
    "GET /calendars/{calendar}": ANYONE,
    "GET /deadline": ANYONE,
    "GET /refusal-reasons": ANYONE,
    "POST /tracking": ANYONE,
    "POST /dossiers": acting(Action.FILE_DOSSIER, Action.RECEIVE_AT_DESK, key=True),
    "POST /on-the-spot": acting(Action.SETTLE_ON_THE_SPOT, key=True),
    "GET /dossiers": _READING,
    "POST /dossiers/search": acting(Action.SEARCH_DOSSIERS),
    "GET /dossiers/{code}": _READING,
    "GET /dossiers/{code}/timeline": _READING,
    "GET /dossiers/{code}/deadline": _READING,
    "GET /dossiers/{code}/accesses": _READING,
    "GET /dossiers/{code}/forms": _READING,
    "GET /dossiers/{code}/forms/{form}": _READING,
    "GET /registers/{agency}": acting(Action.READ_REGISTER),
    "POST /dossiers/{code}/acceptance": _writing(Action.ACCEPT_DOSSIER),
    "POST /dossiers/{code}/refusal": _writing(Action.REFUSE_DOSSIER),
    "POST /dossiers/{code}/reception-correction": acting(
        Action.CORRECT_RECEPTION, key=True, version=True
    ),
    "GET /dossiers/{code}/versions": _READING,
    "GET /dossiers/{code}/draft-result": _READING,
    "POST /dossiers/{code}/draft-result/confirmation": acting(
        Action.ANSWER_DRAFT, key=True, version=True
    ),
    "POST /dossiers/{code}/draft-result/objection": acting(
        Action.ANSWER_DRAFT, key=True, version=True
    ),
    "POST /dossiers/{code}/handover": _writing(Action.HAND_OVER_RESULT),
    "GET /dossiers/{code}/handover": _READING,
    "POST /dossiers/{code}/postings": acting(Action.HAND_OVER_RESULT, key=True, version=True),
    "GET /dossiers/{code}/postings": _READING,
    "PUT /dossiers/{code}/delivery": _writing(Action.CHANGE_DELIVERY),
    "POST /dossiers/{code}/error-correction": _writing(Action.CORRECT_ERROR),
    "GET /dossiers/{code}/error-correction": _READING,
    "POST /dossiers/{code}/supplement-request": acting(
        Action.REQUEST_SUPPLEMENT, key=True, version=True
    ),
    "GET /dossiers/{code}/supplement-request": _READING,
    "POST /dossiers/{code}/supplement": acting(Action.SUBMIT_SUPPLEMENT, key=True, version=True),
    "POST /dossiers/{code}/withdrawal": acting(Action.WITHDRAW_DOSSIER, key=True, version=True),
    "POST /dossiers/{code}/suspension": acting(Action.SUSPEND_DOSSIER, key=True, version=True),
    "POST /dossiers/{code}/resumption": acting(Action.SUSPEND_DOSSIER, key=True, version=True),
    "POST /dossiers/{code}/erasure": _writing(Action.ERASE_DOSSIER),
    "GET /desk-alerts": acting(Action.READ_DESK_ALERTS),
    "GET /desk-queue": acting(Action.READ_DESK_QUEUE, Action.READ_DESK_PAYMENTS),
    "POST /dossiers/{code}/call": acting(Action.CALL_APPLICANT, key=True),
    "GET /admin/catalogue/reviews": acting(Action.KEEP_REFERENCE_DATA),
    "GET /admin/calendars": acting(Action.KEEP_REFERENCE_DATA),
    "POST /admin/calendars": acting(Action.KEEP_REFERENCE_DATA),
    "POST /admin/calendars/dry-run": acting(Action.KEEP_REFERENCE_DATA),
    "POST /mandates": acting(Action.GRANT_MANDATE, key=True),
    "GET /mandates": acting(Action.READ_MANDATE),
    "POST /mandates/search": acting(Action.SEARCH_MANDATES),
    "GET /mandates/{mandate}": acting(Action.READ_MANDATE),
    "GET /mandates/{mandate}/accesses": acting(Action.READ_MANDATE),
    "POST /mandates/{mandate}/revocation": acting(Action.GRANT_MANDATE, key=True, version=True),
    "POST /drafts": acting(Action.KEEP_DRAFT, key=True),
    "GET /drafts": acting(Action.KEEP_DRAFT),
    "GET /drafts/{draft}": acting(Action.KEEP_DRAFT),
    "PUT /drafts/{draft}": _writing(Action.KEEP_DRAFT),
    "DELETE /drafts/{draft}": _writing(Action.KEEP_DRAFT),
    "POST /amendments": acting(Action.PROPOSE_AMENDMENT, key=True),
    "GET /amendments": acting(Action.READ_AMENDMENTS),
    "GET /amendments/{amendment}": acting(Action.READ_AMENDMENTS),
    "POST /amendments/{amendment}/answer": acting(
        Action.PROPOSE_AMENDMENT, key=True, version=True
    ),
    "POST /amendments/{amendment}/question": _KEEPING,
    "POST /amendments/{amendment}/acceptance": _KEEPING,
    "POST /amendments/{amendment}/refusal": _KEEPING,
    "GET /dossiers/{code}/messages": _READING,
    "POST /dossiers/{code}/messages": acting(Action.WRITE_MESSAGE, key=True),
    "POST /dossiers/{code}/rating": acting(Action.RATE_DOSSIER, key=True),
    "GET /internal/trail/days": calling("reporting"),
    "GET /internal/trail/ends": calling("reporting"),
    "POST /internal/dossiers/{code}/disclosures": calling("routing"),
    "GET /internal/contact-keys/{key_id}": calling("notification"),
    "GET /internal/own-dossiers": calling("notification"),
    "GET /internal/procedures/{code}/versions/{version}": _REFERENCE,
    "GET /internal/agencies/{code}": _REFERENCE,
    **operator_policies(NAME, LISTENERS),
}
