"""Which views of two services must be equal, and what mends a difference between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kernel.books import Entry
from services.reporting.reconciliation.domain.divergence import Divergence, Remedy
from services.reporting.reconciliation.domain.invariant import Invariant

ON_ITS_WAY_SECONDS = 60.0
"""How long a change may take to reach everybody; younger differences are not looked at."""

NOTHING = "nothing"

Judge = Callable[[str | None, str | None], Remedy]
"""From the owner's value and the copy's (None: not there) to what mends the difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A view of the owner and a view of the service that keeps a copy."""

    invariant: Invariant
    kind: str
    owner: str
    owner_view: str
    service: str
    service_view: str
    judge: Judge


def differences(
    comparison: Comparison, owner: Mapping[str, Entry], copy: Mapping[str, Entry]
) -> list[Divergence]:
    """Return what differs between the rows of one bucket and is not merely on its way."""
    ids = sorted(id_ for id_ in owner.keys() | copy.keys() if _differ(owner, copy, id_))
    return [
        _divergence(comparison, id_, owner.get(id_), copy.get(id_))
        for id_ in ids
        if not _on_its_way(owner.get(id_), copy.get(id_))
    ]


def _differ(owner: Mapping[str, Entry], copy: Mapping[str, Entry], id_: str) -> bool:
    return id_ not in owner or id_ not in copy or owner[id_].value != copy[id_].value


def _on_its_way(*entries: Entry | None) -> bool:
    """Tell whether something changed just now; an age below zero is a clock that was moved."""
    ages = [entry.age for entry in entries if entry is not None and entry.age is not None]
    return any(0 <= age < ON_ITS_WAY_SECONDS for age in ages)


def _divergence(
    comparison: Comparison, id_: str, owner: Entry | None, copy: Entry | None
) -> Divergence:
    wanted = None if owner is None else owner.value
    found = None if copy is None else copy.value
    return Divergence(
        invariant=comparison.invariant,
        kind=comparison.kind,
        service=comparison.service,
        owner=comparison.owner,
        id=id_,
        found=NOTHING if found is None else found,
        wanted=NOTHING if wanted is None else wanted,
        remedy=comparison.judge(wanted, found),
    )


def judge_stream(owner: str | None, copy: str | None) -> Remedy:
    """Say again what was not heard; more than was said, nobody can explain."""
    if owner is None or _count(copy) >= _count(owner):
        return Remedy.PERSON
    return Remedy.RE_EMIT


def judge_case(owner: str | None, copy: str | None) -> Remedy:
    """Open a lost case again while its dossier is open; a decided one is routing's alone."""
    return Remedy.RE_OPEN if owner in {"accepted", "open"} and copy is None else Remedy.PERSON


def judge_contact(owner: str | None, copy: str | None) -> Remedy:
    """Let a lost contact be heard again; no event tells of another key than the owner's."""
    return Remedy.RE_OPEN if owner is not None and copy is None else Remedy.PERSON


def judge_status(owner: str | None, copy: str | None) -> Remedy:
    """Let a copy that is behind hear again the facts it lacks, a correction of an error too."""
    if owner is None or (int(copy or 0) >= int(owner) and (owner, copy) != ("4", "9")):
        return Remedy.PERSON
    return Remedy.RE_OPEN


def judge_milestones(owner: str | None, copy: str | None) -> Remedy:
    """Let missing facts be heard again; one that nobody said cannot be unsaid."""
    return Remedy.RE_OPEN if _milestones(copy) < _milestones(owner) else Remedy.PERSON


def judge_officer(owner: str | None, _copy: str | None) -> Remedy:
    """Let the newest word on an officer be heard again; one nobody entered cannot be unsaid."""
    return Remedy.PERSON if owner is None else Remedy.RE_OPEN


def judge_trail(_owner: str | None, _copy: str | None) -> Remedy:
    """Call a person: no event makes a trail what it was."""
    return Remedy.PERSON


def _milestones(value: str | None) -> frozenset[str]:
    return frozenset(value.split(",")) if value else frozenset()


def _count(value: str | None) -> int:
    return int(value.partition(":")[0]) if value else 0


_LISTENERS = {
    "intake": ("routing", "notification", "reporting"),
    "routing": ("intake", "notification", "reporting"),
    "notification": ("intake", "reporting"),
}


def _streams() -> tuple[Comparison, ...]:
    return tuple(
        Comparison(
            invariant=Invariant.I4,
            kind="events not heard",
            owner=owner,
            owner_view="said",
            service=service,
            service_view=f"heard-{owner}",
            judge=judge_stream,
        )
        for owner, services in _LISTENERS.items()
        for service in services
    )


def _copy(
    invariant: Invariant,
    kind: str,
    view: str,
    service: str,
    judge: Judge,
    *,
    there: str | None = None,
    owner: str = "intake",
) -> Comparison:
    return Comparison(
        invariant=invariant,
        kind=kind,
        owner=owner,
        owner_view=view,
        service=service,
        service_view=there or view,
        judge=judge,
    )


COMPARISONS: tuple[Comparison, ...] = (
    *_streams(),
    _copy(Invariant.I3, "case", "courses", "routing", judge_case, there="cases"),
    _copy(Invariant.I3, "contact", "contacts", "notification", judge_contact),
    _copy(Invariant.I3, "status", "statuses", "reporting", judge_status),
    _copy(Invariant.I3, "officer", "officers", "reporting", judge_officer, owner="routing"),
    _copy(Invariant.I8, "milestones", "milestones", "reporting", judge_milestones),
    _copy(Invariant.I9, "trail rewritten", "trail-ends", "reporting", judge_trail),
)
"""Everything that is compared between services."""
