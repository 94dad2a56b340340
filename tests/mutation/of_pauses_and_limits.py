"""How to break the rules of pauses, limits, calendars and the choice of rules."""

from __future__ import annotations

from tests.mutation.breakage import Breakage

_VECTORS = "test_vectors.py::test_a_vector_of_the_law_is_met_with_its_reasons"
_IN_TIME = "test_reception.py::test_in_time_is_by_date_for_days_and_by_instant_for_hours"
_PAUSE = "test_interruptions.py::test_a_pause_keeps_what_was_left"
_LIMIT = "test_limits.py::test_a_limit_is_as_worked_by_hand"
_CHOICE = "test_rule_choice.py::test_the_most_specific_choice_decides"
_NO_INSTANT = "test_schedule.py::test_an_instant_without_one_meaning_is_refused"

INTERRUPTIONS = (
    Breakage(
        "A restart runs the whole term from zero",
        "kernel/deadline.py",
        "return self._begin(Rule.RESTART, when, clock.steps, event.ground)",
        "return _resume(clock, when.at, self.schedule, event.ground)",
        _VECTORS,
    ),
    Breakage(
        "A supplement restarts the term, unless its rules pause",
        "kernel/deadline.py",
        "restarts = effect is SupplementEffect.RESTART",
        "restarts = effect is SupplementEffect.PAUSE",
        "test_limits.py::test_a_supplement_restarts_the_term_or_pauses_it_where_the_rules_say_so",
    ),
    Breakage(
        "The day of stopping is not used up",
        "kernel/due.py",
        "schedule.working_days(start.date(), stop.date() - _ONE_DAY)",
        "schedule.working_days(start.date(), stop.date())",
        _VECTORS,
    ),
    Breakage(
        "The day of resuming is not counted",
        "kernel/deadline.py",
        "due = due_of(at, clock.left, schedule, clock.rules)",
        "due = due_of(at - _ONE_DAY, clock.left, schedule, clock.rules)",
        _VECTORS,
    ),
    Breakage(
        "Hour terms stop and resume by the minute",
        "kernel/due.py",
        "        return Left(amount - used, unit)",
        "        return Left(amount - used // 3_600_000_000 * 3_600_000_000, unit)",
        _PAUSE,
    ),
    Breakage(
        "A stop after the due date leaves the date standing",
        "kernel/deadline.py",
        "    if is_past(at, clock.due.at, clock.left.unit):",
        "    if is_past(at, clock.due.at, clock.left.unit) and not clock.left:",
        _PAUSE,
    ),
    Breakage(
        "Day terms are on time by date",
        "kernel/due.py",
        "    return instant.date() > due_at.date()",
        "    return instant > due_at",
        _IN_TIME,
    ),
    Breakage(
        "Hour terms are on time by instant",
        "kernel/due.py",
        "        return instant > due_at",
        "        return instant.date() > due_at.date()",
        _IN_TIME,
    ),
)

LIMITS = (
    Breakage(
        "The desk is alerted after 2 working hours",
        "kernel/rules.py",
        "staff_alert: Term = _2WH",
        "staff_alert: Term = _8WH",
        _LIMIT,
    ),
    Breakage(
        "The head is alerted after 8 working hours",
        "kernel/rules.py",
        "head_alert: Term = _8WH",
        "head_alert: Term = _2WH",
        _LIMIT,
    ),
    Breakage(
        "Answers: 8 working hours online, 1 working day on paper",
        "kernel/limits.py",
        "in_force.answer_electronic if electronic else",
        "in_force.answer_electronic if not electronic else",
        "test_limits.py::test_an_answer_is_due_in_eight_hours_or_one_day",
    ),
    Breakage(
        "Papers are asked for within 3 working days of acceptance",
        "kernel/rules.py",
        "supplement_ask_within: Term = _3WD",
        "supplement_ask_within: Term = _15WD",
        _LIMIT,
    ),
    Breakage(
        "Without the papers for 15 working days the dossier is closed",
        "kernel/rules.py",
        "supplement_answer_within: Term = _15WD",
        "supplement_answer_within: Term = _3WD",
        _LIMIT,
    ),
    Breakage(
        "An apology goes out a day before the due date",
        "kernel/limits.py",
        "due - timedelta(days=in_force.apology_days_ahead)",
        "due",
        "test_limits.py::test_an_apology_goes_out_a_day_before_it_is_late",
    ),
    Breakage(
        "Accepted after 15:00, it is handed over next morning",
        "kernel/rules.py",
        "hand_over_cutoff: time = time(15, 0)",
        "hand_over_cutoff: time = time(17, 30)",
        "test_limits.py::test_a_dossier_is_handed_over_the_same_day_or_the_next_morning",
    ),
    Breakage(
        "The hand-over limit never moves the citizen's date",
        "kernel/due.py",
        "at = schedule.end_of_working_day(day, left.amount)",
        "at = schedule.end_of_working_day(day, left.amount + (start.hour >= 15))",
        "test_limits.py::test_the_hand_over_limit_never_moves_the_citizens_date",
    ),
)

