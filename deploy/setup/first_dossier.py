"""One real dossier through its whole life, by HTTP at the gateway as outside clients use it."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from deploy.setup.console import BOLD, DIM, SetupError, Step, paint
from deploy.setup.first_officers import account_of, wait_for_names
from deploy.setup.servers import Box

PROCEDURE = "1.001193"
CITIZEN = "first-dossier-citizen"
STAFF = ("officer", "approver", "head")
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.2
ERROR = 400
RESULT_READY = 9
HANDED_OVER = 10
ROW = "  {:<16}  {:<19}  {:<24}  {:<16}  {}"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the gateway answered."""

    status: int
    body: Json
    etag: str


@dataclass(slots=True, kw_only=True)
class Gateway:
    """A client of the public API; tokens come from the demonstration issuer."""

    url: str
    token_of: Callable[[str, str | None], str]
    tokens: dict[tuple[str, str | None], str] = field(default_factory=dict)

    def read(self, path: str, *, role: str, agency: str | None = None) -> Reply:
        """GET as a role; SetupError on an error."""
        return self._ask("GET", path, who=(role, agency), body=None, headers={})

    def write(
        self,
        path: str,
        body: Json,
        *,
        role: str,
        agency: str | None = None,
        etag: str | None = None,
    ) -> Reply:
        """POST as a role with a fresh Idempotency-Key, and If-Match when an ETag is known."""
        headers = {"Idempotency-Key": secrets.token_hex(16)}
        if etag:
            headers["If-Match"] = etag
        return self._ask("POST", path, who=(role, agency), body=body, headers=headers)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        who: tuple[str, str | None],
        body: Json | None,
        headers: Mapping[str, str],
    ) -> Reply:
        if who not in self.tokens:
            self.tokens[who] = self.token_of(*who)
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(
            address.hostname or "", address.port, timeout=PATIENCE_SECONDS
        )
        sent = {"Authorization": f"Bearer {self.tokens[who]}", **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
        try:
            content = None if body is None else json.dumps(body).encode()
            connection.request(method, f"/api/v1{path}", body=content, headers=sent)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= ERROR:
            raise SetupError(
                f"{method} {path} answered {answer.status}: {text.decode(errors='replace')[:300]}",
                "The suite runs, but the first dossier did not get through; see the logs.",
            )
        reply: Json = json.loads(text) if text else {}
        return Reply(status=answer.status, body=reply, etag=answer.headers.get("ETag", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What became of the first dossier: its last state and its timeline."""

    dossier: Json
    entries: list[Json]


def live(box: Box, step: Step) -> Trail:
    """File, accept, work, hand over and rate one dossier; returns its trail."""

    def token_of(role: str, agency: str | None) -> str:
        arguments = ["token", "--role", role]
        if agency:
            arguments += ["--sub", account_of(role, agency), "--agency", agency]
        else:
            arguments += ["--sub", CITIZEN if role == "citizen" else f"{role}-1"]
        return box.commands.run(arguments).splitlines()[-1]

    gateway = Gateway(url=box.env["MOTCUA_GATEWAY_URL"], token_of=token_of)
    code, agency = _file(gateway)
    _accept(gateway, code, agency)
    _work(gateway, code)
    _hand_over(gateway, code, agency)
    gateway.write(
        f"/dossiers/{code}/rating", {"overall": 3}, role="citizen", etag=_etag(gateway, code)
    )
    dossier = gateway.read(f"/dossiers/{code}", role="citizen").body
    entries = wait_for_names(gateway, code)
    step.note = f"{code}, {dossier['status']['name']}"
    return Trail(dossier=dossier, entries=entries)


def _file(gateway: Gateway) -> tuple[str, str]:
    example = gateway.read(f"/procedures/{PROCEDURE}/example", role="citizen").body
    filed = gateway.write("/dossiers", example, role="citizen").body
    return filed["code"], example["receiving_agency"]


def _accept(gateway: Gateway, code: str, agency: str) -> None:
    read = gateway.read(f"/dossiers/{code}", role="officer", agency=agency)
    path = f"/dossiers/{code}/acceptance"
    gateway.write(path, {}, role="officer", agency=agency, etag=read.etag)


def _work(gateway: Gateway, code: str) -> None:
    """Do every task of the dossier, as whoever it falls to, until its result is there."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        dossier = gateway.read(f"/dossiers/{code}", role="citizen").body
        if dossier["status"]["code"] in {RESULT_READY, HANDED_OVER}:
            return
        agencies = {leg["agency"] for leg in dossier.get("legs") or []}
        agencies.add(dossier["receiving_agency"])
        done = [_do_tasks(gateway, code, agency) for agency in sorted(agencies)]
        if not any(done):
            if time.monotonic() > deadline:
                raise SetupError(
                    f"{code} stays at status {dossier['status']} and nobody has a task for it.",
                    "See the logs of routing-background and intake-background.",
                )
            time.sleep(PAUSE_SECONDS)


def _do_tasks(gateway: Gateway, code: str, agency: str) -> bool:
    done = False
    for role in STAFF:
        query = urlencode({"dossier": code})
        tasks = gateway.read(f"/worklist?{query}", role=role, agency=agency).body["items"]
        for task in tasks:
            if task["dossier"] == code:
                done = _do_task(gateway, task, role, agency) or done
    return done


def _do_task(gateway: Gateway, task: Json, role: str, agency: str) -> bool:
    """Take the action that brings a task on: claim it, then approve or complete it."""
    path, etag, actions = f"/tasks/{task['task']}", task["etag"], task["actions"]
    wanted = next((name for name in ("claim", "approve", "complete") if name in actions), None)
    if wanted is None:
        return False
    gateway.write(f"{path}/{wanted}", {}, role=role, agency=agency, etag=etag)
    return True


def _hand_over(gateway: Gateway, code: str, agency: str) -> None:
    read = gateway.read(f"/dossiers/{code}", role="officer", agency=agency)
    if read.body["status"]["code"] == HANDED_OVER:
        return
    path = f"/dossiers/{code}/handover"
    body = {"method": "online"}
    gateway.write(path, body, role="officer", agency=agency, etag=read.etag)


def _etag(gateway: Gateway, code: str) -> str:
    return gateway.read(f"/dossiers/{code}", role="citizen").etag


def as_table(trail: Trail) -> str:
    """Write the trail as an aligned table: when, what, who, due when, and the words for it."""
    dossier = trail.dossier
    title = f"{dossier['code']}  {dossier['procedure']}  due {_time(dossier.get('due_at'))}"
    head = ROW.format("when", "what", "who", "due", "as the applicant reads it")
    rows = [_row(entry) for entry in trail.entries]
    return "\n".join([paint(f"  {title}", BOLD), "", paint(head, DIM), *rows])


def _row(entry: Json) -> str:
    by = entry.get("by") or {}
    who = by.get("name") or " ".join(part for part in (by.get("role"), by.get("agency")) if part)
    due = (entry.get("data") or {}).get("due_at")
    return ROW.format(_time(entry["at"]), entry["kind"], who, _time(due), entry["text"]["vi"])


def _time(instant: str | None) -> str:
    return instant[:16].replace("T", " ") if instant else ""
