"""Sealing anew works with the roles a running suite has."""

from __future__ import annotations

import pytest

from tests.e2e.suite import Json, Suite


@pytest.mark.parametrize("service", ["intake", "notification"])
def test_every_sealed_table_can_be_sealed_anew(
    suite: Suite, citizen: str, example: Json, service: str
) -> None:
    """Some are append-only for who runs the service, and their owner rewrites them.

    The key is the one they are sealed with: nothing is left, and every table was looked through.
    """
    filed = suite.write("/dossiers", example, token=citizen)
    assert filed.status == 201, filed.body
    said = suite.motcua(service, "rotate-keys").splitlines()

    assert said
    assert all(line.endswith(" 0 left") for line in said), said
