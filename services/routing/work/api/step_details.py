"""What a task's page shows of its step: kind, questions, papers taken, what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.routing.process.domain.process import Process
from services.routing.process.domain.question import Question
from services.routing.work.domain.case import IssuedPaper
from services.routing.work.domain.reading import ListedTask


def step_details(listed: ListedTask) -> dict[str, Any]:
    """Return what the definition says of the task's step and leg."""
    leg = listed.process.leg(listed.task.leg)
    step = listed.process.step(listed.task.leg, listed.task.step)
    taken = {name: paper for name, paper in listed.papers.items() if name in leg.takes}
    return {
        "kind": step.kind.value,
        "leg_kind": leg.kind.value,
        "content": None if leg.content is None else leg.content.to_document(),
        "questions": [_question(question) for question in step.asks],
        "papers": papers_document(listed.process, taken),
    }


def papers_document(process: Process, papers: Mapping[str, IssuedPaper]) -> list[dict[str, Any]]:
    """Return the papers that legs gave: what, number, day, who issued it."""
    return [
        {
            "paper": name,
            "name": process.paper_name(name).to_document(),
            "number": paper.number,
            "issued_on": paper.issued_on.isoformat(),
            "agency": paper.agency,
            "leg": paper.leg,
        }
        for name, paper in sorted(papers.items())
    ]


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "label": question.label.to_document(),
        "type": question.type.value,
        "choices": [
            {"value": value, "label": label.to_document()}
            for value, label in question.choices.items()
        ],
    }
