"""Keys are made once, fit together, and are for their owner's eyes only."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from chassis.auth import TokenSigner, TokenVerifier
from chassis.clock import machine_clock
from chassis.crypto import KeyRing, new_data_key
from deploy.keys import make_keys
from deploy.setup.environment import PARTS


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """Keys in use must survive every set-up."""
    assert len(make_keys(tmp_path, with_issuer=True)) == 12
    before = contents(tmp_path)

    assert make_keys(tmp_path, with_issuer=True) == []
    assert contents(tmp_path) == before


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    """Mode 0600, from the moment a file exists; the folder 0700."""
    folder = tmp_path / "keys"
    make_keys(folder, with_issuer=True)

    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("part", PARTS)
def test_what_one_signs_all_others_verify(part: str, tmp_path: Path) -> None:
    """The key set has the public half of every deployable, and nothing private."""
    make_keys(tmp_path, with_issuer=False)
    public = tmp_path / "services.public.json"
    signer = TokenSigner.from_file(part, tmp_path / f"{part}.private.json", machine_clock)
    verifier = TokenVerifier.from_file("intake", public, machine_clock)

    assert verifier.verify(signer.issue("intake")).service == part
    assert all("d" not in key for key in json.loads(public.read_text())["keys"])


def test_a_replaced_key_enters_the_key_set(tmp_path: Path) -> None:
    """Deleting a private key and running again is how one is rotated by hand."""
    make_keys(tmp_path, with_issuer=False)
    (tmp_path / "intake.private.json").unlink()

    assert make_keys(tmp_path, with_issuer=False) == [
        "intake.private.json",
        "services.public.json",
    ]
    new = OKPKey.import_key(json.loads((tmp_path / "intake.private.json").read_text()))
    published = json.loads((tmp_path / "services.public.json").read_text())["keys"]
    assert new.as_dict(private=False)["x"] in {key["x"] for key in published}


def test_a_master_key_wraps(tmp_path: Path) -> None:
    """The file is a key ring as the seals read it."""
    make_keys(tmp_path, with_issuer=False)
    ring = KeyRing.from_file(tmp_path / "intake.master.json")
    key = new_data_key()

    assert ring.unwrap(ring.wrap(key, context="t/1"), context="t/1") == key


def test_production_gets_no_issuer_key(tmp_path: Path) -> None:
    """There the province's own provider signs."""
    make_keys(tmp_path, with_issuer=False)

    assert not (tmp_path / "issuer.private.json").exists()
