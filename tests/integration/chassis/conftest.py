"""What the tests of the bus ask for by name."""

from __future__ import annotations

import pytest

from chassis.db import Database
from tests.integration.chassis.bus import Effects, with_effects


@pytest.fixture(params=[False, True], ids=["each", "together"])
def form_of_handlers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything hold for handlers of one event and for handlers of many."""
    monkeypatch.setattr(Effects, "together", request.param)


@pytest.fixture
def database(chassis_database: Database) -> Database:
    """Give a database with an effect table."""
    return with_effects(chassis_database)
