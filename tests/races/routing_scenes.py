"""Where cases stand when two acts meet, and which acts those are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from chassis.clock import setting_for, write_setting
from chassis.identifiers import new_id
from kernel.rights import Actor
from services.routing.lateness.store.reminders import APOLOGY
from services.routing.work.store.limits import CONSULTATION, SYSTEM_SILENT
from tests.integration.routing.suite import Suite, procedure
from tests.races.routing_acts import (
    ABSENT,
    APPROVER,
    COLLEAGUE,
    GOING_ON,
    HEAD,
    HEARD,
    INSURER,
    MOVING,
    OFFICER,
    RECEIPT,
    SAID,
    TO_COLLEAGUE,
    Act,
    Stage,
    answers,
    by,
    hears,
    morning,
    reopened,
    replan_all,
    timer,
)
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, leg, step

_OWES = ("complete", "return", "request-payment")
_ASKED = {"kind": "consultation", "silence": "consent", "content": {"vi": "Ý?", "en": "Opinion?"}}
_SYSTEM = {"kind": "connector", "system": "land-tax", "timeout_minutes": 30, "tries": 2}
_SIGN = ("approve", "return", "refuse")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A process, how its case is brought to where acts meet, and who may meet there.

    `before` are officers who end their task by an action, (None) only hold it, only `see` it, or
    (`silent`) find that a system let its first time pass.
    `said` are words of intake about the dossier: they come one after the other, so two of them
    never meet.
    """

    name: str
    legs: Sequence[Mapping[str, Any]]
    agencies: Mapping[str, str]
    before: Sequence[tuple[Actor, str | None]]
    acts: Mapping[str, Act]
    said: frozenset[str] = frozenset()

    def pairs(self) -> list[tuple[str, str]]:
        """Return the pairs of acts that can meet, each with itself too where that can be."""
        names = sorted(self.acts)
        return [
            (one, other)
            for place, one in enumerate(names)
            for other in names[place:]
            if not {one, other} <= self.said
        ]


SCENES = (
    Scene(
        name="join",
        legs=(
            leg("a", [step("check", actions=_OWES)]),
            leg("b", [step("opine")]),
            leg("c", [step("issue")], after=["a", "b"]),
        ),
        agencies={"a": COMMUNE, "b": INSURANCE, "c": COMMUNE},
        before=((OFFICER, None), (INSURER, None)),
        acts={
            "complete a": by(OFFICER, "a", "complete"),
            "complete b": by(INSURER, "b", "complete"),
            "owe a": by(OFFICER, "a", "request-payment"),
            "release a": by(HEAD, "a", "release"),
            "transfer a": by(OFFICER, "a", "transfer", TO_COLLEAGUE),
            "assign a": by(HEAD, "a", "assign", TO_COLLEAGUE),
            **MOVING,
        },
        said=SAID,
    ),
    Scene(
        name="chain",
        legs=(
            leg("one", [step("check")]),
            leg("two", [step("weigh", "approver", _SIGN)], after=["one"]),
        ),
        agencies={"one": COMMUNE, "two": COMMUNE},
        before=((OFFICER, "complete"), (APPROVER, None)),
        acts={
            "approve": by(APPROVER, "two", "approve"),
            "return": by(APPROVER, "two", "return", {"reason": "Thiếu ý kiến."}),
            "refuse": by(APPROVER, "two", "refuse", {"reason": "Không đủ điều kiện."}),
            "release": by(HEAD, "two", "release"),
            **MOVING,
        },
        said=SAID,
    ),
    Scene(
        name="payment",
        legs=(
            leg("tax", [step("assess")]),
            leg("pay", [step("receipt", hours=0) | {"kind": "payment"}], after=["tax"], hours=0),
            leg("book", [step("enter")], after=["pay"]),
        ),
        agencies={"tax": COMMUNE, "pay": COMMUNE, "book": COMMUNE},
        before=((OFFICER, "complete"), (OFFICER, None)),
        acts={
            "pay": by(OFFICER, "pay", "confirm-payment", {"receipt": RECEIPT}),
            "pay twice": by(
                OFFICER, "pay", "confirm-payment", {"receipt": RECEIPT | {"number": "KB-2"}}
            ),
            "release": by(HEAD, "pay", "release"),
            **MOVING,
        },
        said=SAID,
    ),
    Scene(
        name="consult",
        legs=(
            leg("ask", [step("opine")], hours=16) | _ASKED,
            leg("sign", [step("sign")], after=["ask"]),
        ),
        agencies={"ask": INSURANCE, "sign": COMMUNE},
        before=((INSURER, None),),
        acts={
            "opine": by(INSURER, "ask", "complete"),
            "lapse": timer(CONSULTATION),
            **MOVING,
        },
        said=SAID,
    ),
    Scene(
        name="apology",
        legs=(leg("one", [step("weigh", "approver", _SIGN)], hours=80),),
        agencies={"one": COMMUNE},
        before=((APPROVER, None),),
        acts={
            "sign": Stage.sign,
            "approve": by(APPROVER, "one", "approve"),
            "refuse": by(APPROVER, "one", "refuse", {"reason": "Không đủ điều kiện."}),
            "prepare": timer(APOLOGY),
            **MOVING,
        },
        said=SAID,
    ),
    Scene(
        name="decided",
        legs=(leg("one", [step("check"), step("weigh", "approver", _SIGN)]),),
        agencies={"one": COMMUNE},
        before=((OFFICER, "complete"), (APPROVER, "approve")),
        acts={
            "reopen": hears(reopened),
            "again": by(APPROVER, "one", "approve"),
            "withdraw": HEARD["withdraw"],
            "re-plan": replan_all,
        },
        said=frozenset({"reopen", "withdraw"}),
    ),
    Scene(
        name="queue",
        legs=(leg("one", [step("check")]),),
        agencies={"one": COMMUNE},
        before=((OFFICER, "see"),),
        acts={
            "claim": by(OFFICER, "one", "claim"),
            "claim too": by(COLLEAGUE, "one", "claim"),
            "assign": by(HEAD, "one", "assign", TO_COLLEAGUE),
            **HEARD,
        },
        said=SAID,
    ),
    Scene(
        name="absent",
        legs=(leg("one", [step("check")]),),
        agencies={"one": COMMUNE},
        before=((ABSENT, None),),
        acts={
            "morning": morning,
            "complete": by(ABSENT, "one", "complete"),
            "transfer": by(ABSENT, "one", "transfer", TO_COLLEAGUE),
            "release": by(HEAD, "one", "release"),
            "withdraw": HEARD["withdraw"],
            "re-plan": replan_all,
        },
    ),
    Scene(
        name="system",
        legs=(leg("tax", [step("assess") | _SYSTEM, step("weigh", "approver", _SIGN)], hours=40),),
        agencies={"tax": COMMUNE},
        before=((OFFICER, "silent"), (OFFICER, "see")),
        acts={
            "answer": answers({"outcome": "completed", "number": "TB-1"}),
            "will not": answers({"outcome": "refused", "reason": "Không có thửa này."}),
            "time-out": timer(SYSTEM_SILENT),
            "claim": by(OFFICER, "tax", "claim"),
            **MOVING,
        },
        said=SAID,
    ),
    Scene(
        name="owing",
        legs=(
            leg("land", [step("assess"), step("receipt", hours=0) | {"kind": "payment"}]),
            leg("tax", [step("weigh", actions=_OWES)]),
        ),
        agencies={"land": COMMUNE, "tax": INSURANCE},
        before=((OFFICER, "complete"), (OFFICER, None), (INSURER, None)),
        acts={
            "pay": by(OFFICER, "land", "confirm-payment", {"receipt": RECEIPT}),
            "say it is paid": by(INSURER, "tax", "confirm-payment"),
            "complete": by(INSURER, "tax", "complete"),
            **MOVING,
            **GOING_ON,
        },
        said=SAID,
    ),
    Scene(
        name="opening",
        legs=(leg("one", [step("check")]),),
        agencies={"one": COMMUNE},
        before=(),
        acts={"open": Stage.open, "re-plan": replan_all},
        said=frozenset({"open"}),
    ),
)


