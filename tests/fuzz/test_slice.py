"""A thin slice of the fuzzing in every run: a 5xx, or what no document tells, breaks the build.

The same requests each time, but for ids that the databases give. The whole is `test_documents.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz.campaign import fuzz
from tests.fuzz.place import TARGETS, Target, served

SEED = 20261123
EXAMPLES = {"gateway": 2, "intake": 1, "routing": 1, "notification": 2, "reporting": 2}
# One at least of every operation: the documents' own examples, and requests by chance.
PHASES = ("examples", "fuzzing")
LEAST_CASES = {"gateway": 85, "intake": 50, "routing": 25, "notification": 10, "reporting": 10}


@pytest.fixture(scope="module")
def targets() -> Iterator[dict[str, Target]]:
    """Serve the gateway and all services on one set of databases."""
    with served(*TARGETS) as found:
        yield {target.name: target for target in found}


@pytest.mark.parametrize("name", TARGETS)
def test_a_slice_of_every_document_holds(
    name: str, targets: dict[str, Target], tmp_path: Path
) -> None:
    """No 5xx, no status, header, media type or body that the document does not have."""
    outcome = fuzz(targets[name], tmp_path, examples=EXAMPLES[name], seed=SEED, phases=PHASES)
    print(f"\n{name}: {outcome.cases} cases, seed {SEED}")  # noqa: T201 -- the figure

    assert outcome.clean, outcome.said[-20000:]
    assert outcome.cases >= LEAST_CASES[name]
