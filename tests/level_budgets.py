"""How long each level of tests may take; `dev.py test` loads this plugin and fails over budget."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

BUDGETS = {
    "unit": 240,
    "repo": 300,
    "contract": 15,
    "integration": 1200,
    "fuzz": 300,
    "e2e": 600,
    "chaos": 600,
}
ONE_SUITE = "e2e"
PARTS_APART = "races"
CHAOS = "tests/chaos/test_run.py"
BESIDE_CHAOS = ("tests/integration/routing/", "tests/fuzz/")
"""What the other worker has to do while one waits for the chaos run: about as long as that."""
_FOLDER = Path(__file__).parent.name

Span = tuple[float, float]


class LevelBudgets:
    """Notes when each test ran, its fixtures included, and adds that up by level."""

    def __init__(self) -> None:
        self._spans: defaultdict[str, list[Span]] = defaultdict(list)
        self._tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one phase of one test."""
        level = level_of(report.nodeid)
        self._spans[level].append((report.start, report.stop))
        self._tests[level] += report.when == "call"

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run that passed but took too long."""
        if session.exitstatus == pytest.ExitCode.OK and self._over():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table of levels."""
        terminalreporter.section("levels")
        over = self._over()
        for level, budget in BUDGETS.items():
            note = "  OVER BUDGET" if level in over else ""
            terminalreporter.write_line(
                f"{level:<12} {self._tests[level]:>5} tests  {covered(self._spans[level]):>6.1f} s"
                f"  of {budget:>3} s{note}"
            )

    def _over(self) -> list[str]:
        spans = self._spans
        return [level for level, budget in BUDGETS.items() if covered(spans[level]) > budget]


def covered(spans: Iterable[Span]) -> float:
    """Return how many seconds lie in at least one span: work done side by side counts once."""
    total, end = 0.0, 0.0
    for begin, stop in sorted(spans):
        total += max(0.0, stop - max(begin, end))
        end = max(end, stop)
    return total


def level_of(nodeid: str) -> str:
    """Return the folder under tests/ that a test stands in."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if parts[0] == _FOLDER and len(parts) > 1 else ""


class OneSuiteScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
    """Keeps the tests of a file on one worker, and all that use the running suite on one.

    The parts of a campaign of races are spread: each may go to any worker. The chaos run takes
    three minutes on one, so it begins while there is work left for the other.
    """

    def schedule(self) -> None:
        """Put what is to be done beside the chaos run behind it."""
        super().schedule()
        if CHAOS in self.workqueue:
            for scope in [one for one in self.workqueue if one.startswith(BESIDE_CHAOS)]:
                self.workqueue.move_to_end(scope)

    def _split_scope(self, nodeid: str) -> str:
        level = level_of(nodeid)
        if level == PARTS_APART:
            return nodeid
        return level if level == ONE_SUITE else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneSuiteScheduling:
    """Give xdist our scheduling: its `loadgroup` finds no groups under pytest 9.2."""
    return OneSuiteScheduling(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that collects all reports; xdist's workers leave it to that one."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LevelBudgets(), "level-budgets")
