"""A mail on the wire says what was written, letter by letter."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import Message

import pytest

from services.notification.dispatch.clients.mime import to_mime
from services.notification.dispatch.domain.mail import Mail

SENDER = Address("Một cửa điện tử", addr_spec="no-reply@example.vn")
MAIL = Mail(
    reference="1@example.vn",
    to="e@example.vn",
    subject="",
    text="Kính gửi ông/bà,\n",
    html="<p>Kính gửi ông/bà,</p>",
    language="vi",
    date=datetime(2026, 11, 23, 8, tzinfo=UTC),
)
WORDS = "Hồ sơ H56.14797-260213-0001: đã gửi đến cơ quan tiếp nhận, hẹn trả kết quả 17 giờ 30"


def read(subject: str) -> Message:
    return email.message_from_bytes(to_mime(replace(MAIL, subject=subject), SENDER).as_bytes())


@pytest.mark.parametrize("length", range(1, len(WORDS) + 1, 3))
def test_subject_of_any_length_keeps_every_letter_and_space(length: int) -> None:
    """Long headers are folded; no space is lost where a line ends."""
    subject = WORDS[:length].strip()

    assert str(make_header(decode_header(read(subject)["Subject"]))) == subject


def test_no_line_of_the_header_is_too_long() -> None:
    """At most 78 characters a line (RFC 5322 section 2.1.1), in ASCII."""
    head = to_mime(replace(MAIL, subject=WORDS * 2), SENDER).as_bytes().partition(b"\r\n\r\n")[0]

    assert head.isascii()
    assert max(len(line) for line in head.split(b"\r\n")) <= 78


def test_text_in_both_forms_is_read_again() -> None:
    """Plain text and HTML arrive with all accents."""
    parts = [part.get_payload(decode=True) for part in read(WORDS).walk()]
    texts = [part.decode() for part in parts if isinstance(part, bytes)]

    assert [text.replace("\r\n", "\n").strip() for text in texts] == [
        MAIL.text.strip(),
        MAIL.html.strip(),
    ]


def test_an_address_with_a_line_break_is_refused() -> None:
    """Nobody puts headers of their own into our mail."""
    with pytest.raises(ValueError, match="linefeed"):
        to_mime(replace(MAIL, to="a@example.vn\r\nBcc: b@example.vn"), SENDER)
