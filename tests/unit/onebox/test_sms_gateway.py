"""The provider of text messages of one box, and how its texts stand in the inbox."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.onebox.inbox import inbox
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.sms_gateway import Texts, create_gateway
from deploy.onebox.text_fates import MODES

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
