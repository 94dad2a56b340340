"""How to break the rules of the clock that the services keep: payments, suspensions, re-plans."""

from __future__ import annotations

from tests.mutation.breakage import Breakage

_REGISTRY = "services/intake/registry"
_OBLIGATION = f"{_REGISTRY}/domain/obligation.py"
_SUPPLEMENT = f"{_REGISTRY}/domain/supplement.py"
_OPEN = f"{_REGISTRY}/store/open_dossiers.py"
_REPLANNING = f"{_REGISTRY}/domain/replanning.py"
_CLOCKS = "services/routing/work/domain/clocks.py"
_INTAKE = "tests/integration/intake"
_PAUSED = f"{_INTAKE}/test_limits.py::test_an_obligation_stops_the_clock_in_whole_days"
_OWED = (
    "tests/integration/routing/test_obligations.py"
    "::test_money_owed_and_paid_stops_the_task_and_lets_it_run_on"
)
_HELD = f"{_INTAKE}/test_suspension.py"
_MOVED = f"{_INTAKE}/test_replanning.py"

PAYMENTS = (
    Breakage(
        "A tax or land obligation stops the clock",
        _OBLIGATION,
        "        **NO_DUE_DATE,\n",
        "",
        _PAUSED,
    ),
    Breakage(
        "When it is met the rest of the term runs, not the whole",
        f"{_REGISTRY}/usecases/follow_obligation.py",
        "interrupted(dossier.interruptions, InterruptionKind.RESUME, at)",
        "interrupted(dossier.interruptions, InterruptionKind.RESTART, at)",
        _PAUSED,
    ),
    Breakage(
        "The ledger tells what was left when it stopped",
        f"{_REGISTRY}/usecases/follow_obligation.py",
        "return stopped.left",
        "return Left(0, stopped.left.unit)",
        _PAUSED,
    ),
    Breakage(
        "A step that waits for money keeps what it had left",
        _CLOCKS,
        "left = max(0, minutes - used)",
        "left = max(0, minutes)",
        _OWED,
    ),
    Breakage(
        "A step has no date while its case waits for money",
        _CLOCKS,
        "return replace(part, clock_minutes=left, due_at=None)",
        "return replace(part, clock_minutes=left)",
        _OWED,
    ),
    Breakage(
        "A fee due at return waits inside 9 and stops nothing",
        f"{_REGISTRY}/domain/waiting.py",
        "SubStatus.WAITING_FEE if fee.due(FeeMoment.RETURN) else SubStatus.WAITING_RETURN",
        "SubStatus.WAITING_RETURN if fee.due(FeeMoment.RETURN) else SubStatus.WAITING_FEE",
        f"{_INTAKE}/test_hand_over.py::test_a_fee_due_at_return_comes_first",
    ),
)

SUSPENSION = (
    Breakage(
        "A head's suspension does not stop the clock",
        f"{_REGISTRY}/domain/suspension.py",
        "        suspended_at=at,\n    )\n    return held",
        "        suspended_at=at,\n        due_at=None,\n        next_limit=None,\n    )\n"
        "    return held",
        f"{_HELD}::test_the_clock_goes_on",
    ),
    Breakage(
        "A suspension is a sub-state of 4",
        f"{_REGISTRY}/domain/suspension.py",
        "        sub_status=SubStatus.SUSPENDED,",
        "        status=Status.STOPPED,\n        sub_status=SubStatus.SUSPENDED,",
        f"{_HELD}::test_the_clock_goes_on",
    ),
    Breakage(
        "Nothing is held up before an agency works",
        f"{_REGISTRY}/domain/suspension.py",
        "if dossier.status is not Status.IN_PROGRESS:",
        "if dossier.status is Status.SETTLED:",
        f"{_HELD}::test_only_the_head_and_only_while_an_agency_works",
    ),
    Breakage(
        "No papers are asked for while the work is held up",
        _SUPPLEMENT,
        "    require_not_suspended(dossier)\n",
        "",
        f"{_HELD}::test_no_papers_are_asked_for_meanwhile",
    ),
    Breakage(
        "A payment does not end a suspension",
        _OBLIGATION,
        "SubStatus.SUSPENDED if dossier.suspended_at else None",
        "None",
        f"{_HELD}::test_an_obligation_found_before_the_word_was_known",
    ),
    Breakage(
        "A decision ends a suspension",
        f"{_REGISTRY}/domain/dossier.py",
        "        suspended_at=None,\n        next_limit=None,\n",
        "        next_limit=None,\n",
        f"{_HELD}::test_a_decision_signed_before_the_word_was_known_counts",
    ),
)

