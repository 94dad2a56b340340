"""How long each level of tests may take; `dev.py test` loads this plugin and fails over budget."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

BUDGETS = {"unit": 60, "repo": 60, "contract": 60, "integration": 120, "e2e": 120}
_FOLDER = Path(__file__).parent.name


class LevelBudgets:
    """Adds up the seconds of every test, its fixtures included, by level."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count one phase of one test."""
        level = level_of(report.nodeid)
        self._seconds[level] += report.duration
        self._tests[level] += report.when == "call"

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a run that passed but took too long."""
        if session.exitstatus == pytest.ExitCode.OK and self._over():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table of levels."""
        terminalreporter.section("levels")
        for level, budget in BUDGETS.items():
            note = "  OVER BUDGET" if level in self._over() else ""
            terminalreporter.write_line(
                f"{level:<12} {self._tests[level]:>5} tests  {self._took(level):>6.1f} s"
                f"  of {budget:>3} s{note}"
            )

    def _took(self, level: str) -> float:
        # what the workers did side by side counts once
        return self._seconds[level] / self._workers

    def _over(self) -> list[str]:
        return [level for level, budget in BUDGETS.items() if self._took(level) > budget]


def level_of(nodeid: str) -> str:
    """Return the folder under tests/ that a test stands in."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if parts[0] == _FOLDER and len(parts) > 1 else ""


def pytest_configure(config: pytest.Config) -> None:
    """Count in the process that collects all reports; xdist's workers leave it to that one."""
    if not hasattr(config, "workerinput"):
        workers = getattr(config.option, "numprocesses", None) or 1
        config.pluginmanager.register(LevelBudgets(workers), "level-budgets")