DATA = (
    Breakage(
        "A day off counts as off before it is confirmed",
        "kernel/calendar.py",
        "is_plain_working_day(day) if row is None else",
        "is_plain_working_day(day) if row is None or not row.confirmed else",
        "test_calendar.py::test_a_day_is_worked_as_week_and_notices_say",
    ),
    Breakage(
        "A day off not confirmed makes the date provisional",
        "kernel/schedule.py",
        "self._unconfirmed[index] <= last.toordinal()",
        "self._unconfirmed[index] < 0",
        "test_deadline_moves.py::test_a_date_that_an_unconfirmed_day_may_move_is_provisional",
    ),
    Breakage(
        "A calendar that ends too early gives no date",
        "kernel/schedule.py",
        "        if index >= len(self._working):\n            raise self._ended()",
        "        index = min(index, len(self._working) - 1)",
        "test_deadline_moves.py::test_a_calendar_that_ends_too_early_gives_no_date",
    ),
    Breakage(
        "24 November is shipped as off",
        "catalogue/calendars/vn.yaml",
        '{date: "2026-11-24", kind: "off"',
        '{date: "2026-11-23", kind: "off"',
        _VECTORS,
    ),
    Breakage(
        "What no notice fixes yet is shipped unconfirmed",
        "catalogue/calendars/vn.yaml",
        "note: Tết Đinh Mùi, confirmed: false",
        "note: Tết Đinh Mùi",
        "test_holidays_library.py::test_the_days_the_library_guesses_are_not_confirmed",
    ),
    Breakage(
        "The set of rules in force on the day decides",
        "kernel/rules.py",
        "            if rules.in_force(day):",
        "            if rules.in_force(day) or rules.valid_to is None:",
        "test_rules.py::test_the_set_in_force_on_the_day_is_chosen",
    ),
    Breakage(
        "Rules are chosen by case before channel before place",
        "kernel/rule_choice.py",
        'return self.case is not None, self.channel is not None, len(self.place or "")',
        'return self.channel is not None, self.case is not None, len(self.place or "")',
        _CHOICE,
    ),
    Breakage(
        "A place is whole groups of an agency code",
        "kernel/rule_choice.py",
        'f"{place}.".startswith(f"{self.place}.")',
        'f"{place}.".startswith(f"{self.place}")',
        _CHOICE,
    ),
    Breakage(
        "The ground of a day off is its notice",
        "kernel/moves.py",
        "ground=first.notice or ground",
        "ground=ground",
        "test_deadline_moves.py::test_every_move_names_rule_ground_and_reason_in_both_languages",
    ),
    Breakage(
        "An instant without offset is refused",
        "kernel/schedule.py",
        "    if zone is None or instant.utcoffset() is None:\n        raise InstantError",
        "    if zone is None or instant.utcoffset() is None:\n"
        "        return instant.replace(tzinfo=VIETNAM)",
        _NO_INSTANT,
    ),
    Breakage(
        "An instant in summer time is refused",
        "kernel/schedule.py",
        "instant.dst()",
        "instant.dst() is NotImplemented",
        _NO_INSTANT,
    ),
    Breakage(
        "The zone of the machine does not matter",
        "kernel/schedule.py",
        "return instant.astimezone(VIETNAM)",
        "return instant.astimezone()",
        "test_deadline_properties.py::test_the_zone_of_the_machine_does_not_matter",
    ),
)
