"""What must hold between the services and inside each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Invariant(StrEnum):
    """A promise that can be checked; those nobody checks yet say what they wait for."""

    I1 = "I1"
    I2 = "I2"
    I3 = "I3"
    I4 = "I4"
    I5 = "I5"
    I6 = "I6"
    I7 = "I7"
    I8 = "I8"
    I9 = "I9"
    I10 = "I10"
    I11 = "I11"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What an invariant says; `waits_for` names what must exist before it can be checked."""

    says: str
    waits_for: str | None = None


PROMISES: dict[Invariant, Promise] = {
    Invariant.I1: Promise(says="every accepted Idempotency-Key has exactly one dossier"),
    Invariant.I2: Promise(says="numbers are unique and dense per agency and day"),
    Invariant.I3: Promise(
        says="copies of dossiers' and officers' state are the owner's after 60 s"
    ),
    Invariant.I4: Promise(says="every stream is heard 1..n without holes, by everybody concerned"),
    Invariant.I5: Promise(
        says="every notice that is due exists once a channel, is taken once, and reached somebody"
        " or a desk was told"
    ),
    Invariant.I6: Promise(says="nothing is unsent for 60 s, no message in sending for 10 min"),
    Invariant.I7: Promise(
        says="every limit that runs (of dossiers, legs, opinions, outside systems) has one timer,"
        " at its instant and by the newest calendar"
    ),
    Invariant.I8: Promise(says="report totals equal the count from events"),
    Invariant.I9: Promise(says="the trail is unbroken, and as it was at the end of each day"),
    Invariant.I10: Promise(
        says="every file row has its blob and hash", waits_for="uploads and the file store"
    ),
    Invariant.I11: Promise(says="nothing open stands at an agency that has ended"),
}
