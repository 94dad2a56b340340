"""The acts of `life` done to a dossier of a running intake, and everything kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from chassis.identifiers import new_id
from contracts.events import Event
from contracts.events.course import WithdrawalSettled
from contracts.events.routing import CaseDecided, CaseOpened, ObligationFound, ObligationMet
from kernel.errors import DomainError
from kernel.rights import Actor
from tests.integration.intake.clocked import ring
from tests.integration.intake.office import (
    BIRTH,
    CITIZEN,
    COMMUNE,
    HEAD,
    MONDAY,
    OFFICER,
    Office,
    example,
)

BUSINESS = "1.001612"
OWNER = replace(CITIZEN, id_number=str(example(BIRTH)["applicant"]["id_number"]))
_PAPERS = {BIRTH: "id-card", BUSINESS: "household-business-request"}
PATHS: Mapping[str, tuple[str, Actor]] = {
    "accept": ("acceptance", OFFICER),
    "refuse": ("refusal", OFFICER),
    "ask": ("supplement-request", OFFICER),
    "ask-again": ("supplement-request", HEAD),
    "send-papers": ("supplement", OWNER),
    "bring-papers": ("supplement", OFFICER),
    "withdraw": ("withdrawal", OWNER),
    "suspend": ("suspension", HEAD),
    "resume": ("resumption", HEAD),
    "correct-reception": ("reception-correction", OFFICER),
    "move-reception": ("reception-correction", HEAD),
    "hand-over": ("handover", OFFICER),
    "take-result-back": ("error-correction", HEAD),
    "confirm-draft": ("draft-result/confirmation", OWNER),
    "object-to-draft": ("draft-result/objection", OWNER),
    "erase": ("erasure", HEAD),
}
_KEPT = {
    "dossier": "code",
    "dossier_content": "dossier",
    "dossier_paper": "dossier",
    "dossier_version": "dossier",
    "dossier_reason": "dossier",
    "dossier_reader": "dossier",
    "supplement_request": "dossier",
    "timeline_entry": "dossier",
    "clock_entry": "dossier",
    "desk_alert": "dossier",
    "contact_key": "dossier",
    "hand_over": "dossier",
    "result_correction": "dossier",
    "trail_head": "dossier",
    "timer": "subject",
}
_DIGESTS = " UNION ALL ".join(
    f"SELECT '{table}', md5(string_agg(each::text, '|' ORDER BY each::text))"  # noqa: S608 -- constants
    f' FROM "{table}" AS each WHERE each.{column} = :code'
    for table, column in _KEPT.items()
)
_SAID = """
    UNION ALL SELECT 'event_log', count(*)::text FROM event_log WHERE subject = 'dossier/' || :code
    UNION ALL SELECT 'outbox', count(*)::text FROM outbox JOIN event_log USING (position)
        WHERE subject = 'dossier/' || :code
