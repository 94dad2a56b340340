"""The JSON on disk is the contract: every event reads and writes its golden example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import orjson
import pytest

from contracts import codec
from contracts.asyncapi import EXAMPLES
from contracts.events import Event, subject_of
from contracts.registry import EVENTS
from contracts.schemas import schema_of


def golden(event_type: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((EXAMPLES / f"{event_type}.json").read_text())
    return document


def test_each_event_class_has_one_golden_example() -> None:
    """No event without an example, no example without an event."""
    assert {path.stem for path in EXAMPLES.glob("*.json")} == set(EVENTS)


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_golden_example_is_read_and_written_unchanged(event_type: str) -> None:
    """What older speakers said is still understood, and said again in the same words."""
    document = golden(event_type)

    envelope, event = codec.decode(orjson.dumps(document))
    assert event is not None
    written = json.loads(codec.encode(envelope, event))

    assert written == document
    assert type(event) is EVENTS[event_type]
    assert envelope.subject == subject_of(event)


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_data_are_written_as_the_schema_has_them(event_type: str) -> None:
    """The fast way to values and the published schema agree, to the letter of every instant."""
    event = codec.load_data(event_type, golden(event_type)["data"])

    written = json.loads(orjson.dumps(codec.dump_data(event)))

    assert written == schema_of(EVENTS[event_type]).dump(event)


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_fields_of_newer_speakers_are_ignored(event_type: str) -> None:
    """A newer speaker may add a field without stopping an older reader."""
    document = golden(event_type)
    document["data"]["a_field_of_tomorrow"] = {"x": 1}
    document["an_attribute_of_tomorrow"] = 1

    _, event = codec.decode(orjson.dumps(document))

    assert event == codec.decode(orjson.dumps(golden(event_type)))[1]


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_missing_field_is_refused_and_named_without_its_value(event_type: str) -> None:
    """Data against the schema are no event of ours; the reason names the field."""
    event_class: type[Event] = EVENTS[event_type]
    required = [field.name for field in fields(event_class)]  # type: ignore[arg-type]
    document = golden(event_type)
    del document["data"][required[0]]

    with pytest.raises(codec.UndecodableError, match=required[0]):
        codec.decode(orjson.dumps(document))


def test_unknown_type_gives_the_envelope_alone() -> None:
    """A newer speaker's new type must not stop us."""
    document = golden("intake.dossier-rated.v1") | {"type": "intake.something-new.v1"}

    envelope, event = codec.decode(orjson.dumps(document))

    assert event is None
    assert envelope.type == "intake.something-new.v1"


def test_unknown_major_version_of_a_known_name_is_told_apart() -> None:
    """Another major version of what we listen to must be looked at by a person."""
    document = golden("intake.dossier-rated.v1") | {"type": "intake.dossier-rated.v2"}

    with pytest.raises(codec.UnknownVersionError) as caught:
        codec.decode(orjson.dumps(document))

    assert caught.value.envelope.type == "intake.dossier-rated.v2"


@pytest.mark.parametrize(
    "change",
    [
        {"id": "no uuid"},
        {"id": None},
        {"source": ""},
        {"subject": 7},
        {"time": "2026-11-23T08:05:12"},
        {"time": "yesterday"},
        {"sequence": 0},
        {"sequence": "2"},
        {"sequence": True},
        {"data": None},
        {"data": [1]},
    ],
    ids=str,
)
def test_broken_envelope_is_undecodable(change: dict[str, object]) -> None:
    """Nothing is guessed: what is no envelope is parked by the reader."""
    document = golden("intake.dossier-rated.v1") | change

    with pytest.raises(codec.UndecodableError):
        codec.decode(orjson.dumps(document))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe"], ids=repr)
def test_bytes_that_are_no_object_are_undecodable(body: bytes) -> None:
    """Bad JSON never raises anything else."""
    with pytest.raises(codec.UndecodableError):
        codec.decode(body)


def test_no_event_has_a_field_for_personal_data() -> None:
    """Contact data cross the bus sealed only; names and numbers of people never do."""
    personal = {"applicant", "id_number", "phone_number", "email", "birth_date", "street"}
    named = {
        (event_type, field.name)
        for event_type, event in EVENTS.items()
        for field in fields(event)  # type: ignore[arg-type]
        if field.name in personal
        # An agency's telephone and the name of a procedure or agency are public.
        or (field.name in {"name", "phone"} and event.SUBJECT_KIND == "dossier")
    }

    assert named == set()


WITHOUT_INSTANTS = {
    "intake.agency-published.v1",
    "intake.calendar-published.v1",
    "intake.contact-set.v1",
    "intake.draft-contact-set.v1",
    "intake.procedure-published.v1",
}
"""Reference data hold for days, and a sealed contact tells nothing."""

_WRONG: tuple[object, ...] = (None, "text", "", 7, -1, True, 1.5, [], [7], {}, {"x": 1})


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_readers_accept_what_the_published_schema_accepts(event_type: str) -> None:
    """The compiled reader and the marshmallow schema say the same of every field and value."""
    schema = schema_of(EVENTS[event_type])
    golden_data = golden(event_type)["data"]
    for name in golden_data:
        for wrong in _WRONG:
            data = golden_data | {name: wrong}
            assert _is_read(event_type, data) == (not schema.validate(data)), (name, wrong)
        without = {key: value for key, value in golden_data.items() if key != name}
        assert _is_read(event_type, without) == (not schema.validate(without)), name


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_instants_without_offset_are_refused_at_every_depth(event_type: str) -> None:
    """An instant that could be read in two ways is never guessed."""
    document = golden(event_type)
    instants = list(_instants_in(document["data"]))
    assert bool(instants) != (event_type in WITHOUT_INSTANTS)
    for holder, name in instants:
        kept = holder[name]
        holder[name] = kept[:19]
        with pytest.raises(codec.UndecodableError, match=f"{name}"):
            codec.decode(orjson.dumps(document))
        holder[name] = kept


def _is_read(event_type: str, data: object) -> bool:
    try:
        codec.load_data(event_type, data)
    except codec.UndecodableError:
        return False
    return True


def _instants_in(value: Any) -> Iterator[tuple[dict[str, Any], str]]:  # noqa: ANN401 -- any JSON
    if isinstance(value, list):
        for one in value:
            yield from _instants_in(one)
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str) and len(member) > 19 and member[10] == "T":
                yield value, name
            else:
                yield from _instants_in(member)
