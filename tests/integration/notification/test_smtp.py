"""Handing mail to a real SMTP server, in good and in bad times."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from kernel.clock import VIETNAM
from services.notification.dispatch.clients.smtp import SmtpSender
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.outcome import Outcome, Result
from services.notification.places import SmtpServer
from tests.integration.notification.mail_provider import FROM, FakeProvider, free_port

MAIL = Mail(
    reference="01a205ba@motcua.example.vn",
    to="e@example.vn",
    subject="Hồ sơ H56.14797-261123-0001: đã được tiếp nhận",
    text="Kính gửi ông/bà,\n.\nTrân trọng\n",
    html="<p>Kính gửi ông/bà,</p>",
    language="vi",
    date=datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM),
)


@pytest.fixture(autouse=True, params=[False, True], ids=["each in turn", "pipelining"])
def pipelining(provider: FakeProvider, request: pytest.FixtureRequest) -> None:
    """Let the server take one command after another, or several at once."""
    provider.pipelining = request.param


@pytest.fixture
def sender(provider: FakeProvider) -> Iterator[SmtpSender]:
    made = provider.sender()
    yield made
    made.close()


def test_mail_arrives_as_it_was_written(provider: FakeProvider, sender: SmtpSender) -> None:
    """Vietnamese in subject and body, text beside HTML, one fixed Message-ID, no auto-replies."""
    outcome = sender.send(MAIL)
    (mail,) = provider.mails
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))

    assert (outcome.result, outcome.code) == (Result.ACCEPTED, 250)
    assert mail["Subject"] == MAIL.subject
    assert mail["Message-ID"] == "<01a205ba@motcua.example.vn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["From"]) == "Một cửa điện tử <no-reply@motcua.example.vn>"
    assert mail["Date"].datetime == MAIL.date
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n") == MAIL.text
    assert html is not None
    assert html.get_content().strip() == MAIL.html


def test_one_connection_carries_many_mails(provider: FakeProvider, sender: SmtpSender) -> None:
    """And each is a mail of its own."""
    results = {sender.send(replace(MAIL, reference=f"{n}@x.vn")).result for n in range(5)}

    assert results == {Result.ACCEPTED}
    assert len({mail["Message-ID"] for mail in provider.mails}) == 5


@pytest.mark.parametrize(
    ("answer", "result", "reason"),
    [
        ("450 later", Result.DEFERRED, "mailbox-busy"),
        ("550 no such user", Result.REFUSED, "address-refused"),
    ],
)
def test_answer_about_the_recipient_decides(
    provider: FakeProvider, sender: SmtpSender, answer: str, result: Result, reason: str
) -> None:
    """And the connection can be used for the next mail."""
    provider.rcpt_answer = answer
    refused = sender.send(MAIL)
    provider.rcpt_answer = "250 OK"
    after = sender.send(MAIL)

    assert (refused.result, refused.reason) == (result, reason)
    assert after.result is Result.ACCEPTED


def test_answer_after_the_mail_decides(provider: FakeProvider, sender: SmtpSender) -> None:
    """A full provider is tried again later."""
    provider.data_answer = "452 full"

    assert sender.send(MAIL).result is Result.DEFERRED


def test_lost_answer_leaves_the_outcome_unknown(
    provider: FakeProvider, sender: SmtpSender
) -> None:
    """The mail left, nobody knows whether it was taken."""
    provider.drop_after_data = True
    lost = sender.send(MAIL)
    provider.drop_after_data = False
    again = sender.send(MAIL)

    assert lost.result is Result.UNKNOWN
    assert again.result is Result.ACCEPTED
    assert {mail["Message-ID"] for mail in provider.mails} == {f"<{MAIL.reference}>"}


def test_server_that_is_away_is_no_fault_of_the_message() -> None:
    """Nothing left this machine."""
    fake = FakeProvider(port=free_port())

    assert fake.sender(seconds=1).send(MAIL).result is Result.UNREACHABLE


def test_connection_the_server_ended_is_opened_again(
    provider: FakeProvider, sender: SmtpSender
) -> None:
    """A restarted mail server costs no message an attempt."""
    sender.send(MAIL)
    connection = sender._connection
    assert connection is not None
    assert connection.sock is not None
    connection.sock.shutdown(socket.SHUT_RDWR)

    assert sender.send(MAIL).result is Result.ACCEPTED
    assert len(provider.mails) == 2


def test_address_with_a_line_break_is_never_sent(
    provider: FakeProvider, sender: SmtpSender
) -> None:
    """Even if one came through all checks before."""
    outcome = sender.send(replace(MAIL, to="e@example.vn\r\nBcc: x@example.vn"))

    assert outcome.result is Result.REFUSED
    assert provider.mails == []


def test_address_in_vietnamese_letters_goes_by_smtputf8(
    provider: FakeProvider, sender: SmtpSender
) -> None:
    """RFC 6531: the servers that can, may."""
    outcome = sender.send(replace(MAIL, to="ế@example.vn"))

    assert outcome.result is Result.ACCEPTED
    assert provider.recipients == ["ế@example.vn"]


def test_a_server_that_refuses_us_says_nothing_of_the_recipient(
    provider: FakeProvider, sender: SmtpSender
) -> None:
    """Its answer to MAIL comes first, whatever it says of the recipient behind it."""
    provider.mail_answer = "550 not from you"
    refused = sender.send(MAIL)
    provider.mail_answer = None

    assert (refused.result, refused.reason) == (Result.UNREACHABLE, "provider-rejects-us")
    assert sender.send(MAIL).result is Result.ACCEPTED


def test_sender_recipient_and_wish_to_send_go_in_one_trip() -> None:
    """Where the server says that it takes them so: this one answers the first with the last."""
    outcome, line = with_server([b"250 sender", b"250 recipient", b"354 go on"], b"250 taken")

    assert outcome.result is Result.ACCEPTED
    assert len(line) > 10


@pytest.mark.parametrize("last", [b"354 go on", b"503 to nobody"])
def test_a_server_that_refused_the_recipient_is_sent_no_mail(last: bytes) -> None:
    """Also one that asks for it all the same; RFC 2920 has it told that nothing comes."""
    outcome, line = with_server([b"250 sender", b"550 nobody", last], b"554 to nobody")

    assert (outcome.result, outcome.reason) == (Result.REFUSED, "address-refused")
    assert line == ([b".\r\n"] if last.startswith(b"354") else [])


def test_a_server_that_wants_no_mail_now_is_tried_later() -> None:
    """Whatever it says of the recipient."""
    outcome, line = with_server([b"250 sender", b"250 recipient", b"452 full"], b"")

    assert (outcome.result, outcome.reason) == (Result.DEFERRED, "provider-full")
    assert line == []


def test_a_line_that_begins_with_a_dot_arrives(provider: FakeProvider, sender: SmtpSender) -> None:
    """It neither ends the mail nor loses its dot (RFC 5321 section 4.5.2)."""
    words = ".vn là tên miền\n.\n..và thế là hết"

    assert sender.send(replace(MAIL, text=words)).result is Result.ACCEPTED
    plain = provider.mails[0].get_body(("plain",))
    assert plain is not None
    assert plain.get_content().split() == words.split()


def with_server(answers: list[bytes], after: bytes) -> tuple[Outcome, list[bytes]]:
    """Send to a server that answers three commands together, or not at all.

    Return the outcome, and what the server was sent behind them as the mail.
    """
    line: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=answer_threes, args=(listening, answers, after, line))
        server.start()
        place = SmtpServer(host="127.0.0.1", port=listening.getsockname()[1], security="none")
        sender = SmtpSender(place, FROM, seconds=5)
        outcome = sender.send(MAIL)
        sender.close()
        server.join()
    return outcome, line


def answer_threes(
    listening: socket.socket, answers: list[bytes], after: bytes, mail: list[bytes]
) -> None:
    """Be that server."""
    connection, _ = listening.accept()
    with connection, connection.makefile("rwb", buffering=0) as line:
        line.write(b"220 here\r\n")
        line.readline()
        line.write(b"250-here\r\n250 PIPELINING\r\n")
        assert [line.readline()[:4] for _ in answers] == [b"MAIL", b"RCPT", b"DATA"]
        line.write(b"\r\n".join(answers) + b"\r\n")
        if answers[-1].startswith(b"354"):
            while (said := line.readline()) != b".\r\n":
                mail.append(said)
            if not answers[1].startswith(b"2"):
                mail.append(said)
            line.write(after + b"\r\n")
        while line.readline():
            line.write(b"250 well\r\n")


def test_sender_says_who_it_is(provider: FakeProvider, sender: SmtpSender) -> None:
    """The envelope's sender is the office's own address."""
    sender.send(MAIL)

    assert FROM.addr_spec in str(provider.mails[0]["From"])
