"""The net under the log catches what looks personal, and leaves what operators need."""

from __future__ import annotations

import io
import json
import logging as std_logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from prometheus_client import REGISTRY

from chassis.redaction import REDACTED, redact
from chassis.testing.logs import log_written

LEFT_ALONE = (
    "H56.14797-261123-0001",
    "dossier/H56.0479-261123-0001",
    "01a20666-321f-7320-ac53-000000000052",
    "00-01a20666321f7320ac53a910eb996300-123456789012ab34-00",
    "2026-11-23T03:14:50.123456Z",
    "1.001193",
    "k1",
    "127.0.0.1:30532",
    "duration 0.123456 s",
)


@pytest.mark.parametrize(
    "text",
    [
        "038190000001",
        "id 038190000001.",
        "0912345678",
        "+84912345678",
        "84912345678",
        "0912 345 678",
        "/dossiers?phone=%2B84912345678",
        "lan.anh+x@example.vn",
        "to=lan%40example.vn",
    ],
)
def test_numbers_and_addresses_are_taken_out(text: str) -> None:
    """Wherever they stand in a text, and in whatever the line nests."""
    line = redact(None, "info", {"event": f"x {text} y", "deep": [{"a": (text,)}]})

    shown = json.dumps(line)
    assert text.rsplit("=", maxsplit=1)[-1] not in shown
    assert shown.count(REDACTED) == 2


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_codes_ids_and_instants_stay(text: str) -> None:
    """A log without them would be of no use."""
    assert redact(None, "info", {"event": "x", "value": text})["value"] == text


def test_what_a_key_announces_is_refused_whatever_it_holds() -> None:
    """A person, a form, a body or a secret never stands in a line."""
    line = redact(
        None,
        "info",
        {"applicant": {"name": "Lê"}, "body": b"{}", "secret": "abc", "count": 3, "phone": None},
    )

    assert line == {
        "applicant": REDACTED,
        "body": REDACTED,
        "secret": REDACTED,
        "count": 3,
        "phone": None,
    }


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Give what the configured log writes."""
    with log_written() as out:
        yield out


def test_no_line_of_ours_or_of_a_library_shows_a_person(
    lines: io.StringIO, tmp_path: Path
) -> None:
    """Also not an error's text or the locals of its frames; catches are counted."""

    def fail(body: str) -> None:
        held = {"id_number": body, "street": "12 Lê Lợi"}
        raise ValueError(f"cannot read {held['id_number']} in {tmp_path}")

    before = REGISTRY.get_sample_value("motcua_log_redactions_total") or 0.0
    structlog.get_logger("ours").info("filed", phone="+84912345678", dossier="H56.1-261123-0001")
    std_logging.getLogger("theirs").warning("sent to %s", "lan@example.vn")
    try:
        fail("038190000001")
    except ValueError:
        structlog.get_logger("ours").exception("failed")

    text = lines.getvalue()
    for secret in ("912345678", "lan@example.vn", "038190000001"):
        assert secret not in text
    assert "H56.1-261123-0001" in text
    assert "Lê Lợi" not in text
    assert '"name":"fail"' in text
    assert len(text.splitlines()) == 3
    assert (REGISTRY.get_sample_value("motcua_log_redactions_total") or 0.0) >= before + 3
