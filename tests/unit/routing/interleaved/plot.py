"""A process drawn at random, with everything an engine may be asked to run."""

from __future__ import annotations

import random
from typing import Any

from kernel.condition import comparisons
from services.routing.process.domain.process import Process
from tests.unit.routing.samples import COMMUNE, INSURANCE, leg, step

_SOUGHT = ("complete", "forward", "approve", "return", "refuse", "request-payment")
_ASKED = {"vi": "Có?", "en": "Is it so?"}
_OPINION = {"vi": "Ý kiến", "en": "Opinion"}


class Chance(random.Random):
    """Draws by a seed, so that a walk can be taken again."""

    def happens(self, share: float) -> bool:
        """Tell whether something that happens in this share of cases does now."""
        return self.random() < share


def process_document(chance: Chance) -> dict[str, Any]:
    """Draw up to six legs, each after any of those before it, in any order of writing.

    Legs and steps may be chosen by what intake judged or by an answer; a step may be work, a
    payment or a system's; a leg may be another agency's opinion, and give a paper.
    """
    legs = [_leg(chance, number) for number in range(chance.randint(1, 6))]
    return {"legs": chance.sample(legs, len(legs))}


def agencies_of(chance: Chance, document: dict[str, Any]) -> dict[str, str]:
    """Draw which of two agencies has each leg."""
    return {each["id"]: chance.choice((COMMUNE, INSURANCE)) for each in document["legs"]}


def judged(chance: Chance, process: Process) -> dict[str, bool]:
    """Draw what intake judged, by the name of the comparison."""
    facts = {"form/a": chance.happens(0.5), "form/b": chance.happens(0.5)}
    parts = (part for when in process.conditions() if when for part in comparisons(when))
    return {part.name: part.holds(facts[part.path]) for part in parts if part.path in facts}


def _leg(chance: Chance, number: int) -> dict[str, Any]:
    after = sorted(other for other in range(number) if chance.happens(0.45))
    steps = [_step(chance, f"s{place}", number) for place in range(chance.randint(1, 3))]
    hours = chance.choice((4, 8, 16, 40))
    made = leg(f"l{number}", steps, after=[f"l{other}" for other in after], hours=hours)
    if chance.happens(0.25):
        made["when"] = _condition(chance, [f"l{other}" for other in after])
    if chance.happens(0.3):
        made["gives"] = {"id": f"p{number}", "name": {"vi": "Giấy", "en": "Paper"}}
    if chance.happens(0.2) and all("kind" not in one for one in steps):
        silence = chance.choice(("consent", "escalate"))
        made |= {"kind": "consultation", "silence": silence, "content": _OPINION}
    return made


def _step(chance: Chance, name: str, number: int) -> dict[str, Any]:
    if name != "s0" and chance.happens(0.2):
        return step(name, "officer", ["complete"], hours=0) | {"kind": "payment"}
    actions = {one for one in _SOUGHT if chance.happens(0.5)} | {"complete"}
    role = chance.choice(("officer", "approver"))
    made = step(name, role, sorted(actions), hours=chance.choice((1, 4, 8)))
    if chance.happens(0.2):
        made |= {"kind": "connector", "system": "land", "timeout_minutes": 60, "tries": 2}
    if name == "s0":
        made["asks"] = [{"id": f"l{number}", "type": "boolean", "label": _ASKED}]
    elif chance.happens(0.25):
        made["when"] = _condition(chance, [f"l{number}"])
    return made


def _condition(chance: Chance, answers: list[str]) -> dict[str, Any]:
    paths = ["form/a", "form/b", *(f"answer/{name}" for name in answers)]
    parts = [
        {"value": chance.choice(paths), "eq": chance.happens(0.5)}
        for _ in range(chance.randint(1, 2))
    ]
    whole: dict[str, Any] = {chance.choice(("all", "any")): parts}
    return {"not": whole} if chance.happens(0.5) else whole
