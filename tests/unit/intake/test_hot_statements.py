"""The statement of a filing stays one that the driver remembers."""

from __future__ import annotations

import re

from psycopg import _queries

from services.intake.registry.store.new_dossiers import WRITE


def test_the_driver_remembers_the_statement_of_a_filing() -> None:
    """Beyond these limits psycopg takes the text apart anew at every call."""
    assert len(WRITE) <= _queries.MAX_CACHED_STATEMENT_LENGTH
    names = set(re.findall(r"%\((\w+)\)s", WRITE))
    assert len(names) <= _queries.MAX_CACHED_STATEMENT_PARAMS
