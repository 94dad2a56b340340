"""What `audit verify` says of the trail, and how master keys are added and promoted."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from chassis.key_file import read_key_file
from deploy.audit import json_of, text_of
from deploy.keys import keys, make_keys
from services.intake.registry.domain.trail import Chain, TrailFault

CODE = "H56.14797-261123-0001"
FAULTS = [
    TrailFault(dossier=CODE, chain=Chain.TIMELINE, row=7, found="row gone", wanted="a row"),
    TrailFault(dossier=CODE, chain=Chain.ACCESSES, row=None, found="no end", wanted="end 2"),
]


def test_a_whole_trail_is_said_in_one_line() -> None:
    """With how many ends of past days it was held against."""
    assert text_of([], 8, None) == (
        "The trail of every dossier is whole, also held against 8 ends of past days kept by"
        " reporting."
    )


def test_every_fault_names_dossier_chain_and_row() -> None:
    """An end that is missing has no row; programs get the same as JSON."""
    text = text_of(FAULTS, 0, CODE)
    document = json.loads(json_of(FAULTS, 0))

    assert f"The trail of {CODE} does not fit: 2 faults" in text
    assert [line.split()[1:3] for line in text.splitlines() if line.startswith(CODE)] == [
        ["timeline", "7"],
        ["accesses", "end"],
    ]
    assert [item["row"] for item in document["faults"]] == [7, None]


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(keys, [*arguments, "--dir", str(folder)])
    return result.exit_code, result.output


def test_a_key_is_added_then_promoted(tmp_path: Path) -> None:
    """One file a service; what cannot be done is refused and changes nothing."""
    make_keys(tmp_path, with_issuer=False)

    assert run(tmp_path, "add", "intake", "k2") == (0, "")
    assert run(tmp_path, "list", "intake") == (0, "k1 (current)\nk2\n")
    assert run(tmp_path, "promote", "intake", "k2") == (0, "")
    assert run(tmp_path, "list", "intake") == (0, "k1\nk2 (current)\n")
    assert run(tmp_path, "add", "intake", "k2")[0] == 1
    assert run(tmp_path, "promote", "intake", "k3")[0] == 1
    assert read_key_file(tmp_path / "intake.master.json").current == "k2"
    assert read_key_file(tmp_path / "notification.master.json").current == "k1"


def test_an_older_file_is_completed_by_the_set_up(tmp_path: Path) -> None:
    """What was derived while it lacked them is written down, so that it stays."""
    make_keys(tmp_path, with_issuer=False)
    file = tmp_path / "intake.master.json"
    document = json.loads(file.read_text())
    file.write_text(json.dumps({"current": "k1", "keys": document["keys"]}))
    before = read_key_file(file)

    assert make_keys(tmp_path, with_issuer=False) == ["intake.master.json"]
    after = read_key_file(file)
    assert after.complete
    assert (after.index, after.derivation) == (before.index, before.derivation)
