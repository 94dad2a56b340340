"""The one-box mail server takes what the service hands over."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from deploy.onebox.inbox import read_mailbox
from deploy.onebox.mail_sink import SinkLoop, SinkSettings
from kernel.clock import VIETNAM
from services.notification.dispatch.domain.mail import Mail
from services.notification.dispatch.domain.outcome import Outcome, Result
from tests.integration.notification.mail_provider import FakeProvider, free_port

MAIL = Mail(
    reference="01a205ba@motcua.example.vn",
    to="e@example.vn",
    subject="Hồ sơ H56.14797-261123-0001: đã được tiếp nhận",
    text="Kính gửi ông/bà,\n",
    html="<p>Kính gửi ông/bà,</p>",
    language="vi",
    date=datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM),
)


def sent_to_a_sink(folder: Path, mail: Mail) -> Outcome:
    """Return what became of a mail handed to a sink of its own."""
    port = free_port()
    settings = SinkSettings(
        bind=f"127.0.0.1:{port}",
        http_bind="127.0.0.1:0",
        page_bind="127.0.0.1:0",
        folder=folder,
        log_level="INFO",
    )
    loop = SinkLoop(settings)
    stop, pause = threading.Event(), threading.Event()
    thread = threading.Thread(target=loop.run, args=(stop,))
    thread.start()
    try:
        for _ in range(100):
            if loop.ready():
                break
            pause.wait(0.05)
        sender = FakeProvider(port=port).sender()
        outcome = sender.send(mail)
        sender.close()
    finally:
        stop.set()
        thread.join(60)
    return outcome


def test_mail_lies_in_the_box_once_it_was_taken(tmp_path: Path) -> None:
    """Whole, with its envelope's recipient."""
    outcome = sent_to_a_sink(tmp_path, MAIL)

    (kept,) = read_mailbox(tmp_path)
    assert outcome.result is Result.ACCEPTED
    assert kept.header("Subject") == MAIL.subject
    assert kept.header("X-Envelope-To") == "e@example.vn"
    assert kept.part("plain") == MAIL.text


@pytest.mark.parametrize(
    ("name", "result"), [("refused", Result.REFUSED), ("busy", Result.DEFERRED)]
)
def test_some_mailboxes_are_for_trying_out_what_fails(
    tmp_path: Path, name: str, result: Result
) -> None:
    """Nothing of what is refused lies in the box."""
    outcome = sent_to_a_sink(tmp_path, replace(MAIL, to=f"{name}@example.vn"))

    assert outcome.result is result
    assert list(read_mailbox(tmp_path)) == []
