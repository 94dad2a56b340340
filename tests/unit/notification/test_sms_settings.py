"""Where text messages go, as operators write it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chassis.settings import SettingsError
from services.notification.places import SmppServer, SmsProvider
from services.notification.settings import receipt_keys, sms
from tests.integration.notification.certificate import write_certificate


def test_without_a_provider_nothing_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_NOTIFICATION_SMS_URL", raising=False)

    assert sms() == []


def test_a_gateway_with_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_URL", "https://:s%2Fcret@sms.example.vn:8443/v1/")
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_SENDER", "UBND.Tinh")
    found = sms()

    assert found == [
        SmsProvider(url="https://sms.example.vn:8443/v1", sender="UBND.Tinh", password="s/cret")
    ]
    assert "cret" not in repr(found)


def test_several_with_their_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """They stand in place of the one."""
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_URL", "https://alone.example.vn")
    named = "one:70=https://:s@one.example.vn  two:30=https://two.example.vn/v2"
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_PROVIDERS", named)
    found = [(one.name, one.weight, one.url) for one in sms()]

    assert found == [
        ("one", 70, "https://one.example.vn"),
        ("two", 30, "https://two.example.vn/v2"),
    ]


@pytest.mark.parametrize(
    ("named", "fault"),
    [
        ("https://one.example.vn", "name:weight=url"),
        ("one:70=https://a.vn one:30=https://b.vn", "names once"),
        ("one:170=https://a.vn", "name:weight=url"),
        ("one:0=https://a.vn", "weight above 0"),
        ("one:70=ftp://a.vn", "a provider of SMS is"),
    ],
)
def test_wrong_providers_are_said(monkeypatch: pytest.MonkeyPatch, named: str, fault: str) -> None:
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_PROVIDERS", named)

    with pytest.raises(SettingsError, match=fault):
        sms()


@pytest.mark.parametrize(
    ("url", "sender", "fault"),
    [
        ("mailto:a@b.vn", "MOTCUA", "a provider of SMS is"),
        ("https://", "MOTCUA", "a provider of SMS is"),
        ("smpp://", "MOTCUA", "a centre of SMS is"),
        ("smpp://sixteen-letters-:x@smsc.vn", "MOTCUA", "15 characters"),
        ("smpp://motcua:ninechars@smsc.vn", "MOTCUA", "15 characters"),
        ("smpp://motcua:m%E1%BA%ADt@smsc.vn", "MOTCUA", "of ASCII"),
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


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("smpp://motcua:s%2Fcret@smsc.example.vn", 2775),
        ("smpps://motcua:s%2Fcret@smsc.example.vn", 3550),
        ("smpp://motcua:s%2Fcret@smsc.example.vn:9000", 9000),
    ],
)
def test_a_centre_of_short_messages(monkeypatch: pytest.MonkeyPatch, url: str, port: int) -> None:
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_URL", url)
    (found,) = sms()

    assert found == SmppServer(
        host="smsc.example.vn",
        port=port,
        secure=url.startswith("smpps"),
        sender="MOTCUA",
        system_id="motcua",
        password="s/cret",
    )
    assert "cret" not in repr(found)
    assert "motcua" not in found.url


KEYS = "whsec_" + "QUFB" * 8, "whsec_" + "Qk+C" * 10 + "QkI="
"""With what base64 has beside letters: a plus, and its padding."""


def test_keys_of_receipts_are_read_one_or_two_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_NOTIFICATION_RECEIPT_KEYS", raising=False)
    without = receipt_keys()
    monkeypatch.setenv("MOTCUA_NOTIFICATION_RECEIPT_KEYS", "")
    empty = receipt_keys()
    both = f"sms={KEYS[0]}+{KEYS[1]},other={KEYS[1]}"
    monkeypatch.setenv("MOTCUA_NOTIFICATION_RECEIPT_KEYS", both)
    found = receipt_keys()

    assert without == empty == {}
    assert {name: len(keys) for name, keys in found.items()} == {"sms": 2, "other": 1}
    assert found["sms"][1] == found["other"][0]


@pytest.mark.parametrize("given", ["sms=short", "sms=whsec_", f"sms={KEYS[0]}+whsec_x"])
def test_keys_that_are_none_are_said(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("MOTCUA_NOTIFICATION_RECEIPT_KEYS", given)

    with pytest.raises(SettingsError, match="a key is"):
        receipt_keys()


def test_who_vouches_for_centres_behind_tls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """For those alone; where nothing is named the machine's own do."""
    named = "one:70=smpps://one.example.vn two:30=smpp://two.example.vn web:0=https://a.vn"
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMS_PROVIDERS", named)
    write_certificate(tmp_path, "one.example.vn")
    own = tmp_path / "cert.pem"
    found = {}
    for given in ("", str(own)):
        monkeypatch.setenv("MOTCUA_NOTIFICATION_SMPP_CA_FILE", given)
        found[given] = [one.ca_file if isinstance(one, SmppServer) else None for one in sms()]

    assert found == {"": [None] * 3, str(own): [own, None, None]}


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_that_vouches_for_nobody_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content, "utf-8")
    monkeypatch.setenv("MOTCUA_NOTIFICATION_SMPP_CA_FILE", str(path))

    with pytest.raises(SettingsError, match="file of certificates"):
        sms()