_ENTER = text("""
    INSERT INTO officer (id, account, name, post, agency, roles, first_day, version, changed_at)
    VALUES (:id, :who, 'Lê Thị Thu', 'Chuyên viên', :agency, '{officer}', '2026-01-01', 1, now())
""")
_AWAY = text("""
    INSERT INTO arrangement (id, officer, kind, first_day, last_day, ground, cover, fields)
    SELECT :id, officer.id, 'absence', '2026-01-01', '2026-12-31', '1', cover.id, '{}'
    FROM officer JOIN officer AS cover ON cover.account = :cover WHERE officer.account = :who
""")
VERSIONS = {scene.name: number for number, scene in enumerate(SCENES, 2)}
"""The versions of the one procedure that the scenes are."""


def publish(suite: Suite) -> None:
    """Let routing hear the processes of all scenes, at an hour past every limit."""
    suite.hear(*(procedure({"legs": list(each.legs)}, VERSIONS[each.name]) for each in SCENES))
    with suite.database.transaction() as tx:
        for who in (COLLEAGUE, ABSENT):
            tx.execute(_ENTER, {"id": new_id(), "who": who.subject, "agency": COMMUNE})
        tx.execute(_AWAY, {"id": new_id(), "who": ABSENT.subject, "cover": COLLEAGUE.subject})
        write_setting(tx, setting_for(MONDAY + timedelta(days=3), 1.0))


def staged(suite: Suite, scene: Scene, dossier: str, calendar_version: int) -> Stage:
    """Return a case of the scene, ready for two acts to meet; all that is cached is warm."""
    stage = Stage(
        suite=suite,
        dossier=dossier,
        scene=scene.name,
        version=VERSIONS[scene.name],
        agencies=scene.agencies,
        calendar=calendar_version,
    )
    if scene.name != "opening":
        stage.open()
    for who, action in scene.before:
        if action is None:
            stage.take(who)
        elif action == "see":
            stage.see(who)
        elif action == "silent":
            timer(SYSTEM_SILENT)(stage)
        else:
            stage.end(who, action)
    if scene.name == "apology":
        stage.apologise()
    return stage


def close(stage: Stage) -> None:
    """End the case, so that the next race has the timers and re-plans to itself."""
    HEARD["stop"](stage)
    with stage.suite.database.transaction() as tx:
        tx.execute(text("DELETE FROM timer"))
