"""Why a violation happened: a code by whoever answers for it, words that go with the dossier."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from contracts.events.course import DossierErased
from kernel.rights import Actor, Role
from tests.integration.routing.suite import PROCEDURE, Suite, accepted
from tests.integration.routing.test_violations import (
    EVERYWHERE,
    HEAD,
    INSURER,
    OFFICER,
    TWO,
    lines,
    timers_at,
)
from tests.unit.routing.samples import COMMUNE, DOSSIER, INSURANCE, MONDAY, officer

WORDS = "Chờ ý kiến của ông Nguyễn Văn A."
COLLEAGUE = officer(Role.OFFICER, subject="officer-2")


@pytest.fixture
def late(suite: Suite) -> Suite:
    """Give a case whose first leg is late in the hands of an officer."""
    suite.hear_reference(TWO)
    suite.hear(accepted(legs={"one": COMMUNE, "two": INSURANCE}))
    suite.act(OFFICER, suite.worklist(OFFICER)[0], "claim")
    timers_at(suite, 2)
    return suite


def give(
    suite: Suite, actor: Actor, version: int, reason: str, words: str | None = None
) -> TestResponse:
    (line,) = lines(suite)
    body = {"reason": reason, "words": words}
    return suite.write(actor, "PUT", f"/violations/{line['id']}/reason", version, body=body)


def test_who_answers_for_it_says_why_and_the_newest_counts(late: Suite) -> None:
    """The officer charged, then the head; a stale version, others, and unknown codes do not."""
    first = give(late, OFFICER, 0, "overload", WORDS)
    stale = give(late, HEAD, 0, "coordination")
    second = give(late, HEAD, 1, "coordination", WORDS)
    (line,) = lines(late)

    assert (first.status_code, first.headers["ETag"]) == (200, '"1"')
    assert stale.status_code == 412
    assert second.get_json() == line
    assert (line["reason"]["reason"], line["reason"]["version"]) == ("coordination", 2)
    assert (line["reason"]["words"], line["reason"]["by"]) == (WORDS, "head-1")
    assert late.count("violation_reason") == 2
    assert give(late, HEAD, 2, "weather").status_code == 422
    refused = [give(late, who, 2, "rules").status_code for who in (COLLEAGUE, INSURER, EVERYWHERE)]
    assert refused == [404, 404, 403]


def test_the_words_go_with_the_dossier_and_the_code_stays(late: Suite) -> None:
    """Counted for ever; said by nobody any more."""
    give(late, HEAD, 0, "coordination", WORDS)
    with late.database.transaction() as tx:
        tx.execute(text("""UPDATE "case" SET status = 'approved', decided_at = now()"""))
    late.hear(
        DossierErased(
            code=DOSSIER,
            procedure=PROCEDURE,
            receiving_agency=COMMUNE,
            competent_agency=COMMUNE,
            erased_at=MONDAY,
            officer="head-1",
            decision="12/QĐ-UBND",
        )
    )
    (line,) = lines(late)

    assert (line["reason"]["reason"], line["reason"]["words"]) == ("coordination", None)
