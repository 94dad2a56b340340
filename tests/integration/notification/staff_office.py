"""Officers who enter their mail through the API, and what escalates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.auth import Caller
from chassis.identifiers import new_id
from contracts.events.desk import CallsWaiting, DeskWorkWaiting
from contracts.events.lateness import ApologySigned, ApologyWritten, StepEscalated
from contracts.events.routing import OfficerSet
from kernel.rights import Actor, Role
from services.notification.dispatch.domain.outcome import Result
from services.notification.staff.ports import InOffice
from services.notification.wiring.service import app_of
from tests.integration.notification.intake_stub import AGENCY, AT, CODE, PROCEDURE
from tests.integration.notification.rig import Notification

WORK = "nghia@hoanggiang.example.vn"


class Officers:
    """Takes the token for the account of an officer whom the gateway brings."""

    def verify(self, token: str) -> Caller:
        return Caller("gateway", Actor(subject=token, roles=frozenset({Role.OFFICER})))


def escalated(
    *accounts: str, percent: int = 75, code: str = CODE, days: tuple[date, ...] = ()
) -> StepEscalated:
    """Return what routing says when a step runs out of time, for these accounts."""
    return StepEscalated(
        alert=str(new_id()),
        dossier=code,
        case_number=1,
        task=str(new_id()),
        leg="justice",
        step="verify",
        step_name={"vi": "Thẩm tra", "en": "Verify"},
        agency=AGENCY.code,
        percent=percent,
        audience="officer" if percent < 100 else "head",
        told_agency=AGENCY.code,
        told_officer=accounts[0] if accounts else None,
        due_at=AT + timedelta(hours=7),
        escalated_at=AT + timedelta(hours=5),
        procedure=PROCEDURE.procedure,
        told_accounts=accounts,
        open_days=days,
    )


def written(*accounts: str, code: str = CODE) -> ApologyWritten:
    """Return what routing says of an apology that these accounts may sign."""
    return ApologyWritten(
        dossier=code,
        case_number=1,
        procedure=PROCEDURE.procedure,
        agency=AGENCY.code,
        cause="coordination",
        due_at=AT.replace(day=27, hour=17, minute=30),
        new_due_at=AT.replace(month=12, day=2, hour=17, minute=30),
        sign_by=AT.replace(day=26, hour=17, minute=30),
        written_at=AT.replace(day=25, hour=15),
        told_accounts=accounts,
    )


def signed(code: str) -> ApologySigned:
    """Return what routing says of an apology once it is signed."""
    asked = written(code=code)
    return ApologySigned(
        dossier=code,
        case_number=1,
        agency=asked.agency,
        cause=asked.cause,
        due_at=asked.due_at,
        new_due_at=asked.new_due_at,
        written_by="o-1",
        officer="head-1",
        signed_at=asked.written_at + timedelta(hours=1),
    )


def calls_waiting(*accounts: str, on: date) -> CallsWaiting:
    """Return what intake says in the morning of a desk that has applicants to telephone."""
    return CallsWaiting(
        agency=AGENCY.code,
        on=on,
        calls=3,
        oldest_at=AT,
        looked_at=AT,
        told_accounts=accounts,
    )


def work_waiting(
    kind: str, *accounts: str, on: date, count: int = 4, since: datetime = AT
) -> DeskWorkWaiting:
    """Return what intake says in the morning of a desk at which something of a kind waits."""
    return DeskWorkWaiting(
        agency=AGENCY.code,
        on=on,
        kind=kind,
        count=count,
        oldest_at=since,
        looked_at=AT,
        told_accounts=accounts,
    )


def registered(account: str, last_day: date | None) -> OfficerSet:
    """Return what routing says of an officer's entry."""
    return OfficerSet(
        officer=str(new_id()),
        account=account,
        agency=AGENCY.code,
        post="Chuyên viên",
        roles=("officer",),
        first_day=AT.date() - timedelta(days=30),
        last_day=last_day,
        changed_at=AT,
    )


@dataclass
class Office:
    """The API as officers meet it, with those of the register."""

    notification: Notification
    client: FlaskClient

    @classmethod
    def of(cls, notification: Notification, *accounts: str) -> Office:
        notification.know_names()
        for account in accounts:
            notification.register.officers[account] = InOffice(name="Trần Văn Nghĩa")
        return cls(notification, app_of(notification.parts(), Officers()).test_client())

    @classmethod
    def alerted(cls, notification: Notification) -> Office:
        """Return it with an officer and a head who proved addresses, alerted at once."""
        made = cls.of(notification, "o-1", "head-1")
        made.proved()
        made.proved("head-1", "chutich@hoanggiang.example.vn")
        return made

    def ask(
        self,
        method: str,
        path: str = "",
        body: object = None,
        *,
        who: str = "o-1",
        etag: str | None = None,
    ) -> TestResponse:
        """Ask at the version that is, or at another one."""
        headers = {"Authorization": f"Bearer {who}"}
        if method != "GET":
            headers["If-Match"] = etag or self.ask("GET", who=who).headers["ETag"]
        return self.client.open(f"/staff-mail{path}", method=method, json=body, headers=headers)

    def shown(self, who: str = "o-1") -> dict[str, Any]:
        """Return what an officer sees of their mail."""
        return dict(self.ask("GET", who=who).get_json())

    def enter(self, who: str = "o-1", address: str = WORK, language: str = "vi") -> TestResponse:
        body = {"address": address, "language": language}
        return self.ask("PUT", body=body, who=who)

    def code(self) -> str:
        """Send what is queued and return the code in the newest mail."""
        while self.notification.send_all():
            pass
        found = re.search(r"(?:Mã xác nhận|Code): ([0-9]{6})", self.words())
        assert found is not None, self.words()
        return found[1]

    def confirm(self, code: str, who: str = "o-1") -> TestResponse:
        return self.ask("POST", "/confirmation", {"code": code}, who=who)

    def choose(self, alerts: str, who: str = "o-1") -> TestResponse:
        return self.ask("PUT", "/alerts", {"alerts": alerts}, who=who)

    def proved(self, who: str = "o-1", address: str = WORK, language: str = "vi") -> None:
        """Enter an address and prove it; what was sent till then is forgotten."""
        assert self.enter(who, address, language).status_code == 200
        answer = self.confirm(self.code(), who)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.notification.provider.mails.clear()
        self.notification.provider.recipients.clear()

    def words(self) -> str:
        """Return the plain text of the newest mail."""
        body = self.notification.provider.mails[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")

    def sent(self) -> list[Result]:
        return self.notification.send_all()

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.notification.provider.mails]
