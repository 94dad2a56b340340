"""The page that links in letters and square codes of forms lead to."""

from __future__ import annotations

import pytest

from tests.unit.gateway.doubles import FakeSuite


def test_the_link_of_letters_and_forms_leads_to_a_page() -> None:
    """In Vietnamese, without a token, and with nothing of the dossier in it."""
    suite = FakeSuite()
    page = suite.app().test_client().get("/tra-cuu")

    assert page.status_code == 200
    assert "Tra cứu hồ sơ" in page.text
    assert not any(service.calls for service in suite.services.values())


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/tra-cuu", "text/html; charset=utf-8"),
        ("/tra-cuu/style.css", "text/css; charset=utf-8"),
        ("/tra-cuu/lookup.js", "text/javascript; charset=utf-8"),
    ],
)
def test_it_loads_and_asks_nothing_from_elsewhere(path: str, kind: str) -> None:
    """The secret stands in its address: no other server and no script inside may come to it."""
    answer = FakeSuite().app().test_client().get(path)
    policy = answer.headers["Content-Security-Policy"]

    assert answer.content_type == kind
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "http" not in answer.text
    assert "innerHTML" not in answer.text
    assert "onclick" not in answer.text
