"""The page behind a link that stops messages, as a browser is let show it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

import pytest

from services.notification.people.api.stop_page import (
    POLICY,
    page_that_asks,
    page_when_resumed,
    page_when_stopped,
)
from services.notification.people.domain.mark import Stop


@pytest.mark.parametrize("page", [page_that_asks, page_when_stopped, page_when_resumed])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_its_style_is_the_one_its_policy_names(page: Callable[[Stop], str], language: str) -> None:
    """A browser compares the bytes between the tags; nothing else is styled, run or loaded."""
    html = page(Stop(kind="drafts", language=language, address="x"))
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in styles]

    assert [f"style-src 'sha256-{one}';" in POLICY for one in digests] == [True]
    assert POLICY.startswith("default-src 'none'; ")
    assert "unsafe" not in POLICY
    assert "style=" not in html
