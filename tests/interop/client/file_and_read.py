"""Files a dossier with the generated client and reads it back; prints what it got as JSON.

`python file_and_read.py URL CITIZEN OFFICER BODY`: tokens, and the file of the body to send. The
generated package `motcua_client` is found beside the other packages of its environment.
"""

from __future__ import annotations

import json
import sys
import uuid
from pathlib import Path

from motcua_client import AuthenticatedClient, Client
from motcua_client.api.dossiers import (
    get_dossiers,
    get_dossiers_code,
    get_dossiers_code_deadline,
    get_dossiers_code_timeline,
)
from motcua_client.api.filing import post_dossiers
from motcua_client.api.procedures import get_procedures
from motcua_client.api.reception import post_dossiers_code_acceptance
from motcua_client.api.tracking import post_tracking
from motcua_client.models import Filing, Nothing, Problem, Tracking


def main(url: str, citizen_token: str, officer_token: str, body: str) -> dict[str, object]:
    """Do it all; an answer of another type than the document's stops it."""
    anybody = Client(base_url=url)
    citizen = AuthenticatedClient(base_url=url, token=citizen_token)
    officer = AuthenticatedClient(base_url=url, token=officer_token)
    filing = Filing.from_dict(json.loads(Path(body).read_text(encoding="utf-8")))

    hits = get_procedures.sync(client=anybody, q="khai sinh")
    filed = post_dossiers.sync(client=citizen, body=filing, idempotency_key=str(uuid.uuid1()))
    bare = post_dossiers.sync(client=citizen, body=filing, idempotency_key="short")
    read = get_dossiers_code.sync_detailed(filed.code, client=citizen)
    accepted = post_dossiers_code_acceptance.sync(
        filed.code,
        client=officer,
        body=Nothing(),
        if_match=read.headers["ETag"],
        idempotency_key=str(uuid.uuid1()),
    )
    timeline = get_dossiers_code_timeline.sync(filed.code, client=citizen)
    deadline = get_dossiers_code_deadline.sync(filed.code, client=citizen)
    page = get_dossiers.sync(client=citizen, limit=5)
    followed = Tracking(code=filed.code, secret=filed.tracking.secret)
    tracked = post_tracking.sync(client=anybody, body=followed)
    return {
        "found": [hit.code for hit in hits.items],
        "filed": filed.to_dict(),
        "read": read.parsed.to_dict(),
        "accepted": accepted.status.code,
        "timeline": [entry.kind for entry in timeline.items],
        "due": deadline.due_at.isoformat(),
        "listed": [line.code for line in page.items],
        "tracked": tracked.status.code,
        "refused": isinstance(bare, Problem) and bare.type_,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