COURSE = (
    Breakage(
        "Papers are asked for once in a dossier's life",
        _SUPPLEMENT,
        "if dossier.supplement_asked_at is not None and not again:",
        "if dossier.supplement_asked_at is None and again:",
        f"{_INTAKE}/test_supplement.py::test_asking_twice_is_refused_whoever_asks",
    ),
    Breakage(
        "Without papers: 8 for who was accepted, else 3",
        _SUPPLEMENT,
        "    if not dossier.was_accepted:\n        refusal",
        "    if dossier.was_accepted:\n        refusal",
        f"{_INTAKE}/test_supplement.py::test_without_papers_an_accepted_dossier_is_stopped",
    ),
    Breakage(
        "The window for papers is over at midnight of its last day",
        f"{_REGISTRY}/domain/limits.py",
        "        end_of_day(dossier.supplement_by) if dossier.supplement_by else None",
        "        dossier.supplement_by if dossier.supplement_by else None",
        f"{_INTAKE}/test_supplement.py::test_without_papers_an_accepted_dossier_is_stopped",
    ),
    Breakage(
        "A result taken back leaves the due date where it was",
        f"{_REGISTRY}/domain/reopening.py",
        "        timeliness=None,\n        **_without_draft",
        "        timeliness=None,\n        due_at=None,\n        **_without_draft",
        f"{_INTAKE}/test_error_correction.py::test_the_result_is_taken_back_and_the_date_stays",
    ),
)

REPLANS = (
    Breakage(
        "A new calendar moves open dossiers and no others",
        _OPEN,
        "for status in sorted(OPEN)",
        "for status in sorted(Status)",
        f"{_MOVED}::test_dry_run_then_publish_moves_each_open_date_once",
    ),
    Breakage(
        "A dry run writes nothing",
        "services/intake/wiring/clock.py",
        "    with parts.database.read(snapshot=True) as tx:\n        return dry_run_calendar(",
        '    publish_one_calendar(parts, written, notice, by="")\n'
        "    with parts.database.read(snapshot=True) as tx:\n        return dry_run_calendar(",
        f"{_MOVED}::test_dry_run_then_publish_moves_each_open_date_once",
    ),
    Breakage(
        "Who follows a version already is not moved again",
        _OPEN,
        ".where(_D.calendar == calendar, _D.calendar_version < version)\n"
        "            .limit(limit)",
        ".where(_D.calendar == calendar, _D.calendar_version <= version)\n"
        "            .limit(limit)",
        f"{_MOVED}::test_cut_off_anywhere_it_ends_the_same",
    ),
    Breakage(
        "A date that moved is told, one that stands is not",
        _REPLANNING,
        "    if old is not None and old != new:\n        event",
        "    if old is not None:\n        event",
        f"{_MOVED}::test_a_provisional_date_is_confirmed_without_a_letter",
    ),
    Breakage(
        "A date that is confirmed has a row of the ledger",
        _REPLANNING,
        "        name is ClockName.TERM and dossier.due_provisional",
        "        name is ClockName.ANSWER and dossier.due_provisional",
        f"{_MOVED}::test_a_provisional_date_is_confirmed_without_a_letter",
    ),
    Breakage(
        "After the end it looks once more",
        "services/intake/wiring/clock.py",
        "    elif progress.finished_at == now:",
        "    elif progress.finished_at is None:",
        f"{_MOVED}::test_a_dossier_accepted_by_the_old_calendar_meanwhile_follows_too",
    ),
    Breakage(
        "A local calendar keeps its own days over a new one of the nation",
        "services/intake/catalogue/domain/calendar_change.py",
        "if old_base.days.get(day) != row}",
        "if old_base.days.get(day) == row}",
        f"{_MOVED}::test_a_local_calendar_follows_the_nations",
    ),
    Breakage(
        "Legs and steps follow a new calendar, up to a case somebody holds",
        "services/routing/work/store/cases.py",
        "takewhile(locked.__contains__, following)",
        "following if case_id in locked",
        "tests/integration/routing/test_replanning.py"
        "::test_a_calendar_stops_before_a_case_that_is_held_and_comes_back",
    ),
)
