"""A shipped procedure taken from its example to the result in somebody's hand, by the gateway."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.e2e.suite import Json, Suite
from tests.e2e.test_dossier_life import PATIENCE_SECONDS, STAFF, accept, dossier, wait_for

DONE = {9, 10}
ONWARD = ("approve", "complete", "forward")


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What became of one dossier: `agencies` by name in the order in which they worked."""

    procedure: str
    name: str
    code: str
    status: int
    filed_at: datetime
    due_at: datetime | None
    agencies: tuple[str, ...]
    steps: int
    result: str

    def line(self) -> str:
        """Return it as a line of the table."""
        due = f"{self.due_at:%d/%m %H:%M}" if self.due_at else "tại chỗ"
        where = " → ".join(self.agencies)
        began = f"{self.procedure}  {self.name[:48]:48}  {due:11}  {self.steps:2}"
        return f"{began}  {where}  ⇒ {self.result}"


def every_procedure(suite: Suite) -> Iterator[Json]:
    """Yield every procedure in force, as the list shows it."""
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        page = suite.call("GET", f"/procedures?limit=50{after}").body
        yield from page["items"]
        cursor = page["cursor"]


def take_through(suite: Suite, procedure: str) -> Course:
    """File the example, work on it until its result is there, and hand it over."""
    card = suite.call("GET", f"/procedures/{procedure}").body
    body = suite.call("GET", f"/procedures/{procedure}/example").body
    agency = body["receiving_agency"]
    if card["on_the_spot"]:
        return _on_the_spot(suite, card, body)
    reader, code = _filed(suite, procedure, body)
    trail = _worked(suite, code, reader)
    if dossier(suite, code, reader)["sub_status"] == "waiting-confirmation":
        _draft_confirmed(suite, code, reader)
    _handed_over(suite, code, agency)
    return _course(card, dossier(suite, code, reader), trail)


def _on_the_spot(suite: Suite, card: Json, body: Json) -> Course:
    agency = body["receiving_agency"]
    approver = suite.token("approver", agency)
    at_desk = body | {"channel": "desk", "result": {"number": f"KQ-{body['procedure']}"}}
    answer = suite.write("/on-the-spot", at_desk, token=approver)
    assert answer.status == 201, answer.body
    return _course(card, dossier(suite, answer.body["code"], approver), [agency])


def _filed(suite: Suite, procedure: str, body: Json) -> tuple[str, str]:
    """File as the example says, at a desk or online; return who reads it on, and its code."""
    officer = suite.token("officer", body["receiving_agency"])
    at_desk = body["channel"] == "desk"
    reader = officer if at_desk else suite.token("citizen", sub=f"every-{procedure}")
    filed = suite.write("/dossiers", body | {"despite_duplicate": True}, token=reader)
    assert filed.status == 201, (procedure, filed.body)
    code: str = filed.body["code"]
    if not at_desk:
        accept(suite, code, body["receiving_agency"])
    return reader, code


def _worked(suite: Suite, code: str, reader: str) -> list[str]:
    """Do what anybody can do until the dossier is done; return the agency of each step."""
    trail: list[str] = []
    deadline = time.monotonic() + PATIENCE_SECONDS * 2
    while (now := dossier(suite, code, reader))["status"]["code"] not in DONE:
        open_legs = [leg for leg in now.get("legs") or [] if leg["status"] == "running"]
        for agency in sorted({leg["agency"] for leg in open_legs}):
            trail += [agency] * _work_at(suite, code, agency)
        assert time.monotonic() < deadline, now
        time.sleep(0.05)
    return trail


def _work_at(suite: Suite, code: str, agency: str) -> int:
    done = 0
    for role in STAFF:
        token = suite.token(role, agency)
        for item in suite.call("GET", f"/worklist?dossier={code}", token=token).body["items"]:
            done += _task(suite, item, token)
    return done


def _task(suite: Suite, item: Json, token: str) -> bool:
    """Claim a task and end it, with an answer to each of its questions; False: not now."""
    path, paying = f"/tasks/{item['task']}", item["step"] == "receipt"
    if not item["actions"] or (item["due_at"] is None and not paying):
        return False  # a system outside is asked, or the clock stands
    claimed = suite.write(f"{path}/claim", {}, token=token, etag=item["etag"])
    if claimed.status in {404, 409, 412}:
        return False  # the outside system answered meanwhile
    assert claimed.status == 200, claimed.body
    task = suite.call("GET", path, token=token)
    allowed = task.body["actions"]
    action = "confirm-payment" if paying else next(each for each in ONWARD if each in allowed)
    words = _words(suite, task.body, action)
    done = suite.write(f"{path}/{action}", words, token=token, etag=task.etag)
    assert done.status == 200, (item, done.body)
    return True


def _words(suite: Suite, task: Json, action: str) -> Json:
    """Return what a step ends with: a receipt, the number of its paper, answers to questions."""
    if action == "confirm-payment":
        day = suite.now().date().isoformat()
        return {"receipt": {"number": "KB-1", "paid_on": day, "amount": 1000}}
    answers = {ask["id"]: _answer(ask) for ask in task.get("questions") or ()}
    return {"answers": answers} if answers else {}


def _answer(ask: Json) -> Any:  # noqa: ANN401
    kinds = {"boolean": True, "integer": 1, "commune": "14797"}
    return kinds.get(ask["type"]) or ask["choices"][0]["value"]


def _draft_confirmed(suite: Suite, code: str, owner: str) -> None:
    etag = suite.call("GET", f"/dossiers/{code}", token=owner).etag
    path = f"/dossiers/{code}/draft-result/confirmation"
    answer = suite.write(path, {}, token=owner, etag=etag)
    assert answer.status == 200, (code, answer.body)


def _handed_over(suite: Suite, code: str, agency: str) -> None:
    token = suite.token("officer", agency)
    wait_for(lambda: dossier(suite, code, token), lambda read: read["status"]["code"] in DONE)
    path = f"/dossiers/{code}/handover"
    etag = suite.call("GET", f"/dossiers/{code}", token=token).etag
    given: Json = {"method": "online"}
    answer = suite.write(path, given, token=token, etag=etag)
    if answer.status == 409 and answer.body["type"] == "/problems/return-fee-unpaid":
        given["fee"] = {"amount": answer.body["amount"], "receipt": "BL-1"}
        answer = suite.write(path, given, token=token, etag=etag)
    assert answer.status == 200, (code, answer.body)


def _course(card: Json, done: Json, trail: Sequence[str]) -> Course:
    names = {leg["agency"]: leg["agency_name"] for leg in done.get("legs") or []}
    order = [now for now, before in zip(trail, [None, *trail], strict=False) if now != before]
    due = done["due_at"]
    return Course(
        procedure=card["code"],
        name=card["short_name"]["vi"],
        code=done["code"],
        status=done["status"]["code"],
        filed_at=datetime.fromisoformat(done["filed_at"]),
        due_at=datetime.fromisoformat(due) if due else None,
        agencies=tuple(names.get(agency, agency) for agency in order),
        steps=len(trail),
        result=card["results"][0]["name"]["vi"],
    )
