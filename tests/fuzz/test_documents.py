"""What the documents say is what the gateway and the services do, whatever is sent.

Run it by name: `python3 deploy/dev.py test tests/fuzz`. It fetches the fuzzer once.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzz.campaign import fuzz
from tests.fuzz.place import TARGETS, served

LEAST_CASES = 2000
SEED = int(os.environ.get("MOTCUA_FUZZ_SEED", "20261123"))
# Cases of each operation; they differ in how many operations they have.
EXAMPLES = {"gateway": 12, "intake": 12, "routing": 30, "notification": 120, "reporting": 120}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", TARGETS)
def test_nothing_breaks_and_nothing_is_undocumented(
    name: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """No 5xx, no status, header, media type or body that the document does not have."""
    with served(name) as (target,):
        outcome = fuzz(target, tmp_path, examples=EXAMPLES[name], seed=SEED)
    record_property("cases", outcome.cases)
    print(f"\n{name}: {outcome.cases} cases, seed {SEED}")  # noqa: T201 -- the figure

    assert outcome.clean, outcome.said[-20000:]
    assert outcome.cases >= LEAST_CASES
