"""An enquiry on its way to a specialised system outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from contracts.events.systems import SystemAsked
from services.routing.work.domain.asking import SystemAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What is to be handed to `system`: `document` has codes, names of steps, papers' numbers.

    `until` is when its time to answer is over; `tries` counts how often this asking was handed
    over without success. `sends` in the document are paths of fields; their values join it only
    while it is handed over.
    """

    reference: str
    system: str
    document: Mapping[str, Any]
    until: datetime
    tries: int = 0


@unique
class Reached(StrEnum):
    """What came of handing an enquiry over."""

    ANSWERED = "answered"  # the answer was in the reply
    TAKEN = "taken"  # the system has it and will answer later
    UNREACHABLE = "unreachable"  # nobody there, or in trouble: to be tried again
    FAULTY = "faulty"  # it did not understand, or we do not understand it
    UNKNOWN = "unknown"  # nobody told us where this system is
    NOT_TOLD = "not-told"  # intake did not say what the system is to know: to be tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of it, and the answer where it came at once."""

    reached: Reached
    answer: SystemAnswer | None = None


FINAL = frozenset({Reached.TAKEN, Reached.ANSWERED})
"""After these nothing is left to be handed over."""


def delivery_of(asked: SystemAsked) -> Delivery:
    """Return what the system is told: by the same reference however often it is asked."""
    return Delivery(
        reference=asked.reference,
        system=asked.system,
        until=asked.answer_by,
        document={
            "reference": asked.reference,
            "attempt": asked.attempt,
            "dossier": asked.dossier,
            "procedure": asked.procedure,
            "agency": asked.agency,
            "leg": asked.leg,
            "step": asked.step,
            "step_name": asked.step_name,
            "papers": [{"paper": each.paper, "number": each.number} for each in asked.papers],
            "answer_by": asked.answer_by.isoformat(),
            "sends": list(asked.sends),
        },
    )


def told(delivery: Delivery, form: Mapping[str, Any]) -> Delivery:
    """Return what is handed over now: with the applicant's fields, which nobody keeps here."""
    document = {name: value for name, value in delivery.document.items() if name != "sends"}
    return replace(delivery, document={**document, "form": form} if form else document)
