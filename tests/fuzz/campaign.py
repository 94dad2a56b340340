"""One run of the fuzzer against one API, and what it found."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.environment import ensure_fuzzer
from tests.fuzz.place import Target

HERE = Path(__file__).parent
_TRIED = re.compile(r"(\d[\d,]*) generated")
PHASES = ("examples", "coverage", "fuzzing", "stateful")
"""What a whole run does: the document's examples, its borders one by one, chance, links."""

_KNOWN_OFTEN = 0.7
"""How often a parameter is something that there is."""

_CHECKS = """
# What a schema cannot say is 422 as well: a procedure nobody knows, an id number that is none,
# papers that lack. A version that is old is 412; who tries too many secrets and codes gets 429.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "412", "422", "429"]

# A write that does not say its version is 428 (RFC 6585 section 3): the fuzzer does not know it.
[checks.missing_required_header]
expected-statuses = ["400", "401", "403", "428"]

# A version that is old is told before the body is looked into (RFC 9110 section 13.2).
[checks.negative_data_rejection]
expected-statuses = [
    "400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428", "429",
]
"""

_OPERATIONS = """
# A token that is none of the provider's is 400 by section 2.6 of Back-Channel Logout.
[[operations]]
include-path-regex = "/logout/backchannel"
[operations.checks.positive_data_acceptance]
expected-statuses = ["200", "400"]

# Whatever comes is a mail; one that reports nothing is ignored.
[[operations]]
include-path-regex = "/mail/bounces$"
[operations.checks.negative_data_rejection]
expected-statuses = ["200", "400", "401", "404", "405", "413", "415"]

# Whoever has the tag of what is there, or any (`*`), is told so (RFC 9110 section 13.1.2).
[[operations]]
include-path-regex = "^/(worklist/counters|agencies|catalogue/coverage|inbox|inbox/[^/]+)$"
[operations.checks.positive_data_acceptance]
expected-statuses = ["200", "304", "401", "403", "404", "422", "429"]

[[operations]]
include-path-regex = "^/(calendars/[^/]+|procedures|procedures/[^/]+|procedures/[^/]+/form)$"
[operations.checks.positive_data_acceptance]
expected-statuses = ["200", "304", "401", "403", "404", "422", "429"]

# A draft is there for its owner alone, and each request has a caller of its own.
[[operations]]
include-path-regex = "^/drafts"
[operations.checks.ensure_resource_availability]
enabled = false
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many cases were tried, whether all was well, and what the fuzzer says of it."""

    cases: int
    clean: bool
    said: str


def fuzz(
    target: Target, folder: Path, *, examples: int, seed: int, phases: Sequence[str] = PHASES
) -> Outcome:
    """Try every operation of the document, `examples` times each, with every built-in check."""
    tokens, settings = folder / "tokens.json", folder / "schemathesis.toml"
    tokens.write_text(json.dumps(target.tokens))
    settings.write_text(_settings(target))
    environment = os.environ | {
        "MOTCUA_FUZZ_TOKENS": str(tokens),
        "MOTCUA_FUZZ_TARGET": target.name,
        "PYTHONPATH": str(HERE),
    }
    done = subprocess.run(  # noqa: S603 -- our own command
        [
            str(ensure_fuzzer()),
            *("--config-file", str(settings), "run", f"{target.url}/openapi.json"),
            *("--url", target.base, "--checks", "all", "--continue-on-failure", "--no-color"),
            *("--seed", str(seed), "--max-examples", str(examples)),
            *("--phases", ",".join(phases)),
            *("--generation-database", "none", "--suppress-health-check", "all"),
        ],
        cwd=folder,
        env=environment | {"SCHEMATHESIS_HOOKS": "hooks"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    (folder / "said.txt").write_text(said)
    tried = _TRIED.search(said)
    cases = int(tried[1].replace(",", "")) if tried else 0
    return Outcome(cases=cases, clean=done.returncode == 0, said=said)


def _settings(target: Target) -> str:
    words, used = [_CHECKS], []
    for path, known in target.values.items():
        used.append(f'[[operations]]\ninclude-path-regex = "{path}"' if path else "")
        used.append("[operations.parameters]" if path else "[parameters]")
        for parameter, values in known.items():
            name = f"known-{len(words)}"
            words.append(f"[dictionaries.{name}]\nvalues = {json.dumps(values)}")
            chance = f"probability = {_KNOWN_OFTEN}"
            used.append(f'"{parameter}" = {{ dictionary = "{name}", {chance} }}')
    return "\n".join([*words, *used, _OPERATIONS])
