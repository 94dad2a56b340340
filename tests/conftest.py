"""Fixtures every level may use, and the mark of each level by its folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same code is always judged the same, whatever the machine's speed. New examples are for the
# longer runs, which say how many they want (docs/legal-clock.md).
settings.register_profile(
    "same-each-time",
    deadline=None,
    derandomize="MOTCUA_PROPERTY_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("same-each-time")

pytest_plugins = ["chassis.testing.fixtures"]

_LEVELS = {"unit", "repo", "contract", "integration", "e2e", "chaos", "interop", "fuzz", "races"}
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the level its folder names."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            level = item.path.relative_to(_HERE).parts[0]
            if level in _LEVELS:
                item.add_marker(level)
            if level == "e2e" and item.get_closest_marker("timeout") is None:
                # The first of them waits for the whole suite to start.
                item.add_marker(pytest.mark.timeout(300))