"""


@dataclass(slots=True, kw_only=True)
class Acts:
    """One dossier of an office; each act returns the problem that was answered, or None."""

    office: Office
    code: str
    procedure: str = BIRTH
    case: int = 1
    turn: int = 0

    def do(self, name: str) -> str | None:
        """Do an act of `life.STEPS`."""
        self.turn += 1
        return self._say(name) if name in _EVENTS else self._ask(name)

    def wait_out_the_window(self) -> None:
        """Let the time for papers, or to check a draft, pass, and every timer ring."""
        with self.office.database.read() as tx:
            by = tx.scalar(
                text("SELECT coalesce(confirm_by, supplement_by) FROM dossier WHERE code = :code"),
                {"code": self.code},
            )
        ring(self.office, by + timedelta(days=2))

    def status(self) -> int:
        """Return the status code as its officer reads it."""
        answer = self.office.get(f"/dossiers/{self.code}", OFFICER).json
        assert answer is not None
        status: int = answer["status"]["code"]
        return status

    def kept(self) -> dict[str, str | None]:
        """Return what stands for everything that is kept of the dossier, and was said of it."""
        with self.office.database.read() as tx:
            rows = tx.execute(text(_DIGESTS + _SAID), {"code": self.code})
            return {row[0]: row[1] for row in rows}

    def _ask(self, name: str) -> str | None:
        what, actor = PATHS[name]
        answer = self.office.post(
            f"/dossiers/{self.code}/{what}",
            self.body(name),
            actor,
            key=str(new_id()),
            version=self._version(),
        )
        document = answer.json
        assert document is not None
        if answer.status_code < 300:
            if name == "move-reception":
                self.procedure = BUSINESS if self.procedure == BIRTH else BIRTH
                self.case += 1
            return None
        assert answer.status_code == 409, (name, answer.status_code, document)
        return str(document["type"]).rpartition("/")[2]

    def _say(self, name: str) -> str | None:
        try:
            self.office.hear(event_of(self, name))
        except DomainError as error:
            return error.slug
        return None

    def _version(self) -> int:
        with self.office.database.read() as tx:
            version: int = tx.scalar(
                text("SELECT version FROM dossier WHERE code = :code"), {"code": self.code}
            )
        return version

    def body(self, name: str) -> dict[str, Any]:
        """Return what is sent with an act."""
        paper = {"paper": _PAPERS[self.procedure]}
        order = {"items": [paper | {"what": "Bị mờ."}], "reason": "Thiếu."}
        seen = {"papers": [paper | {"seen": True}]}
        # Whatever was corrected before, the number of copies is another one.
        filed = [one | {"copies": self.turn} for one in example(self.procedure)["papers"]]
        bodies: dict[str, dict[str, Any]] = {
            "refuse": {"reason": "Không thuộc thẩm quyền."},
            "ask": order,
            "ask-again": order | {"override": {"reason": "Sót giấy tờ."}},
            "send-papers": {"papers": [paper | {"upload": "sample"}]},
            "bring-papers": seen,
            "suspend": {"reason": "Chờ kết luận."},
            "resume": {"reason": "Đã có kết luận."},
            "correct-reception": {"reason": "Ghi nhầm.", "papers": filed},
            "move-reception": {"reason": "Nhầm thủ tục."} | self._elsewhere(),
            "hand-over": {"method": "online"},
            "take-result-back": {"reason": "Sai họ tên."},
            "object-to-draft": {"reason": "Sai năm sinh."},
            "erase": {"decision": "12/QĐ-UBND"},
        }
        return bodies.get(name, {})

    def _elsewhere(self) -> dict[str, Any]:
        right = example(BUSINESS if self.procedure == BIRTH else BIRTH)
        return {part: right[part] for part in ("procedure", "form", "papers")}


def _opened(acts: Acts) -> Event:
    return CaseOpened(
        dossier=acts.code,
        case=f"case-{acts.case}",
        procedure=acts.procedure,
        procedure_version=1,
        legs=(),
        opened_at=MONDAY,
        case_number=acts.case,
    )


def _decided(acts: Acts) -> Event:
    return CaseDecided(
        dossier=acts.code,
        case=f"case-{acts.case}",
        outcome="approved",
        result_number="15/KS",
        agency=COMMUNE,
        officer="head-1",
        decided_at=MONDAY,
        case_number=acts.case,
    )


def _settled(outcome: str) -> Callable[[Acts], Event]:
    return lambda acts: WithdrawalSettled(
        dossier=acts.code,
        case=f"case-{acts.case}",
        outcome=outcome,
        requested_at=MONDAY,
        settled_at=MONDAY,
    )


def _found(acts: Acts) -> Event:
    return ObligationFound(
        dossier=acts.code,
        case=f"case-{acts.case}",
        agency=COMMUNE,
        officer="",
        found_at=acts.office.clock(),
        case_number=acts.case,
    )


def _met(acts: Acts) -> Event:
    return ObligationMet(
        dossier=acts.code,
        case=f"case-{acts.case}",
        agency=COMMUNE,
        officer="",
        met_at=acts.office.clock(),
        case_number=acts.case,
    )


_EVENTS: Mapping[str, Callable[[Acts], Event]] = {
    "case-opened": _opened,
    "decided": _decided,
    "obligation-found": _found,
    "obligation-met": _met,
    "withdrawal-granted": _settled("granted"),
    "withdrawal-refused": _settled("refused"),
}


def event_of(acts: Acts, name: str) -> Event:
    """Return what routing says, of the case that counts."""
    return _EVENTS[name](acts)
