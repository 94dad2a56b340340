"""The provider of text messages of one box, and how its texts stand in the inbox."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.onebox.inbox import inbox, read_mailbox
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.sms_gateway import Texts, create_gateway
from deploy.onebox.text_fates import MODES
from kernel.clock import VIETNAM

CODE = "H56.14797-261123-0001"
WORDS = f"Hồ sơ một cửa {CODE}: đã được tiếp nhận."


def document(to: str = "84912345678") -> dict[str, str]:
    return {"to": to, "sender": "MOTCUA", "text": WORDS, "encoding": "ucs-2"}


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Texts:
    monkeypatch.setenv("MOTCUA_MAILBOX_DIR", str(tmp_path))
    return Texts(Mailbox(tmp_path))


def test_a_text_is_listed_by_its_words(texts: Texts) -> None:
    """It has no subject; what it says is what one looks for."""
    texts.take("r1", document())
    listed = CliRunner().invoke(inbox, ["--about", CODE]).output
    shown = CliRunner().invoke(inbox, ["show"]).output

    assert WORDS in listed
    assert "84912345678@sms.motcua.invalid" in listed
    assert WORDS in shown


def test_a_mode_is_changed_over_http(texts: Texts) -> None:
    """One that is not known changes nothing and names those there are."""
    client = create_gateway(texts).test_client()
    changed = client.put("/mode", json={"mode": "throttle"})
    refused = client.put("/mode", json={"mode": "explode"})

    assert (changed.status_code, refused.status_code) == (200, 422)
    assert refused.json == {"modes": list(MODES)}
    assert texts.mode == "throttle"
    assert client.put("/messages/r1", json=document()).json == {"reference": "r1", "code": 301}


def test_a_text_is_dated_by_the_suites_clock(tmp_path: Path) -> None:
    """As the mails beside it are, whatever the machine says."""
    at = datetime(2027, 2, 5, 21, 30, tzinfo=VIETNAM)
    Texts(Mailbox(tmp_path), clock=lambda: at).take("r1", document())
    (kept,) = read_mailbox(tmp_path)

    assert kept.moment == "2027-02-05 21:30:00"


def test_what_becomes_of_a_text_is_told_once_it_was_taken(texts: Texts) -> None:
    """Not of one that is refused, and of one sent again no second time."""
    told: list[tuple[str, str]] = []
    client = create_gateway(texts, told=lambda *one: told.append(one)).test_client()
    for reference, to in (("r1", "84900000002"), ("r1", "84900000002"), ("r2", "84900000001")):
        client.put(f"/messages/{reference}", json=document(to))

    assert told == [("r1", "undelivered")]
