"""The page on which one box shows letters and texts."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from deploy.onebox.mail_page import create_page
from deploy.onebox.mail_sink import Mailbox


def kept(folder: Path, subject: str, html: str | None = None, **headers: str) -> str:
    """Keep a mail and return the name of its file."""
    mail = EmailMessage()
    mail["To"] = headers.pop("To", "e@example.vn")
    mail["Subject"] = subject
    mail["Date"] = "Mon, 23 Nov 2026 01:00:00 +0000"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Kính gửi ông/bà <Ế>,")
    if html is not None:
        mail.add_alternative(html, subtype="html")
    return Mailbox(folder).keep(mail.as_bytes(), ["e@example.vn"]).name


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Give the page over an empty box."""
    return create_page(tmp_path).test_client()


def test_an_empty_box_says_so(client: FlaskClient) -> None:
    assert "Chưa có thư hay tin nhắn nào" in client.get("/").get_data(as_text=True)


def test_letters_and_texts_stand_newest_first(client: FlaskClient, tmp_path: Path) -> None:
    """With Vietnam's time, to whom, and what they say."""
    kept(tmp_path, "Hồ sơ thứ nhất")
    kept(tmp_path, "SMS", X_Encoding="gsm-7", To="84912345678@sms.motcua.invalid")
    page = client.get("/").get_data(as_text=True)

    assert page.index("+84912345678") < page.index("Hồ sơ thứ nhất")
    assert "Kính gửi ông/bà &lt;Ế&gt;," in page
    assert "23/11/2026 08:00:00" in page


def test_what_stands_over_a_letter_is_said_in_vietnamese(
    client: FlaskClient, tmp_path: Path
) -> None:
    """The names of headers are for programs, and so is the moment in Greenwich's time."""
    text = client.get(f"/mails/{kept(tmp_path, 'Hồ sơ')}").get_data(as_text=True)

    assert "<dt>Lúc</dt><dd>23/11/2026 08:00:00</dd>" in text
    assert "<dt>Người nhận</dt><dd>e@example.vn</dd>" in text
    assert "Subject" not in text


def test_a_letter_is_shown_in_a_frame_that_runs_and_loads_nothing(
    client: FlaskClient, tmp_path: Path
) -> None:
    """What stands in it is the sender's, so neither page nor frame trusts it."""
    name = kept(tmp_path, "<b>x</b>", "<p>Chào</p><script>alert(1)</script>")
    page, letter = client.get(f"/mails/{name}"), client.get(f"/mails/{name}/html")
    text = page.get_data(as_text=True)

    assert f'<iframe src="/mails/{name}/html" sandbox ' in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text
    assert "script" not in text
    assert "<p>Chào</p>" in letter.get_data(as_text=True)
    policy = letter.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("; sandbox")
    assert "script" not in policy
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("name", ["x", "..", "../../etc/passwd", "%2e%2e%2fpasswd", "1.eml"])
def test_nothing_but_mails_of_the_box_is_read(client: FlaskClient, name: str) -> None:
    """A name is a file's of ours, or there is nothing."""
    assert client.get(f"/mails/{name}").status_code == 404
    assert client.get(f"/mails/{name}/html").status_code == 404
