"""Where text messages go, as operators write it."""

from __future__ import annotations

import pytest

from chassis.settings import SettingsError
from services.notification.settings import SmsProvider, sms


def test_without_a_provider_nothing_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_NOTIFICATION_SMS_URL", raising=False)

    assert sms() is None


def test_a_gateway_with_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_URL", "https://:s%2Fcret@sms.example.vn:8443/v1/")
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_SENDER", "UBND.Tinh")
    found = sms()

    assert found == SmsProvider(
        url="https://sms.example.vn:8443/v1", sender="UBND.Tinh", password="s/cret"
    )
    assert "cret" not in repr(found)


@pytest.mark.parametrize(
    ("url", "sender", "fault"),
    [
        ("mailto:a@b.vn", "MOTCUA", "a provider of SMS is"),
        ("https://", "MOTCUA", "a provider of SMS is"),
        ("http://:secret@sms.example.vn", "MOTCUA", "a token needs https"),
        ("https://sms.example.vn", "Trung tâm", "2 to 11 letters"),
        ("https://sms.example.vn", "TWELVE-CHARS", "2 to 11 letters"),
    ],
)
def test_a_wrong_setting_is_said(
    monkeypatch: pytest.MonkeyPatch, url: str, sender: str, fault: str
) -> None:
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_URL", url)
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_SENDER", sender)

    with pytest.raises(SettingsError, match=fault):
        sms()
