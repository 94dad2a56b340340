"""Ways in which services can come to disagree, each done to one dossier behind their backs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.reporting.reconciliation.domain.divergence import Divergence
from tests.integration.reconciliation.province import Province

_PARTS = (
    "dossier_content", "dossier_paper", "dossier_reader", "timeline_entry", "clock_entry",
    "access_entry", "contact_key",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of damage.

    `state` is the state of the dossiers it is done to, `shows` as which (invariant, kind, service)
    it must be found under the dossier's code or subject, `mends` whether events can mend it.
    """

    name: str
    state: str
    do: Callable[[Province, str], None]
    shows: tuple[str, str, str]
    mends: bool

    def shown_by(self, one: Divergence, code: str) -> bool:
        """Tell whether a divergence is what this damage must show as."""
        about = code in one.id or (one.kind.startswith("numbers") and code.startswith(one.id))
        return about and (one.invariant.value, one.kind, one.service) == self.shows


def _lose_case(province: Province, code: str) -> None:
    case = '(SELECT id FROM "case" WHERE dossier = :code)'
    steps = f"(SELECT id FROM step WHERE case_id = {case})"  # noqa: S608
    province.sql("routing", f"DELETE FROM step_event WHERE step_id IN {steps}", code=code)  # noqa: S608
    province.sql("routing", f"DELETE FROM step WHERE case_id = {case}", code=code)  # noqa: S608
    province.sql("routing", f"DELETE FROM leg WHERE case_id = {case}", code=code)  # noqa: S608
    province.sql("routing", 'DELETE FROM "case" WHERE dossier = :code', code=code)


def _change_case(province: Province, code: str) -> None:
    change = "UPDATE \"case\" SET status = 'refused', decided_at = opened_at WHERE dossier = :code"
    province.sql("routing", change, code=code)


def _lose_fact(province: Province, code: str) -> None:
    drop = "DELETE FROM fact WHERE dossier = :code AND kind = 'finished'"
    province.sql("reporting", drop, code=code)


def _invent_fact(province: Province, code: str) -> None:
    invent = """
        INSERT INTO fact (event_id, kind, dossier, occurred_at, recorded_at)
        SELECT gen_random_uuid(), 'handed-over', dossier, occurred_at, recorded_at
        FROM fact WHERE dossier = :code AND kind = 'submitted'
    """
    province.sql("reporting", invent, code=code)


def _change_status(province: Province, code: str) -> None:
    province.sql("intake", "UPDATE dossier SET status = 8 WHERE code = :code", code=code)


def _lose_dossier(province: Province, code: str) -> None:
    for table in _PARTS:
        province.sql("intake", f"DELETE FROM {table} WHERE dossier = :code", code=code)  # noqa: S608
    province.sql("intake", "DELETE FROM dossier WHERE code = :code", code=code)


def _lose_key(province: Province, code: str) -> None:
    drop = "DELETE FROM idempotency_key WHERE headers ->> 'Location' LIKE '%/' || :code"
    province.sql("intake", drop, code=code)


def _double_key(province: Province, code: str) -> None:
    double = """
        INSERT INTO idempotency_key (client, key, body_hash, status, headers, body)
        SELECT client, key || '-again', body_hash, status, headers, body
        FROM idempotency_key WHERE headers ->> 'Location' LIKE '%/' || :code
    """
    province.sql("intake", double, code=code)


def _never_publish(province: Province, code: str) -> None:
    drop = """
        DELETE FROM outbox WHERE position IN (
            SELECT position FROM event_log WHERE subject = 'dossier/' || :code)
    """
    province.sql("intake", drop, code=code)


def _keep_unsent(province: Province, code: str) -> None:
    """Leave it in the outbox: whoever carries passes it over (see `Province.stuck`)."""
    province.stuck.add(f"dossier/{code}")


def _lose_inbox_row(province: Province, code: str) -> None:
    drop = """
        DELETE FROM inbox WHERE subject = 'dossier/' || :code AND sequence = 2
          AND source = 'intake'
    """
    province.sql("notification", drop, code=code)


def _lose_contact(province: Province, code: str) -> None:
    province.sql("notification", "DELETE FROM addressee WHERE dossier = :code", code=code)


def _stay_sending(province: Province, code: str) -> None:
    stay = """
        UPDATE message SET status = 'sending', claimed_at = clock_timestamp() - interval '11 min'
        WHERE id = (SELECT id FROM message WHERE dossier = :code LIMIT 1)
    """
    province.sql("notification", stay, code=code)


def _lose_message(province: Province, code: str) -> None:
    province.sql("notification", "DELETE FROM message WHERE dossier = :code", code=code)


def _take_twice(province: Province, code: str) -> None:
    twice = """
        INSERT INTO attempt (message, number, began_at, outcome)
        SELECT id, number, queued_at, 'accepted' FROM message, generate_series(1, 2) AS number
        WHERE dossier = :code
    """
    province.sql("notification", twice, code=code)


def _reach_nobody(province: Province, code: str) -> None:
    province.sql(
        "notification", "UPDATE message SET status = 'failed' WHERE dossier = :code", code=code
    )


def _hole_in_log(province: Province, code: str) -> None:
    hole = "DELETE FROM event_log WHERE subject = 'dossier/' || :code AND sequence = 2"
    province.sql("intake", hole, code=code)


KINDS: Sequence[Kind] = (
    Kind(name="case lost", state="open", do=_lose_case, mends=True,
         shows=("I3", "case", "routing")),
    Kind(name="case changed", state="open", do=_change_case, mends=False,
         shows=("I3", "case is not what was said last", "routing")),
    Kind(name="fact lost", state="finished", do=_lose_fact, mends=True,
         shows=("I8", "milestones", "reporting")),
    Kind(name="fact invented", state="filed", do=_invent_fact, mends=False,
         shows=("I8", "milestones", "reporting")),
    Kind(name="status changed", state="open", do=_change_status, mends=False,
         shows=("I3", "status is not what was said last", "intake")),
    Kind(name="dossier lost", state="filed", do=_lose_dossier, mends=False,
         shows=("I1", "accepted key without its dossier", "intake")),
    Kind(name="dossier without a key", state="filed", do=_lose_key, mends=False,
         shows=("I1", "dossier without a key", "intake")),
    Kind(name="two keys for one dossier", state="filed", do=_double_key, mends=False,
         shows=("I1", "dossier of several keys", "intake")),
    Kind(name="never published", state="new", do=_never_publish, mends=True,
         shows=("I4", "events not heard", "reporting")),
    Kind(name="unsent", state="new", do=_keep_unsent, mends=False,
         shows=("I6", "unsent for more than a minute", "intake")),
    Kind(name="inbox row lost", state="filed", do=_lose_inbox_row, mends=True,
         shows=("I4", "events not heard", "notification")),
    Kind(name="contact lost", state="filed", do=_lose_contact, mends=True,
         shows=("I3", "contact", "notification")),
    Kind(name="stays in sending", state="filed", do=_stay_sending, mends=False,
         shows=("I6", "sending for more than ten minutes", "notification")),
    Kind(name="message lost", state="filed", do=_lose_message, mends=False,
         shows=("I5", "milestone without its message", "notification")),
    Kind(name="message taken twice", state="filed", do=_take_twice, mends=False,
         shows=("I5", "taken by a provider more than once", "notification")),
    Kind(name="nobody told that nobody was told", state="filed", do=_reach_nobody, mends=False,
         shows=("I5", "nobody reached, not said once", "notification")),
    Kind(name="hole in the log", state="filed", do=_hole_in_log, mends=False,
         shows=("I4", "hole in the own log", "intake")),
)  # fmt: skip
