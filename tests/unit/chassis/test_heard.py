"""A body is read as far as it can be read, and never with an exception."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.heard import FORGED, Reader
from chassis.subscription import Subscription
from contracts.events import intake
from tests.integration.chassis.bus import body, handed_over

READER = Reader([Subscription(event_class=intake.DossierHandedOver, handler=lambda *_: None)])
KEY = intake.DossierHandedOver.TYPE


def changed(**members: object) -> bytes:
    """Return an event whose envelope has other members."""
    return orjson.dumps(orjson.loads(body()) | members)


def test_a_subscribed_event_is_read_whole() -> None:
    """Envelope, event and the columns of the inbox are there, and no fault."""
    heard = READER.read(body("A", 4), KEY)

    assert heard.event == handed_over("A")
    assert (heard.source, heard.subject, heard.sequence) == ("intake", "dossier/A", 4)
    assert heard.type == KEY
    assert heard.fault is None


def test_other_types_are_read_for_their_place_alone() -> None:
    """A type nobody subscribed to has neither event nor fault, even when its data are bad."""
    heard = READER.read(changed(type="intake.dossier-refused.v1", data=None))

    assert (heard.event, heard.fault, heard.sequence) == (None, None, 1)


def test_unknown_members_are_passed_over() -> None:
    """A newer speaker may say more."""
    document = orjson.loads(body())
    document["data"]["newer"] = 1

    assert READER.read(orjson.dumps(document | {"newer": 1})).fault is None


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (b"", "not JSON"),
        (b"null", "no envelope"),
        (changed(id="1"), "no envelope"),
        (changed(sequence=0), "no envelope"),
        (changed(sequence=True), "no envelope"),
        (changed(sequence=2**63), "no envelope"),
        (changed(subject="a\0b"), "no envelope"),
        (changed(time="2026-11-23T00:00:00"), "no envelope: time or sequence"),
        (changed(type="intake.dossier-handed-over.v2"), "unknown major version"),
        (changed(data={}), "data against the schema"),
        (changed(source="routing"), FORGED),
    ],
)
def test_faults_are_named(bad: bytes, fault: str) -> None:
    """What cannot be applied has a reason, and no event."""
    heard = READER.read(bad)

    assert str(heard.fault).startswith(fault)
    assert heard.event is None


def test_a_type_under_another_key_is_forged() -> None:
    """The broker checks the key alone, so key and type must agree; the real id stays free."""
    real = READER.read(body())
    forged = READER.read(real.body, "routing.case-opened.v1")

    assert forged.fault == FORGED
    assert forged.event_id != real.event_id


@given(st.binary())
def test_any_bytes_are_read(noise: bytes) -> None:
    """Noise is a fault with an id of its own, the same for the same bytes."""
    heard = READER.read(noise)

    assert heard.fault is not None
    assert heard.event_id == READER.read(noise).event_id
