"""What people leave for address and name, good or not: each gets an answer, none does harm."""

from __future__ import annotations

import unicodedata

import pytest

from services.notification.dispatch.domain.outcome import Result
from services.notification.settings import TextSettings
from tests.integration.notification.intake_stub import accepted
from tests.integration.notification.rig import Notification
from tests.integration.notification.sms_provider import SmsBox

_NAMES = {
    "two thousand letters": ("Nguyễn " + "Ế" * 2000, "Nguyễn ẾẾẾ"),
    "an emoji": ("Nguyễn Thị Ế 😀", "Nguyễn Thị Ế 😀"),
    "decomposed": (unicodedata.normalize("NFD", "Nguyễn Thị Ế"), "Nguyễn Thị Ế"),
    "line breaks": ("Nguyễn\r\nBcc: x@example.vn", "Nguyễn Bcc: x@example.vn"),
}


@pytest.fixture
def texting(notification: Notification, sms: SmsBox) -> Notification:
    """Give the service with the provider of SMS of one box."""
    notification.know_names()
    notification.texts = TextSettings(providers=(sms.provider,), rate=50)
    return notification


@pytest.mark.parametrize(("name", "shown"), _NAMES.values(), ids=list(_NAMES))
def test_whatever_the_name_the_letter_goes_to_one_mailbox(
    texting: Notification, name: str, shown: str
) -> None:
    """It stands on one line of the letter, composed and cut, and in no header."""
    texting.hear(texting.intake.contact(name=name), accepted())
    assert texting.send_all() == [Result.ACCEPTED]
    (mail,) = texting.provider.mails
    body = mail.get_body(("plain",))
    assert body is not None
    line = str(body.get_content()).splitlines()[0]

    assert texting.provider.recipients == ["e@example.vn"]
    assert mail["Bcc"] is None
    assert unicodedata.normalize("NFC", line).startswith(f"Kính gửi ông/bà {shown}")
    assert len(line) < 140


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r"])
def test_an_address_with_a_line_break_is_none(texting: Notification, break_: str) -> None:
    """Nothing is sent anywhere, and somebody telephones."""
    texting.hear(texting.intake.contact(f"e@example.vn{break_}RCPT TO:<x@y.vn>"), accepted())

    assert texting.send_all() == [Result.REFUSED]
    assert texting.provider.mails == []
    assert [kind for kind, _ in texting.said()] == ["notification.undeliverable.v1"]


@pytest.mark.parametrize(
    ("phone", "texted"),
    [("0237 3000 000", []), ("01234567890", ["84834567890"]), ("0912 345 678", ["84912345678"])],
    ids=["a landline", "eleven digits of before 2018", "a mobile"],
)
def test_a_text_goes_to_what_can_be_texted(
    texting: Notification, sms: SmsBox, phone: str, texted: list[str]
) -> None:
    """A landline gets the letter alone, a number of before 2018 the text under its new one."""
    texting.hear(texting.intake.contact(phone=phone), accepted())
    texting.send_all()
    texting.send_texts()

    assert len(texting.provider.mails) == 1
    assert sms.phones == texted
    assert not [kind for kind, _ in texting.said() if kind == "notification.undeliverable.v1"]
