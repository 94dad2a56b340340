"""What the tests of reconciliation share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest

from tests.integration.reconciliation.province import Province


@pytest.fixture
def province(published: Mapping[str, str]) -> Iterator[Province]:
    """Give all four services with the shipped catalogue, everybody knowing it."""
    with ExitStack() as stack:
        yield Province(stack, published=published)
