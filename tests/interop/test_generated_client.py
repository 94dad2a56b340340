"""A client made of the public document by a generator that is not ours files and reads.

`openapi-python-client`, pinned. Run it by name: `python3 deploy/dev.py test tests/interop`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.gateway.servers import serving
from tests.integration.intake.office import BIRTH, COMMUNE, example
from tests.integration.rights.people import CITIZEN, PEOPLE, Person
from tests.integration.rights.world import World
from tests.interop.generated_client import generate, run_client
from tests.unit.gateway.doubles import bearer


@pytest.fixture
def world() -> Iterator[World]:
    with ExitStack() as stack:
        yield World(stack)


def token(person: Person) -> str:
    return bearer(**person.claims)["Authorization"].removeprefix("Bearer ")


@pytest.mark.timeout(300)
def test_a_generated_client_files_a_dossier_and_reads_it_back(
    world: World, tmp_path: Path
) -> None:
    """It is generated without a warning, and every answer is of the type the document says."""
    officer = next(one for one in PEOPLE if one and one.name == f"officer-{COMMUNE}")
    body = tmp_path / "filing.json"
    body.write_text(json.dumps(example(BIRTH)), encoding="utf-8")

    generate(world.gateway.get("/openapi.json").get_json(), tmp_path)
    with serving(world.gateway.application) as url:
        got = run_client(tmp_path, f"{url}/api/v1", token(CITIZEN), token(officer), str(body))

    code = got["filed"]["code"]
    assert BIRTH in got["found"]
    assert (got["filed"]["status"]["code"], got["accepted"], got["tracked"]) == (1, 2, 2)
    assert got["read"]["applicant"]["name"] == example(BIRTH)["applicant"]["name"]
    assert got["read"]["code"] == got["listed"][0] == code
    assert (got["timeline"][0], got["timeline"][-1]) == ("filed", "accepted")
    assert got["due"].startswith("2026-11-23T17:30:00")
    assert got["refused"] == "/problems/idempotency-key-missing"
    assert world.sql("intake", "SELECT status FROM dossier WHERE code = :c", c=code)[0][0] == 2
