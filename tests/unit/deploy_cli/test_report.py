"""What `motcua report` says when it is refused."""

from __future__ import annotations

import orjson

from deploy.report import refusal


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
