"""Dossiers: filing, reading, reception, handing over, rating, looking up without login."""

from __future__ import annotations

from gateway.api.route import MIB, PUBLIC, SMALL_BODY, Route, Who
from kernel.rights import Action

_READERS: Who = (Action.READ_DOSSIER,)
_KEEPERS: Who = (Action.KEEP_DRAFT,)

_ROWS: tuple[tuple[str, str, Who], ...] = (
    ("POST", "/dossiers", (Action.FILE_DOSSIER, Action.RECEIVE_AT_DESK)),
    ("GET", "/dossiers", _READERS),
    ("POST", "/dossiers/search", (Action.SEARCH_DOSSIERS,)),
    ("GET", "/dossiers/{code}/timeline", _READERS),
    ("GET", "/dossiers/{code}/deadline", _READERS),
    ("GET", "/dossiers/{code}/accesses", _READERS),
    ("GET", "/dossiers/{code}/forms", _READERS),
    ("GET", "/dossiers/{code}/forms/{form}", _READERS),
    ("POST", "/on-the-spot", (Action.SETTLE_ON_THE_SPOT,)),
    ("POST", "/dossiers/{code}/acceptance", (Action.ACCEPT_DOSSIER,)),
    ("POST", "/dossiers/{code}/refusal", (Action.REFUSE_DOSSIER,)),
    ("POST", "/dossiers/{code}/supplement-request", (Action.REQUEST_SUPPLEMENT,)),
    ("GET", "/dossiers/{code}/supplement-request", _READERS),
    ("POST", "/dossiers/{code}/supplement", (Action.SUBMIT_SUPPLEMENT,)),
    ("POST", "/dossiers/{code}/withdrawal", (Action.WITHDRAW_DOSSIER,)),
    ("POST", "/dossiers/{code}/suspension", (Action.SUSPEND_DOSSIER,)),
    ("POST", "/dossiers/{code}/resumption", (Action.SUSPEND_DOSSIER,)),
    ("POST", "/dossiers/{code}/erasure", (Action.ERASE_DOSSIER,)),
    ("POST", "/dossiers/{code}/reception-correction", (Action.CORRECT_RECEPTION,)),
    ("GET", "/dossiers/{code}/versions", _READERS),
    ("GET", "/desk-alerts", (Action.READ_DESK_ALERTS,)),
    ("GET", "/desk-queue", (Action.READ_DESK_QUEUE, Action.READ_DESK_PAYMENTS)),
    ("POST", "/dossiers/{code}/call", (Action.CALL_APPLICANT,)),
    ("GET", "/dossiers/{code}/draft-result", _READERS),
    ("POST", "/dossiers/{code}/draft-result/confirmation", (Action.ANSWER_DRAFT,)),
    ("POST", "/dossiers/{code}/draft-result/objection", (Action.ANSWER_DRAFT,)),
    ("POST", "/dossiers/{code}/handover", (Action.HAND_OVER_RESULT,)),
    ("GET", "/dossiers/{code}/handover", _READERS),
    ("POST", "/dossiers/{code}/postings", (Action.HAND_OVER_RESULT,)),
    ("GET", "/dossiers/{code}/postings", _READERS),
    ("PUT", "/dossiers/{code}/delivery", (Action.CHANGE_DELIVERY,)),
    ("POST", "/dossiers/{code}/error-correction", (Action.CORRECT_ERROR,)),
    ("GET", "/dossiers/{code}/error-correction", _READERS),
    ("GET", "/dossiers/{code}/messages", _READERS),
    ("POST", "/dossiers/{code}/messages", (Action.WRITE_MESSAGE,)),
    ("POST", "/mandates", (Action.GRANT_MANDATE,)),
    ("GET", "/mandates", (Action.READ_MANDATE,)),
    ("POST", "/mandates/search", (Action.SEARCH_MANDATES,)),
    ("GET", "/mandates/{id}", (Action.READ_MANDATE,)),
    ("GET", "/mandates/{id}/accesses", (Action.READ_MANDATE,)),
    ("POST", "/mandates/{id}/revocation", (Action.GRANT_MANDATE,)),
    ("POST", "/drafts", _KEEPERS),
    ("GET", "/drafts", _KEEPERS),
    ("GET", "/drafts/{id}", _KEEPERS),
    ("PUT", "/drafts/{id}", _KEEPERS),
    ("DELETE", "/drafts/{id}", _KEEPERS),
    ("POST", "/dossiers/{code}/rating", (Action.RATE_DOSSIER,)),
)

_FILING_BYTES = 2 * MIB
_FILINGS = {"/dossiers", "/on-the-spot", "/dossiers/{code}/reception-correction"}
_TRACKING_BYTES = 4096
_RATES = {"/dossiers/search": "search", "/mandates/search": "search"}

ROUTES = (
    Route(
        method="GET",
        path="/dossiers/{code}",
        service="intake",
        who=_READERS,
        composed="dossier-with-legs",
    ),
    Route(
        method="POST",
        path="/tracking",
        service="intake",
        who=PUBLIC,
        composed="tracking",
        max_body=_TRACKING_BYTES,
        rate="tracking",
    ),
    *(
        Route(
            method=method,
            path=path,
            service="intake",
            who=who,
            max_body=_FILING_BYTES if path in _FILINGS else SMALL_BODY,
            rate=_RATES.get(path),
        )
        for method, path, who in _ROWS
    ),
)
