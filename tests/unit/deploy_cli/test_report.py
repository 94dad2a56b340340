"""What `motcua report` says when it is refused."""

from __future__ import annotations

import orjson
import pytest
from click.testing import CliRunner

from deploy.motcua import main
from deploy.report import refusal
from kernel.errors import UnavailableError


def test_a_refused_report_says_why_in_sentences() -> None:
    """Both languages, what is wrong a line each, and no JSON."""
    problem = {
        "titles": {"vi": "Dữ liệu chưa hợp lệ.", "en": "The data are not valid."},
        "errors": [
            {"pointer": "/period", "detail": {"vi": "Kỳ chưa đúng.", "en": "A wrong period."}}
        ],
    }

    assert refusal(422, orjson.dumps(problem).decode()).splitlines() == [
        "422: Dữ liệu chưa hợp lệ. / The data are not valid.",
        "       Kỳ chưa đúng. / A wrong period.",
    ]


def test_an_answer_that_is_no_problem_is_shown_as_it_is() -> None:
    """A proxy on the way may have answered."""
    assert refusal(502, "<html>Bad gateway</html>") == "502: <html>Bad gateway</html>"
    assert refusal(502, "[]") == "502: []"


def gone(*_: object, **__: object) -> None:
    """Stand for whatever asks a database that is down."""
    raise UnavailableError


@pytest.mark.parametrize(
    ("command", "asks"),
    [
        (["report", "kstt-06", "--period", "2026-Q4"], "deploy.report.read_issuer_settings"),
        (["agencies", "progress"], "services.intake.wiring.reorganisation.progress_here"),
    ],
)
def test_a_suite_that_does_not_run_is_told_without_a_trace(
    monkeypatch: pytest.MonkeyPatch, command: list[str], asks: str
) -> None:
    """The first thing somebody does after `dev.py stop`."""
    monkeypatch.setenv("MOTCUA_ENVIRONMENT", "one-box")
    monkeypatch.setenv("MOTCUA_GATEWAY_URL", "http://127.0.0.1:1")
    monkeypatch.delenv("MOTCUA_TOKEN", raising=False)
    monkeypatch.setattr(asks, gone)
    told = CliRunner().invoke(main, command)

    assert told.exit_code == 1
    assert told.output.startswith("Error: ")
    assert isinstance(told.exception, SystemExit)
