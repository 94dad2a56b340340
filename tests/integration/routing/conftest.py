"""What the tests of routing share."""

from __future__ import annotations

import pytest

from chassis.testing.fixtures import ServiceDatabase
from tests.integration.routing.suite import Suite


@pytest.fixture
def suite(service_database: ServiceDatabase) -> Suite:
    """Give routing on a fresh database."""
    return Suite(service_database("routing"))
