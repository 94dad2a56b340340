"""What the matrix sends where a route asks for a body."""

from __future__ import annotations

BODIES: dict[str, object] = {
    "/dossiers/search": {"name": "thi"},
    "/mandates/search": {"id_number": "038190000001"},
    "/dossiers/{code}/refusal": {"reason": "Sai thẩm quyền."},
    "/dossiers/{code}/suspension": {"reason": "Chờ kết luận thanh tra."},
    "/dossiers/{code}/erasure": {"decision": "12/QĐ-UBND"},
    "/dossiers/{code}/resumption": {"reason": "Đã có kết luận."},
    "/dossiers/{code}/handover": {"method": "online"},
    "/dossiers/{code}/delivery": {"method": "online"},
    "/dossiers/{code}/draft-result/objection": {"reason": "Sai năm sinh."},
    "/dossiers/{code}/rating": {"overall": 3},
    "/dossiers/{code}/error-correction": {"reason": "Sai ngày sinh."},
    "/dossiers/{code}/reception-correction": {
        "reason": "Ghi nhầm.",
        "papers": [{"paper": "id-card", "seen": True}],
    },
    "/dossiers/{code}/apology": {"reason": "overload", "new_due_on": "2026-12-30"},
    "/dossiers/{code}/call": {"outcome": "told"},
    "/admin/escalation-ladders/{agency}": {"rules": []},
    "/amendments": {"procedure": "9.999999", "part": "papers", "what": "Bỏ.", "why": "Thừa."},
    **{
        f"/amendments/{{id}}/{word}": {"text": "Vì sao?"}
        for word in ("question", "answer", "acceptance", "refusal")
    },
    "/staff-mail": {"address": "nghia@example.vn"},
    "/staff-mail/confirmation": {"code": "000000"},
    "/staff-mail/alerts": {"alerts": "daily"},
    "/violations/{line}/reason": {"reason": "overload"},
    "/dossiers/{code}/messages": {"text": "Bao giờ xong ạ?"},
    "/dossiers/{code}/supplement-request": {
        "items": [{"paper": "birth-certificate-of-hospital", "what": "Bị mờ."}],
        "reason": "Thiếu.",
    },
    "/dossiers/{code}/supplement": {
        "papers": [{"paper": "birth-certificate-of-hospital", "upload": "sample"}]
    },
}
