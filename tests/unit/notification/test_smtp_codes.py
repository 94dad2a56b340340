"""What a mail server's answers mean, and how a server is named."""

from __future__ import annotations

import pytest

from services.notification.dispatch.clients.smtp import outcome_of
from services.notification.dispatch.domain.outcome import Result
from services.notification.places import SmtpServer


@pytest.mark.parametrize(
    ("code", "result", "reason"),
    [
        (250, Result.ACCEPTED, None),
        (251, Result.ACCEPTED, None),
        (421, Result.UNREACHABLE, "provider-closing"),
        (450, Result.DEFERRED, "mailbox-busy"),
        (499, Result.DEFERRED, "provider-deferred"),
        (535, Result.UNREACHABLE, "authentication"),
        (550, Result.REFUSED, "address-refused"),
        (552, Result.REFUSED, "mailbox-full"),
        (599, Result.REFUSED, "provider-rejected"),
    ],
)
def test_each_code_has_a_meaning(code: int, result: Result, reason: str | None) -> None:
    """4xx is tried again, 5xx is not, and our own troubles are not the address's fault."""
    outcome = outcome_of(code)

    assert (outcome.result, outcome.reason, outcome.code) == (result, reason, code)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:8125", SmtpServer(host="127.0.0.1", port=8125, security="none")),
        (
            "smtps://user:p%40ss@mail.example.vn",
            SmtpServer(
                host="mail.example.vn", port=465, security="tls", user="user", password="p@ss"
            ),
        ),
        (
            "smtp+starttls://mail.example.vn",
            SmtpServer(host="mail.example.vn", port=587, security="starttls"),
        ),
    ],
)
def test_server_is_read_from_its_url(url: str, expected: SmtpServer) -> None:
    """With the usual port where none is given."""
    assert SmtpServer.from_url(url) == expected


@pytest.mark.parametrize(
    "url", ["http://mail.example.vn", "smtp://", "mail.example.vn", "smtp://user:pw@mail.example"]
)
def test_server_that_cannot_be_used_is_refused(url: str) -> None:
    """Above all a password that would travel in clear."""
    with pytest.raises(ValueError, match=r"smtp|password"):
        SmtpServer.from_url(url)
