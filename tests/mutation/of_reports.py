"""How to break the rules of periods and of form 06 at the cut."""

from __future__ import annotations

from tests.mutation.breakage import Breakage

_COUNTS = "services/reporting/statutory/store/counts.py"
_FOLDER = "tests/integration/reporting"
_AT_THE_CUT = (
    f"{_FOLDER}/test_field_report_cut.py::test_what_happens_at_the_cut_happens_in_the_next_period"
)
_PROPERTY = f"{_FOLDER}/test_field_report_property.py"

PERIODS = (
    Breakage(
        "A statutory period is cut on the 15th",
        "kernel/period.py",
        "_CUT_OFF = 15",
        "_CUT_OFF = 16",
        "test_period.py::test_a_period_has_its_legal_first_and_last_day",
    ),
    Breakage(
        "The year of reports begins in December",
        "kernel/period.py",
        '"Y": (0, 12)',
        '"Y": (1, 12)',
        "test_period.py::test_the_quarters_make_up_the_year",
    ),
    Breakage(
        "The instant of the cut belongs to the next period",
        "kernel/period.py",
        "self.start <= in_vietnam(instant) < self.end",
        "self.start <= in_vietnam(instant) <= self.end",
        "test_period.py::test_a_period_is_half_open_in_vietnam_time",
    ),
)

FORM_06 = (
    Breakage(
        "Form 06: accepted at the cut is received in the next period",
        _COUNTS,
        "WHERE accepted.kind = 'accepted' AND accepted.occurred_at < :cut",
        "WHERE accepted.kind = 'accepted' AND accepted.occurred_at <= :cut",
        _AT_THE_CUT,
    ),
    Breakage(
        "Form 06: accepted as the period begins is new in it",
        _COUNTS,
        "accepted.occurred_at >= :start AS is_new",
        "accepted.occurred_at > :start AS is_new",
        _AT_THE_CUT,
    ),
    Breakage(
        "Form 06: ended at the cut is pending, and resolved in the next period",
        _COUNTS,
        "AND ended.kind IN {_ENDS} AND ended.occurred_at < :cut",
        "AND ended.kind IN {_ENDS} AND ended.occurred_at <= :cut",
        _AT_THE_CUT,
    ),
    Breakage(
        "Form 06: what ended as the period begins was carried over into it",
        _COUNTS,
        "(ended.dossier IS NULL OR ended.occurred_at >= :start)",
        "(ended.dossier IS NULL OR ended.occurred_at > :start)",
        _AT_THE_CUT,
    ),
    Breakage(
        "Form 06: a result taken back at the cut counts in the period it was signed in",
        _COUNTS,
        "AND back.occurred_at >= {ended}.occurred_at AND back.occurred_at < {cut}",
        "AND back.occurred_at >= {ended}.occurred_at AND back.occurred_at <= {cut}",
        _AT_THE_CUT,
    ),
    Breakage(
        "Form 06: of the clock it knows what was said before the cut",
        _COUNTS,
        "AND word.occurred_at < :cut AND ended.dossier IS NULL",
        "AND word.occurred_at <= :cut AND ended.dossier IS NULL",
        f"{_FOLDER}/test_field_report_cut.py::test_a_clock_that_stops_at_the_cut_ran_until_then",
    ),
    Breakage(
        "Form 06: the last word on the clock is told by its number",
        _COUNTS,
        "ORDER BY word.sequence DESC LIMIT 1\n        ) AS last",
        "ORDER BY word.sequence LIMIT 1\n        ) AS last",
        f"{_PROPERTY}::test_pending_is_late_by_the_date_that_holds",
    ),
    Breakage(
        "Form 06: what waits for papers or a payment is in time",
        _COUNTS,
        "WHEN last.kind NOT IN {_STOPPED_CLOCK} THEN last.due_at END AS at",
        "ELSE coalesce(last.due_at, accepted.due_at) END AS at",
        f"{_FOLDER}/test_words_on_the_clock.py::test_pending_follows_what_was_said_last",
    ),
    Breakage(
        "Form 06: a day term due on the last day is in time",
        _COUNTS,
        "'Asia/Ho_Chi_Minh' AS date) < :last_day",
        "'Asia/Ho_Chi_Minh' AS date) <= :last_day",
        f"{_PROPERTY}::test_pending_is_late_by_day_or_by_instant",
    ),
    Breakage(
        "Form 06: the day is that of Vietnam",
        _COUNTS,
        "CAST(due.at AT TIME ZONE 'Asia/Ho_Chi_Minh' AS date)",
        "CAST(due.at AT TIME ZONE 'UTC' AS date)",
        f"{_PROPERTY}::test_pending_is_late_by_day_or_by_instant",
    ),
    Breakage(
        "Form 06: an hour term is late by its instant",
        _COUNTS,
        "LIKE '%wh' THEN due.at < :cut",
        "LIKE '%wh' THEN due.at <= :cut",
        f"{_PROPERTY}::test_pending_is_late_by_day_or_by_instant",
    ),
    Breakage(
        "Form 06: withdrawn and stopped are resolved in time",
        _COUNTS,
        "ended.timeliness ELSE 'on-time' END",
        "ended.timeliness ELSE 'late' END",
        f"{_PROPERTY}::test_figures_are_those_of_counting_by_hand",
    ),
    Breakage(
        "The last day of a period is the one before its cut",
        "services/reporting/statutory/domain/cut.py",
        "(self.cut - timedelta(microseconds=1))",
        "(self.cut - timedelta(0))",
        "tests/unit/reporting/test_figures.py::test_report_of_a_past_period_stops_at_its_end",
    ),
)
