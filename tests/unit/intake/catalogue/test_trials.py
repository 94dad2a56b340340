"""A draft is handed to routing with what intake alone knows, and told in a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from chassis.clients import Reply
from services.intake.catalogue.clients.trials import RoutingTrials, TrialRefusedError
from services.intake.catalogue.domain.placing import placed_legs
from services.intake.catalogue.ports import CataloguePackage
from services.intake.commands import catalogue
from services.intake.wiring import service as wiring

SIDE = {"late": 14, "mean_hours": 52.1}
LOAD = {"work_hours": 120.0, "busy_percent": 64.2, "wait_hours": 3.1}
FOUND = {
    "procedure": "2.000986",
    "version": 3,
    "cases": 120,
    "other_tasks": 40,
    "from": "2026-01-05",
    "to": "2026-06-30",
    "seed": 1,
    "measured_late": 15,
    "before": SIDE,
    "after": SIDE | {"late": 6},
    "legs": [
        {
            "leg": "residence",
            "agency": "H56.CA.14797",
            "before": {"done": 120, "late": 10},
            "after": {"done": 0, "late": 0},
        }
    ],
    "units": [
        {
            "agency": "H56.CA.14797",
            "role": "officer",
            "officers": 2,
            "before": LOAD,
            "after": LOAD | {"wait_hours": 0.0},
        }
    ],
    "steps": {"measured": 1, "drawn": 0, "stated": 0},
    "assumptions": [{"vi": "Giả định một.", "en": "One assumption."}],
}


@dataclass
class Routing:
    """Answers as routing does, and keeps what it was asked."""

    status: int = 200
    body: Any = field(default_factory=lambda: FOUND)
    asked: list[Any] = field(default_factory=list)

    def call(self, method: str, path: str, *, document: object, seconds: float) -> Reply:
        self.asked.append((method, path, document, seconds))
        return Reply(status=self.status, headers={}, body=orjson.dumps(self.body))


def test_legs_are_placed_as_far_as_their_rules_tell(shipped: CataloguePackage) -> None:
    """The only treasury is known; of two tax offices the dossier decides."""
    land = next(each for each, _ in shipped.procedures if each.code == "1.013831")

    assert placed_legs(land.process, shipped.agencies) == {
        "registry-check": "competent",
        "treasury": "H56.KBNN",
        "registry-issue": "competent",
    }


def test_the_command_sends_the_draft_and_shows_what_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A table for people, JSON for programs; the process goes along, no other part does."""
    routing: Any = Routing()
    monkeypatch.setattr(wiring, "try_draft", RoutingTrials(routing).try_draft)
    run = CliRunner()
    shown = run.invoke(catalogue, ["simulate", "2.000986", "--cases", "120", "--seed", "7"])
    raw = run.invoke(catalogue, ["simulate", "2.000986", "--json"])

    assert (shown.exit_code, raw.exit_code) == (0, 0), shown.output
    assert orjson.loads(raw.output) == FOUND
    (_, path, document, _), _ = routing.asked
    assert path == "/internal/simulations"
    assert set(document) == {"procedure", "process", "agencies", "most", "seed", "share"}
    assert (document["most"], document["seed"]) == (120, 7)
    assert document["agencies"] == {"birth": "receiving"}
    lines = [" ".join(line.split()) for line in shown.output.splitlines()]
    assert "Hồ sơ chậm / dossiers late 14/120 (11.7%) 6/120 (5.0%)" in lines
    assert "residence · H56.CA.14797 10/120 (8.3%) –" in lines
    load = "H56.CA.14797 · cán bộ / officer ×2 120.0 h · 64% · 3.1 h 120.0 h · 64% · 0.0 h"
    assert load in lines
    assert "- Giả định một." in lines


def test_what_routing_refuses_is_told_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both languages, and the command fails."""
    titles = {"vi": "Chưa có vụ việc.", "en": "No case yet."}
    problem = {"type": "/problems/nothing-to-replay", "title": titles["vi"], "titles": titles}
    routing: Any = Routing(404, problem)
    trials = RoutingTrials(routing)
    monkeypatch.setattr(wiring, "try_draft", trials.try_draft)
    told = CliRunner().invoke(catalogue, ["simulate", "2.000986"])

    assert told.exit_code == 1
    assert "Chưa có vụ việc. / No case yet." in told.output
    with pytest.raises(TrialRefusedError):
        trials.try_draft({})
