"""Portals are called, signed, when something happens to a dossier; and no doors inside."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text

from chassis.clock import machine_clock
from chassis.identifiers import new_id
from chassis.subscription import apply
from contracts.events import Event
from services.notification.portals.clients.public_https import Address, PublicHttps, is_public
from services.notification.portals.domain.call import Answer, Call, Endpoint
from services.notification.portals.store.calls import PgCalls
from services.notification.templates.store.texts import FileTexts
from services.notification.wiring.hearing import build_handlers
from services.notification.wiring.portals import PortalCalls, Portals, portal_loops
from tests.integration.notification.intake_stub import CODE, accepted, finished
from tests.integration.notification.portal_box import HOST, PortalBox
from tests.integration.notification.rig import Notification, envelope_of, wait_until

KEY, NEXT_KEY = b"k" * 32, b"n" * 32
INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.1.2.3", "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1",
    "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b:1::1", "64:ff9b::7f00:1", "::", "ff02::1",
]  # fmt: skip


@pytest.fixture
def box(tmp_path: Path) -> Iterator[PortalBox]:
    """Give a portal that knows one key."""
    portal = PortalBox(tmp_path, [KEY])
    with portal.serving():
        yield portal


class Calling:
    """The calls of a service to one portal."""

    def __init__(self, notification: Notification, box: PortalBox) -> None:
        self.service = notification
        self.endpoint = Endpoint(
            name="tỉnh", url=f"https://{HOST}:{box.port}/hooks?from=motcua", keys=(KEY,)
        )
        self.caller = PublicHttps(
            clock=machine_clock,
            resolve=lambda *_: [ip_address("127.0.0.1")],
            allowed=lambda _: True,
            context=box.context(),
        )

    def hear(self, *events: Event, others: Sequence[Endpoint] = ()) -> None:
        texts = FileTexts("https://motcua.example.vn")
        portals = Portals(endpoints=[self.endpoint, *others])
        service = self.service
        rows = build_handlers(texts, service.clock, "example.vn", service.ring, portals)
        handlers = {row.event_class: row.handler for row in rows}
        for event in events:
            with service.database.transaction() as tx:
                apply(handlers[type(event)], tx, [(envelope_of(event), event)])

    def turn(self) -> int:
        service = self.service
        calls = PortalCalls(service.database, service.clock, self.caller, self.endpoint)
        return calls.turn()

    def due_now(self) -> None:
        self.service.execute("UPDATE portal_call SET next_attempt_at = clock_timestamp()")

    def waiting(self) -> int:
        with self.service.database.read() as tx:
            return int(tx.scalar(text("SELECT count(*) FROM portal_call")) or 0)

    def disabled(self) -> bool:
        with self.service.database.read() as tx:
            return self.endpoint.name in PgCalls(tx).disabled()


@pytest.fixture
def calling(notification: Notification, box: PortalBox) -> Calling:
    """Give the service with names known and one portal."""
    notification.know_names()
    return Calling(notification, box)


def test_a_portal_hears_code_state_and_times_and_nothing_of_a_person(
    calling: Calling, box: PortalBox
) -> None:
    """One call an event, with the id it keeps, to path and query as they are set."""
    contact = calling.service.intake.contact()
    calling.hear(contact, accepted())
    assert calling.turn() == 1
    ((_, body),) = box.heard

    assert box.paths == ["/hooks?from=motcua"]
    assert orjson.loads(body)["type"] == "dossier.updated"
    assert orjson.loads(body)["data"] == {
        "dossier": CODE,
        "state": "dossier-accepted",
        "times": {
            "filed_at": "2026-11-23T08:00:00+07:00",
            "received_at": "2026-11-23T08:00:00+07:00",
            "accepted_at": "2026-11-23T08:00:00+07:00",
            "due_at": "2026-11-27T17:30:00+07:00",
        },
    }
    assert len(body) < 20_000
    assert calling.waiting() == 0


@pytest.mark.parametrize("status", [500, 404, 301, 302, 307])
def test_what_was_not_taken_is_called_again_with_its_id(
    calling: Calling, box: PortalBox, status: int
) -> None:
    """Redirects are failures and are not followed."""
    calling.hear(accepted())
    box.status = status
    calling.turn()
    assert calling.turn() == 0
    calling.due_now()
    box.status = 204
    calling.turn()

    assert [call for call, _ in box.heard] == [box.heard[0][0]] * 2
    assert calling.waiting() == 0


def test_a_portal_that_does_not_answer_holds_up_no_other(
    calling: Calling, box: PortalBox, tmp_path: Path
) -> None:
    """Each has a loop of its own."""
    silent = PortalBox(tmp_path / "silent", [KEY], host="silent.example.vn")
    silent.folder.mkdir()
    silent.answering.clear()
    stop = threading.Event()
    with silent.serving():
        context = box.context()
        context.load_verify_locations(silent.folder / "cert.pem")
        other = replace(calling.endpoint, name="bộ", url=f"https://{silent.host}:{silent.port}/")
        calling.hear(calling.service.intake.contact(), accepted(), others=[other])
        loops = portal_loops(
            calling.service.database,
            calling.service.clock,
            replace(calling.caller, context=context),
            [other, calling.endpoint],
        )
        running = [threading.Thread(target=one.run, args=(stop,)) for one in loops]
        for one in running:
            one.start()
        try:
            wait_until(lambda: bool(silent.heard))
            calling.hear(finished())
            wait_until(lambda: len(box.heard) == 2, seconds=10)  # a call takes 15 s
            assert len(silent.heard) == 1
        finally:
            stop.set()
            silent.answering.set()
            for one in running:
                one.join()


def test_while_a_key_is_changed_either_side_may_be_first(calling: Calling, box: PortalBox) -> None:
    """Signed with both, so that a portal that knows one of them takes it."""
    calling.endpoint = replace(calling.endpoint, keys=(NEXT_KEY, KEY))
    calling.hear(accepted())
    calling.turn()
    box.keys = [NEXT_KEY]
    calling.hear(finished())
    calling.turn()

    assert len(box.heard) == 2


def test_a_portal_that_fails_three_days_is_called_no_more(
    calling: Calling, box: PortalBox
) -> None:
    """Until somebody enables it; one success before that forgets the failures."""
    box.status = 500
    calling.hear(accepted())
    calling.turn()
    calling.service.clock.advance(hours=71)
    calling.due_now()
    calling.turn()
    assert not calling.disabled()
    calling.service.clock.advance(hours=2)
    calling.hear(finished())
    calling.due_now()
    calling.turn()
    assert calling.disabled()
    calling.hear(accepted(language="en"))
    calling.due_now()
    assert calling.turn() == 0
    with calling.service.database.transaction() as tx:
        assert PgCalls(tx).enable(calling.endpoint.name)
    box.status = 200
    calling.hear(finished())

    assert calling.turn() >= 1
    assert not calling.disabled()


def test_a_portal_that_says_gone_is_called_no_more(calling: Calling, box: PortalBox) -> None:
    """410: it wants no calls any more."""
    box.status = 410
    calling.hear(accepted())
    calling.turn()

    assert calling.disabled()


@pytest.mark.parametrize("inside", INSIDE)
def test_no_address_inside_is_called(calling: Calling, box: PortalBox, inside: str) -> None:
    """Also where one of several answers of the name service is inside: nothing is connected."""
    found: list[Address] = [ip_address("8.8.8.8"), ip_address(inside)]
    caller = PublicHttps(clock=machine_clock, resolve=lambda *_: found, context=box.context())
    call = Call(id=new_id(), endpoint="x", body=b"{}")

    assert not is_public(ip_address(inside))
    assert caller.call(calling.endpoint, call) is Answer.REFUSED
    assert box.heard == []


def test_a_name_is_asked_once_and_that_address_is_called(calling: Calling, box: PortalBox) -> None:
    """A second answer of the name service could be another one (rebinding)."""
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[Address]:
        asked.append(host)
        return [ip_address("127.0.0.1" if len(asked) == 1 else "127.0.0.2")]

    caller = replace(calling.caller, resolve=rebinding)
    call = Call(id=new_id(), endpoint="x", body=b"{}")

    assert caller.call(calling.endpoint, call) is Answer.TAKEN
    assert asked == [HOST]
    assert len(box.heard) == 1


@pytest.mark.parametrize(
    "url", ["http://{}", "https://user:pass@{}", "ftp://{}", "https:///x", "file:///etc/passwd"]
)
def test_only_https_without_credentials_is_called(
    calling: Calling, box: PortalBox, url: str
) -> None:
    """Whatever stands in the settings."""
    place = replace(calling.endpoint, url=url.format(f"{HOST}:{box.port}"))
    call = Call(id=new_id(), endpoint="x", body=b"{}")

    assert calling.caller.call(place, call) is Answer.REFUSED
    assert box.heard == []


def test_a_certificate_of_another_name_is_not_trusted(calling: Calling, box: PortalBox) -> None:
    """The address is called, and it must be who the name says."""
    place = replace(calling.endpoint, url=f"https://other.example.vn:{box.port}/")
    call = Call(id=new_id(), endpoint="x", body=b"{}")

    assert calling.caller.call(place, call) is Answer.FAILED
    assert box.heard == []
