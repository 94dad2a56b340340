"""A centre of SMS behind TLS: who it is is checked before anything is said to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from chassis.testing.logs import log_written
from services.notification.dispatch.clients import smpp
from services.notification.dispatch.clients.smpp_codes import FreshSmpp
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.dispatch.domain.receipt import State
from services.notification.places import SmppServer
from tests.integration.notification.certificate import write_certificate
from tests.integration.notification.rig import wait_until
from tests.integration.notification.smsc_box import SmscBox
from tests.integration.notification.test_smpp import LONG, Bound, text_to
from tests.integration.notification.tls_front import tls_before

HOST = "localhost"


@contextmanager
def behind_tls(smsc: SmscBox, folder: Path, host: str = HOST) -> Iterator[SmppServer]:
    """Give the centre behind TLS, under a certificate for `host` that vouches for itself."""
    with tls_before(smsc.place.port, folder, host) as port:
        place = replace(smsc.place, secure=True, host=HOST, port=port)
        yield replace(place, ca_file=folder / "cert.pem")


def test_texts_and_codes_go_under_tls_and_receipts_come_back(
    smsc: SmscBox, tmp_path: Path
) -> None:
    with behind_tls(smsc, tmp_path) as place, Bound(place).running() as bound:
        outcome = bound.send(text_to(words=LONG))
        states = bound.states(3)
        code = FreshSmpp(place, seconds=5).send(text_to())

    assert (outcome.result, code.result) == (Result.ACCEPTED, Result.ACCEPTED)
    assert states == [State.DELIVERED] * 3
    assert len(smsc.words) == 2


def test_many_threads_share_one_connection_under_tls(smsc: SmscBox, tmp_path: Path) -> None:
    """While answers and receipts are read: OpenSSL would let them trample on one another."""
    outcomes: list[Outcome] = []
    with behind_tls(smsc, tmp_path) as place, Bound(place).running() as bound:
        bound.send(text_to())

        def send() -> None:
            outcomes.extend(bound.send(text_to()) for _ in range(20))

        threads = [threading.Thread(target=send) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        wait_until(lambda: len(bound.heard) == 201, 20)

    assert {one.result for one in outcomes} == {Result.ACCEPTED}
    assert len({one.references for one in outcomes}) == 200


def refused_as(place: SmppServer, reason: str) -> tuple[Outcome, str]:
    """Return what becomes of a code, and what the log says of the link."""
    with log_written(smpp) as log:
        with Bound(place).running() as bound:
            wait_until(lambda: bound.client.send(text_to()).reason == reason, 20)
        code = FreshSmpp(place, seconds=5).send(text_to())
        return code, log.getvalue()


def test_a_certificate_for_another_name_is_refused(smsc: SmscBox, tmp_path: Path) -> None:
    with behind_tls(smsc, tmp_path, "sms.example.vn") as place:
        code, said = refused_as(place, "certificate-not-trusted")

    assert code == Outcome(result=Result.UNREACHABLE, reason="certificate-not-trusted")
    assert "smpp-not-trusted" in said
    assert "certificate is not valid for 'localhost'" in said
    assert smsc.words == []


def test_a_certificate_that_nobody_known_vouches_for_is_refused(
    smsc: SmscBox, tmp_path: Path
) -> None:
    """By the machine's own authorities, and by a file that names another."""
    other = tmp_path / "other"
    other.mkdir()
    write_certificate(other, HOST)
    with behind_tls(smsc, tmp_path) as place:
        for ca_file in (None, other / "cert.pem"):
            code, said = refused_as(replace(place, ca_file=ca_file), "certificate-not-trusted")

            assert code.reason == "certificate-not-trusted"
            assert "self-signed certificate" in said or "local issuer" in said
    assert smsc.words == []


def test_a_centre_that_speaks_no_tls_is_refused(smsc: SmscBox) -> None:
    """Our password is not said to it."""
    code, said = refused_as(replace(smsc.place, secure=True), "no-tls")

    assert (code.reason, "smpp-not-trusted" in said) == ("no-tls", True)
