"""Form 05 of 2018, 06 of 2025: who handed the dossier to whom, when, and whether in time.

Read off the timeline, which is the electronic trail that the form asks for: an officer who ended a
step gave the dossier on, with their account for a signature; the next agency's confirmation is
that of its hand-over slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.schedule import in_vietnam
from kernel.text import Text
from services.intake.forms.domain.errors import NoControlSlipError
from services.intake.forms.domain.facts import Act, at, first_entry
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.timeline import EntryKind, TimelineEntry

_RECEIVED = (EntryKind.ACCEPTED, EntryKind.SETTLED_ON_THE_SPOT)
_SETTLED = (EntryKind.HANDOVER_TAKEN, EntryKind.HANDOVER_REFUSED)
_APPLICANT = Text(vi="Người nộp hồ sơ", en="Applicant")
_WAITS = Text(vi="(chờ các phần việc song song)", en="(waits for the parts beside it)")
_RECEPTION = Text(vi="Tiếp nhận hồ sơ.", en="Reception of the dossier.")
_RESULT = Text(vi="Trả kết quả.", en="Result handed over.")
_RETURNED = Text(vi="Trả lại bước trước.", en="Given back to the step before.")
_OPEN = Text(vi="Chưa xác nhận đã nhận bàn giao.", en="Not confirmed as received yet.")
_TAKEN = Text(
    vi="Đã xác nhận nhận bàn giao, phiếu {number}: {by} {at}.",
    en="Confirmed as received, slip {number}: {by} {at}.",
)
_REFUSED = Text(
    vi="Từ chối nhận bàn giao, phiếu {number}: {by} {at}.",
    en="Receipt refused, slip {number}: {by} {at}.",
)
_EARLY = Text(vi="Trước hạn", en="Early")
_ON_TIME = Text(vi="Đúng hạn", en="On time")
_LATE = Text(vi="Quá hạn", en="Late")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trail:
    """The lines of a timeline that hand the dossier on, and how agencies are called."""

    lines: Sequence[TimelineEntry]
    name: Callable[[str], str]

    def of(self, *kinds: EntryKind) -> list[TimelineEntry]:
        return [line for line in self.lines if line.kind in kinds]

    def begun_at(self, instant: datetime) -> list[TimelineEntry]:
        """Return the steps that began as another one ended: the case moves in one transaction."""
        return [line for line in self.of(EntryKind.STEP_STARTED) if line.at == instant]

    def settled(self, begun: TimelineEntry) -> list[TimelineEntry]:
        """Return what was said of the slips to a leg, until its step began once more."""
        place = (begun.data.get("leg"), begun.data.get("step"))
        again = (
            line.at
            for line in self.of(EntryKind.STEP_STARTED)
            if line.at > begun.at and (line.data.get("leg"), line.data.get("step")) == place
        )
        until = min(again, default=None)
        return [
            line
            for line in self.of(*_SETTLED)
            if line.data.get("to_leg") == place[0]
            and line.at >= begun.at
            and (until is None or line.at < until)
        ]

    def did(self, begun: TimelineEntry) -> str | None:
        """Return the name of who did a step that began; None while it is open."""
        place = (begun.data.get("leg"), begun.data.get("step"))
        for line in self.of(EntryKind.STEP_COMPLETED):
            if line.at >= begun.at and (line.data.get("leg"), line.data.get("step")) == place:
                return (line.by or {}).get("name")
        return None


def control_act(
    dossier: Dossier, *, timeline: Sequence[TimelineEntry], name: Callable[[str], str]
) -> Act:
    """Return the way of a dossier through its agencies; `name` names one by its code.

    Laid out by the forms of the day it was accepted on. Raises `NoControlSlipError` before that.
    """
    received = first_entry(timeline, *_RECEIVED)
    if dossier.accepted_at is None or received is None:
        raise NoControlSlipError
    trail = _Trail(lines=timeline, name=name)
    rows = [*_reception(dossier, received, trail), *_steps(dossier, trail)]
    rows += _results(dossier, trail)
    begun = (line.by or {} for line in trail.of(EntryKind.STEP_STARTED))
    partners = dict.fromkeys(by["agency"] for by in begun if by.get("agency"))
    others = [name(code) for code in partners if code != dossier.competent_agency]
    facts = {
        "received_at": at(dossier.received_at),
        "due_at": at(dossier.due_at) if dossier.due_at else None,
        "partners": "; ".join(others) or None,
        "handovers": rows,
    }
    return Act(at=dossier.accepted_at, by=received.by, facts=facts, basis=facts)


def _reception(dossier: Dossier, received: TimelineEntry, trail: _Trail) -> Iterator[Row]:
    giver = _side(dossier.receiving_agency, received, trail)
    started = trail.of(EntryKind.STEP_STARTED)
    first = trail.begun_at(started[0].at) if started else []
    if received.kind is EntryKind.SETTLED_ON_THE_SPOT:
        outcome = _of_dossier(dossier)
        yield _row(giver, (_APPLICANT.to_document(), None), received.at, outcome, [received.text])
        return
    for begun in first:
        yield _row(giver, _receiver(begun, trail), received.at, None, [_RECEPTION])
    if not first:
        yield _row(giver, (None, None), received.at, None, [_RECEPTION])


def _steps(dossier: Dossier, trail: _Trail) -> Iterator[Row]:
    ended = trail.of(EntryKind.STEP_COMPLETED)
    finished = trail.of(EntryKind.FINISHED)
    for line in ended:
        giver = _side((line.by or {}).get("agency") or "", line, trail)
        outcome = _outcome(line.at, line.data.get("due_at"))
        notes = [line.text]
        if line.data.get("action") == "return":
            notes.append(_RETURNED)
        following = trail.begun_at(line.at)
        for begun in following:
            confirmed = _confirmations(line, begun, trail)
            yield _row(giver, _receiver(begun, trail), line.at, outcome, [*notes, *confirmed])
        if not following:
            last = line is ended[-1] and bool(finished)
            desk = trail.name(dossier.receiving_agency)
            to = desk if last else _WAITS.to_document()
            yield _row(giver, (to, None), line.at, outcome, notes)


def _results(dossier: Dossier, trail: _Trail) -> Iterator[Row]:
    for line in trail.of(EntryKind.HANDED_OVER):
        giver = _side(dossier.receiving_agency, line, trail)
        to = (_APPLICANT.to_document(), None)
        yield _row(giver, to, line.at, _of_dossier(dossier), [_RESULT])


def _confirmations(ended: TimelineEntry, begun: TimelineEntry, trail: _Trail) -> Iterator[Text]:
    """Return what the receiving agency said of its slip; nothing is asked inside an agency."""
    if (ended.by or {}).get("agency") == (begun.by or {}).get("agency"):
        return
    settled = False
    for line in trail.settled(begun):
        settled = True
        words = _TAKEN if line.kind is EntryKind.HANDOVER_TAKEN else _REFUSED
        by = (line.by or {}).get("name") or trail.name((line.by or {}).get("agency") or "")
        at_words = f"{in_vietnam(line.at):%H:%M %d/%m/%Y}"
        said = {"number": line.data.get("number"), "by": by, "at": at_words}
        yield Text(vi=words.vi.format_map(said), en=words.en.format_map(said))
    if not settled:
        yield _OPEN


def _side(agency: str, line: TimelineEntry, trail: _Trail) -> tuple[Any, str | None]:
    return trail.name(agency), (line.by or {}).get("name")


def _receiver(begun: TimelineEntry, trail: _Trail) -> tuple[Any, str | None]:
    return trail.name((begun.by or {}).get("agency") or ""), trail.did(begun)


def _of_dossier(dossier: Dossier) -> Text | None:
    """Return whether the result itself came in time; by date, as its term is in days."""
    if dossier.finished_at is None or dossier.due_at is None:
        return None
    on, due = in_vietnam(dossier.finished_at).date(), in_vietnam(dossier.due_at).date()
    return _EARLY if on < due else _ON_TIME if on == due else _LATE


def _outcome(ended: datetime, due: str | None) -> Text | None:
    """Return whether a step was in time: late by the minute, early where a day was left."""
    if due is None:
        return None
    until = datetime.fromisoformat(due)
    if ended > until:
        return _LATE
    return _EARLY if in_vietnam(ended).date() < in_vietnam(until).date() else _ON_TIME


def _row(
    giver: tuple[Any, str | None],
    receiver: tuple[Any, str | None],
    instant: datetime,
    outcome: Text | None,
    notes: Sequence[Text],
) -> Row:
    return {
        "from": giver[0],
        "given_by": giver[1],
        "to": receiver[0],
        "taken_by": receiver[1],
        "at": in_vietnam(instant).replace(second=0, microsecond=0).isoformat(),
        "outcome": outcome and outcome.to_document(),
        "notes": [note.to_document() for note in notes],
    }
