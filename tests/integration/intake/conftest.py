"""What the tests of intake share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from chassis.db import Database
from chassis.testing.databases import cloned_database
from tests.integration.intake.office import MONDAY, Office


@pytest.fixture(scope="session")
def published_office(published: Mapping[str, str]) -> Iterator[Office]:
    """Open intake once, with the shipped catalogue published."""
    with cloned_database("intake", like=published["intake"]) as url:
        database = Database(url, name="test intake", pool_size=20)
        yield Office(database, is_published=True)
        database.dispose()


@pytest.fixture
def office(published_office: Office) -> Office:
    """Give intake without a dossier, on Monday 23 November 2026 at nine in the morning."""
    published_office.forget_dossiers()
    published_office.set_clock(MONDAY)
    return published_office


@pytest.fixture(scope="module")
def reorganised_office(published: Mapping[str, str]) -> Iterator[Office]:
    """Open an intake for tests that end agencies; `as_shipped` begins each anew."""
    with cloned_database("intake", like=published["intake"]) as url:
        database = Database(url, name="test intake", pool_size=20)
        yield Office(database, is_published=True)
        database.dispose()


@pytest.fixture
def fresh_office(published: Mapping[str, str]) -> Iterator[Office]:
    """Give an intake of its own, for tests that publish reference data."""
    with cloned_database("intake", like=published["intake"]) as url:
        database = Database(url, name="test intake", pool_size=20)
        yield Office(database, is_published=True)
        database.dispose()
