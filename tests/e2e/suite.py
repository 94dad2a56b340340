"""A client of the whole suite, and the command that starts it in a state folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import urllib3

from chassis.clock import suite_clock
from chassis.db import Database
from deploy.onebox.access_token import DemonstrationIssuer, Holder

ROOT = Path(__file__).parents[2]
STATE = ROOT / os.environ.get("MOTCUA_E2E_STATE", ".local/e2e")
OFFSET = "300"
CLOCK = "2026-11-23T08:00+07:00"
COMMUNE = "H56.14797"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def etag(self) -> str:
        return self.headers["ETag"]


@dataclass(slots=True, kw_only=True)
class Suite:
    """A client of the running suite; tokens are made once a role, agency and person."""

    env: Mapping[str, str]
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))
    tokens: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.env["MOTCUA_GATEWAY_URL"]

    def motcua(self, *arguments: str) -> str:
        return subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-W", "ignore", "-m", "deploy.motcua", *arguments],
            cwd=ROOT,
            env=dict(self.env),
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def token(self, role: str, agency: str | None = None, sub: str | None = None) -> str:
        who = (role, agency or "", sub or "")
        if who not in self.tokens:
            subject = sub or f"{role}-{agency or 'anybody'}"
            about = {"agency": agency} if agency else {}
            self.tokens[who] = self.issued(Holder(subject=subject, roles=(role,), about=about))
        return self.tokens[who]

    def now(self) -> datetime:
        """Return the present instant of the suite's clock."""
        database = Database(self.env["MOTCUA_GATEWAY_DATABASE_URL"], name="e2e", pool_size=1)
        try:
            return suite_clock(database, one_box=True)()
        finally:
            database.dispose()

    def issued(self, holder: Holder) -> str:
        """Return a token as `motcua token` makes it, without a process of its own."""
        now = self.now()
        issuer = DemonstrationIssuer.from_file(
            self.env["MOTCUA_OIDC_ISSUER"],
            self.env["MOTCUA_OIDC_AUDIENCE"],
            Path(self.env["MOTCUA_ISSUER_KEY_FILE"]),
        )
        return issuer.issue(holder, now=now, seconds=8 * 3600)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Answer:
        sent = {"Content-Type": "application/json"} if body is not None or raw else {}
        sent |= {"Authorization": f"Bearer {token}"} if token else {}
        content = raw if raw is not None else (json.dumps(body).encode() if body else None)
        answer = self.pool.request(
            method,
            f"{self.url}/api/v1{path}",
            body=content,
            headers=sent | dict(headers or {}),
            timeout=90,
        )
        is_json = "json" in answer.headers.get("Content-Type", "")
        read: Any = json.loads(answer.data) if answer.data and is_json else answer.data
        return Answer(status=answer.status, body=read, headers=answer.headers)

    def write(
        self,
        path: str,
        body: object,
        *,
        token: str,
        etag: str | None = None,
        key: str | None = None,
    ) -> Answer:
        headers = {"Idempotency-Key": key or str(uuid.uuid1())}
        headers |= {"If-Match": etag} if etag else {}
        return self.call("POST", path, body, token=token, headers=headers)

    def count(self, service: str, sql: str) -> int:
        url = self.env[f"MOTCUA_{service.upper()}_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            row = connection.execute(sql).fetchone()
        assert row is not None
        number: int = row[0]
        return number

    def footprint(self) -> dict[str, int]:
        """Count what a refused request must leave untouched."""
        tables = ("dossier", "event_log", "dossier_counter", "idempotency_key", "contact_key")
        return {table: self.count("intake", f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608


def dev(*arguments: str, state: Path = STATE) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"MOTCUA_STATE_DIR": str(state), "MOTCUA_PORT_OFFSET": OFFSET}
    for name in [name for name in environment if name.startswith("MOTCUA_")]:
        if name not in {"MOTCUA_STATE_DIR", "MOTCUA_PORT_OFFSET", "MOTCUA_IGNORE_INSTALLED"}:
            del environment[name]
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, str(ROOT / "deploy" / "dev.py"), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def environment_of(state: Path) -> dict[str, str]:
    lines = (state / "env").read_text().splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return os.environ | {name: value for name, _, value in pairs}
