"""The one-box mailbox as a person reads it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.onebox.inbox import inbox, read_mailbox
from deploy.onebox.mail_sink import Mailbox

CODE = "H56.14797-261123-0001"


def mail(number: int, subject: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Một cửa điện tử <no-reply@motcua.example.vn>"
    message["To"] = "e@example.vn"
    message["Subject"] = subject
    message["Date"] = f"Mon, 23 Nov 2026 01:0{number}:00 +0000"
    message["Message-ID"] = f"<{number}@motcua.example.vn>"
    message.set_content("Kính gửi ông/bà,\nHồ sơ đã được tiếp nhận.\n")
    message.add_alternative("<p>Kính gửi ông/bà,</p>", subtype="html")
    return message.as_bytes()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    box = tmp_path / "mailbox"
    monkeypatch.setenv("MOTCUA_MAILBOX_DIR", str(box))
    mailbox = Mailbox(box)
    mailbox.keep(mail(1, f"Hồ sơ {CODE}: đã được tiếp nhận"), ["e@example.vn"])
    mailbox.keep(mail(2, "Hồ sơ H56.14797-261123-0002: đã có kết quả"), ["e@example.vn"])
    return box


def test_list_is_aligned_and_in_order(folder: Path) -> None:
    """Oldest first, in Vietnam's time, subjects decoded."""
    lines = CliRunner().invoke(inbox).output.splitlines()

    assert folder.exists()
    assert lines[0].split() == ["No", "Date", "To", "Subject"]
    assert lines[1].startswith("1   2026-11-23 08:01:00  e@example.vn  Hồ sơ")
    assert lines[1].index("Hồ sơ") == lines[2].index("Hồ sơ") == lines[0].index("Subject")


def test_list_can_be_narrowed_to_a_dossier(folder: Path) -> None:
    """By its code in the subject."""
    output = CliRunner().invoke(inbox, ["--about", CODE]).output

    assert folder.exists()
    assert CODE in output
    assert "261123-0002" not in output


def test_mail_is_shown_decoded(folder: Path) -> None:
    """Headers and words as they were written."""
    output = CliRunner().invoke(inbox, ["show", "1"]).output

    assert folder.exists()
    assert f"Subject:    Hồ sơ {CODE}: đã được tiếp nhận" in output
    assert "Hồ sơ đã được tiếp nhận." in output


def test_newest_mail_is_shown_without_a_number(folder: Path) -> None:
    """What one wants to see most often; with --html the page behind it."""
    output = CliRunner().invoke(inbox, ["show", "--html"]).output

    assert folder.exists()
    assert "đã có kết quả" in output
    assert "<p>Kính gửi ông/bà,</p>" in output


def test_mail_that_does_not_exist_is_said_plainly(folder: Path) -> None:
    """With how many there are."""
    result = CliRunner().invoke(inbox, ["show", "3"])

    assert folder.exists()
    assert result.exit_code == 1
    assert "the box holds 2" in result.output


def test_empty_box_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also before the first mail made the folder."""
    monkeypatch.setenv("MOTCUA_MAILBOX_DIR", str(tmp_path / "none"))

    assert "empty" in CliRunner().invoke(inbox).output


def test_half_written_mail_is_not_seen(folder: Path) -> None:
    """A file takes its name when it is whole."""
    (folder / ".00000000000000000009-000000.eml.part").write_bytes(b"half")

    assert len(read_mailbox(folder)) == 2
