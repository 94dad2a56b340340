"""What a mail server says came back, read from its report."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notification.dispatch.domain.mail import return_path
from services.notification.inbound.domain.bounce import Bounce
from services.notification.inbound.store.reports import read_report
from tests.integration.notification.reports import report

LETTER = UUID("019ab3c2-7c1e-7b52-9d0e-1f2a3b4c5d6e")
REFERENCE = f"{LETTER}@motcua.example.vn"


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_names_letter_recipient_and_status(kind: str) -> None:
    """By the Message-ID in what it gives back, headers alone or the whole mail."""
    assert read_report(report(reference=REFERENCE, kind=kind)) == [
        Bounce(reference=REFERENCE, message=None, recipient="e@example.vn", status="5.1.1")
    ]


def test_the_return_path_names_the_letter() -> None:
    """Where a server gives nothing back, the address it writes to tells which letter it was."""
    back = return_path("bounces@motcua.example.vn", REFERENCE)
    (bounce,) = read_report(report(to=f"<{back}>"))

    assert back == "bounces+019ab3c27c1e7b529d0e1f2a3b4c5d6e@motcua.example.vn"
    assert bounce.message == str(LETTER)


@pytest.mark.parametrize(
    ("action", "status"),
    [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.2.2"), ("relayed", "2.1.5"),
     ("failed", ""), ("", "5.1.1")],
)  # fmt: skip
def test_what_is_no_failure_for_good_is_passed_over(action: str, status: str) -> None:
    """A delay is told as well, and is no reason to give an address up."""
    assert read_report(report(action=action, status=status)) == []


def test_only_a_mailbox_that_is_not_there_makes_an_address_bad() -> None:
    """A full mailbox or a policy says nothing about the address (RFC 3463)."""
    statuses = ["5.1.1", "5.1.10", "5.2.1", "5.4.4", "5.0.0", "5.2.2", "5.2.3", "5.7.1"]
    bounces = [bounce for status in statuses for bounce in read_report(report(status=status))]

    assert [one.status for one in bounces if one.no_mailbox] == statuses[:4]


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"From: x\r\n\r\nOut of office", report()[:400]]
)
def test_anything_else_is_no_report(content: bytes) -> None:
    """Vacation replies, half a report, and rubbish: nothing failed by them."""
    assert read_report(content) == []


@given(st.binary(max_size=400), st.integers(0, len(report())))
def test_no_bytes_make_the_reader_fall(rubbish: bytes, place: int) -> None:
    """Anybody may write to the return address."""
    whole = report()
    found = read_report(whole[:place] + rubbish + whole[place:])

    assert all(bounce.status.startswith("5.") for bounce in found)
