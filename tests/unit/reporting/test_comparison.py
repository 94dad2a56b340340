"""What counts as a divergence, and what mends it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kernel.books import Entry, Fault
from services.reporting.reconciliation.domain.comparison import (
    COMPARISONS,
    Comparison,
    differences,
    judge_case,
    judge_contact,
    judge_milestones,
    judge_status,
    judge_stream,
)
from services.reporting.reconciliation.domain.divergence import (
    Divergence,
    Remedy,
    confirmed,
    of_itself,
)
from services.reporting.reconciliation.domain.invariant import PROMISES, Invariant

STREAM = next(one for one in COMPARISONS if one.owner_view == "said" and one.service == "routing")
TOPOLOGY = Path(__file__).parents[3] / "deploy" / "rabbitmq" / "topology.yaml"


def entries(*given: tuple[str, str, float | None]) -> dict[str, Entry]:
    return {id_: Entry(id=id_, value=value, age=age) for id_, value, age in given}


def a_divergence(**changes: object) -> Divergence:
    given = {
        "invariant": Invariant.I4, "kind": "events not heard", "service": "routing",
        "owner": "intake", "id": "dossier/A", "found": "1:1:x", "wanted": "2:2:y",
        "remedy": Remedy.RE_EMIT,
    } | changes  # fmt: skip
    return Divergence(**given)  # type: ignore[arg-type]


def test_equal_rows_are_no_difference() -> None:
    """Ages do not count."""
    owner, copy = entries(("A", "2:2:x", 900.0)), entries(("A", "2:2:x", None))

    assert differences(STREAM, owner, copy) == []


def test_a_missing_row_and_another_value_are_differences() -> None:
    """On either side, each once."""
    owner = entries(("A", "1:1:x", 900.0), ("B", "2:2:x", 900.0), ("C", "1:1:z", 900.0))
    copy = entries(("B", "1:1:x", 800.0), ("C", "1:1:z", 800.0), ("D", "1:1:d", 800.0))
    found = differences(STREAM, owner, copy)

    assert [(one.id, one.found, one.wanted, one.remedy) for one in found] == [
        ("A", "nothing", "1:1:x", Remedy.RE_EMIT),
        ("B", "1:1:x", "2:2:x", Remedy.RE_EMIT),
        ("D", "1:1:d", "nothing", Remedy.PERSON),
    ]


@pytest.mark.parametrize(
    ("age", "counts"),
    [(0.0, False), (59.9, False), (60.0, True), (-1.0, True), (None, True)],
)
def test_what_changed_within_a_minute_is_on_its_way(age: float | None, counts: bool) -> None:  # noqa: FBT001 -- a table
    """Sixty seconds; an age below zero tells of a clock that was moved, not of a fresh change."""
    assert bool(differences(STREAM, entries(("A", "1:1:x", age)), {})) is counts


def test_a_fresh_change_on_either_side_counts() -> None:
    """The copy may have moved first, when the owner's row is older."""
    owner, copy = entries(("A", "1:1:x", 900.0)), entries(("A", "1:1:y", 5.0))

    assert differences(STREAM, owner, copy) == []


@pytest.mark.parametrize(
    ("owner", "copy", "remedy"),
    [
        ("3:3:a", None, Remedy.RE_EMIT),
        ("3:3:a", "2:3:b", Remedy.RE_EMIT),
        ("10:10:a", "9:9:b", Remedy.RE_EMIT),
        ("3:3:a", "3:3:b", Remedy.PERSON),
        ("3:3:a", "4:4:b", Remedy.PERSON),
        (None, "1:1:b", Remedy.PERSON),
    ],
)
def test_streams(owner: str | None, copy: str | None, remedy: Remedy) -> None:
    """Fewer events than were said: say them again; anything else nobody can explain."""
    assert judge_stream(owner, copy) is remedy


@pytest.mark.parametrize(
    ("owner", "copy", "remedy"),
    [
        ("open", None, Remedy.RE_OPEN),
        ("accepted", None, Remedy.RE_OPEN),
        ("approved", None, Remedy.PERSON),
        ("open", "approved", Remedy.PERSON),
        (None, "open", Remedy.PERSON),
    ],
)
def test_cases(owner: str | None, copy: str | None, remedy: Remedy) -> None:
    """A case is never opened again for a dossier that has its result."""
    assert judge_case(owner, copy) is remedy


def test_contacts_statuses_and_milestones() -> None:
    """What lacks something hears it again; what has too much or another is a person's."""
    assert judge_contact("k1", None) is Remedy.RE_OPEN
    assert judge_contact("k1", "k2") is Remedy.PERSON
    assert judge_contact(None, "k2") is Remedy.PERSON
    assert judge_status("10", "9") is Remedy.RE_OPEN
    assert judge_status("9", None) is Remedy.RE_OPEN
    assert judge_status("9", "10") is Remedy.PERSON
    assert judge_status(None, "1") is Remedy.PERSON
    assert judge_milestones("accepted@1,finished@2/late", "accepted@1") is Remedy.RE_OPEN
    assert judge_milestones("accepted@1", None) is Remedy.RE_OPEN
    assert judge_milestones("accepted@1", "accepted@2") is Remedy.PERSON
    assert judge_milestones("accepted@1", "accepted@1,rated@3") is Remedy.PERSON


def test_the_same_id_of_two_owners_is_two_divergences() -> None:
    """A dossier's stream of intake and its stream of routing are not each other."""
    assert a_divergence().key != a_divergence(owner="routing").key


def test_two_looks_confirm_only_what_stands_still() -> None:
    """The same found and wanted; an age that grows is the same."""
    stays, moves, goes = (a_divergence(id=f"dossier/{name}") for name in "ABC")
    moved = a_divergence(id="dossier/B", found="2:2:x")
    fault = Fault(invariant="I6", kind="unsent", id="p1", found="61 s", wanted="60 s")
    later = Fault(invariant="I6", kind="unsent", id="p1", found="66 s", wanted="60 s")
    first = [stays, moves, goes, of_itself("intake", fault)]
    second = [stays, moved, of_itself("intake", later)]

    assert confirmed(first, second) == [stays, of_itself("intake", later)]


def test_every_queue_that_hears_a_source_is_compared_with_it() -> None:
    """The table of comparisons and the bindings of the broker say the same."""
    bound = {
        (source, queue["name"].partition(".")[0])
        for queue in yaml.safe_load(TOPOLOGY.read_text("utf-8"))["queues"]
        for binding in queue["bindings"]
        for source in ("intake", "routing", "notification")
        if binding in {f"{source}.#", "#"}
    }

    assert bound == {
        (one.owner, one.service) for one in COMPARISONS if one.invariant is Invariant.I4
    }


def test_every_invariant_is_checked_or_says_what_it_waits_for() -> None:
    """Some are checked inside the services, the others here."""
    compared = {one.invariant for one in COMPARISONS}
    checked = {one for one, promise in PROMISES.items() if promise.waits_for is None}

    assert set(PROMISES) == set(Invariant)
    inside = {Invariant(name) for name in ("I1", "I2", "I5", "I6", "I7", "I11")}
    assert checked - compared == inside


def test_comparisons_have_names_of_their_own() -> None:
    """A key of a divergence must tell which comparison it came from."""
    names = [(one.invariant, one.kind, one.service, one.owner) for one in COMPARISONS]

    assert len(set(names)) == len(names)
    assert all(isinstance(one, Comparison) for one in COMPARISONS)
