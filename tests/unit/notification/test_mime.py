"""A mail on the wire says what was written, letter by letter."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import Message
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    return email.message_from_bytes(to_mime(replace(MAIL, subject=subject), SENDER))


@pytest.mark.parametrize("length", range(1, len(WORDS) + 1, 3))
def test_subject_of_any_length_keeps_every_letter_and_space(length: int) -> None:
    """Long headers are folded; no space is lost where a line ends."""
    subject = WORDS[:length].strip()

    assert str(make_header(decode_header(read(subject)["Subject"]))) == subject


def test_no_line_of_the_header_is_too_long() -> None:
    """At most 78 characters a line (RFC 5322 section 2.1.1), in ASCII."""
    head = to_mime(replace(MAIL, subject=WORDS * 2), SENDER).partition(b"\r\n\r\n")[0]

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


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_header_with_a_line_break_is_refused(end: str) -> None:
    """Nobody puts headers of their own into our mail."""
    bad = f"a@example.vn{end}Bcc: b@example.vn"
    broken = (
        replace(MAIL, to=bad),
        replace(MAIL, subject=bad),
        replace(MAIL, reference=bad),
        replace(MAIL, language=bad),
    )
    for mail in broken:
        with pytest.raises(ValueError, match="linefeed"):
            to_mime(mail, SENDER)


@given(text=st.text(max_size=400), html=st.text(max_size=400))
def test_any_words_arrive_letter_by_letter(text: str, html: str) -> None:
    """However long the lines, whatever is at their ends; line ends alone become the network's."""
    wire = to_mime(replace(MAIL, text=text, html=html), SENDER)
    parts = email.message_from_bytes(wire).get_payload()
    assert isinstance(parts, list)
    payloads = [part.get_payload(decode=True) for part in parts if isinstance(part, Message)]

    assert payloads == [_on_the_wire(text), _on_the_wire(html)]
    assert wire.isascii()
    assert wire.count(b"\n") == wire.count(b"\r") == wire.count(b"\r\n")
    assert max(len(line) for line in wire.split(b"\r\n")) <= 78


@pytest.mark.parametrize("name", ["Một cửa điện tử", "One stop, Huế", "One stop, Hue", ""])
def test_the_sender_is_named_as_set(name: str) -> None:
    """With commas and accents, or without a name."""
    wire = to_mime(MAIL, Address(name, addr_spec="no-reply@example.vn"))
    sender = email.message_from_bytes(wire, policy=default)["From"].addresses[0]

    assert (sender.display_name, sender.addr_spec) == (name, "no-reply@example.vn")


def test_an_address_beyond_ascii_is_the_only_thing_beyond_ascii() -> None:
    """As RFC 6532 lets it stand; the rest needs no SMTPUTF8."""
    wire = to_mime(replace(MAIL, to="ế@example.vn"), SENDER)

    assert "To: ế@example.vn\r\n".encode() in wire
    assert wire.replace("ế".encode(), b"").isascii()


def _on_the_wire(words: str) -> bytes:
    return re.sub("\r\n|\r|\n", "\r\n", words).encode()


def test_the_headers_of_one_click_stand_in_letters_that_can_be_stopped_alone() -> None:
    """RFC 8058 section 3.1: an https address, and beside it that a POST is enough."""
    url = "https://motcua.example.vn/api/v1/stops/x"
    stoppable = email.message_from_bytes(to_mime(replace(MAIL, stop_url=url), SENDER))
    other = email.message_from_bytes(to_mime(MAIL, SENDER))

    assert stoppable["List-Unsubscribe"] == f"<{url}>"
    assert stoppable["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(other.keys())
    with pytest.raises(ValueError, match="linefeed"):
        to_mime(replace(MAIL, stop_url=f"{url}\r\nBcc: x@example.vn"), SENDER)
