"""The exported processes and readers that are not ours: the schema of OMG, and `bpmn-moddle`.

Run it by name: `python3 deploy/dev.py test tests/interop/test_bpmn.py`. `bpmn-moddle` reads for
bpmn-js and what is built on it, and brings the schema files along; both are fetched once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from services.intake.catalogue.api.bpmn import bpmn_document
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.domain.charting import chart_of
from tests.interop.environment import ROOT, ensure_node
from tests.unit.intake.catalogue.drawn import drawn

READER = Path(__file__).parent / "bpmn"
FOLDER = ROOT / ".local" / "interop-bpmn"
SCHEMA = FOLDER / "node_modules" / "bpmn-moddle" / "resources" / "bpmn" / "xsd" / "BPMN20.xsd"


@pytest.fixture(scope="module")
def node() -> Path:
    wanted = (READER / "requirements.txt").read_text(encoding="ascii").split()
    return ensure_node(READER, FOLDER, *wanted)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every shipped procedure, exported."""
    folder = tmp_path_factory.mktemp("bpmn")
    package = read_package(ROOT / "catalogue").package
    for procedure, _ in package.procedures:
        document = bpmn_document(chart_of(procedure, package.agencies))
        (folder / f"{procedure.code}.bpmn").write_bytes(document)
    return sorted(folder.iterdir())


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("node")
def test_every_file_follows_the_schema_of_omg(files: list[Path]) -> None:
    """Elements, their order, attributes and references between ids."""
    validate = FOLDER / "venv" / "bin" / "xmlschema-validate"
    command: list[str | Path] = [validate, "--schema", SCHEMA, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- our own

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("is valid") == len(files)


@pytest.mark.timeout(300)
def test_another_reader_understands_and_draws_all_of_it(node: Path, files: list[Path]) -> None:
    """Not one warning, every task found, every shape and edge of something."""
    script = shutil.copy(READER / "read.mjs", FOLDER / "read.mjs")
    command = [node, script, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- our own
    told: dict[str, Any] = json.loads(done.stdout)

    for file in files:
        read, ours = told[str(file)], drawn(file.read_bytes())
        assert read["warnings"] == []
        assert read["drawn"] == read["shapes"] == len(ours.shapes) + len(ours.edges)
        assert {f"bpmn:{kind[0].upper()}{kind[1:]}" for kind in ours.kinds()} <= set(read["kinds"])
        assert read["kinds"]["bpmn:SequenceFlow"] == len(ours.flows)
