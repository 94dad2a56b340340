"""`motcua keys init`: signing keys, the key set that trusts them, master keys, issuer's key."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from joserfc.jwk import ECKey, OKPKey

from chassis.crypto import new_key_ring_document
from deploy.setup.environment import PARTS

_OWNER_ONLY = 0o600


@click.group()
def keys() -> None:
    """Make the keys of a set-up."""


@keys.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the keys lie; else beside MOTCUA_TRUSTED_KEYS_FILE, else .local/keys.",
)
def init(folder: Path | None) -> None:
    """Make every key that is missing; keys that exist are kept."""
    folder = folder or _default_folder()
    one_box = os.environ.get("MOTCUA_ENVIRONMENT") != "production"
    made = make_keys(folder, with_issuer=one_box)
    click.echo(f"{folder}: {len(made)} made{': ' if made else ''}{', '.join(made)}")


def make_keys(folder: Path, *, with_issuer: bool) -> list[str]:
    """Make what is missing in `folder` and return the names of the files written.

    Per deployable `<name>.private.json` (an Ed25519 JWK, RFC 8037) and `<name>.master.json`;
    `services.public.json` is the key set (RFC 7517) of all public halves; `issuer.private.json`
    (P-256) signs demonstration tokens.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for part in PARTS:
        made += _make(folder / f"{part}.private.json", partial(_signing_key, part))
        made += _make(folder / f"{part}.master.json", new_key_ring_document)
    if with_issuer:
        made += _make(folder / "issuer.private.json", _issuer_key)
    return made + _write_key_set(folder)


def _default_folder() -> Path:
    trusted = os.environ.get("MOTCUA_TRUSTED_KEYS_FILE")
    return Path(trusted).parent if trusted else Path(".local/keys")


def _signing_key(part: str) -> str:
    key = OKPKey.generate_key("Ed25519", {"kid": part, "use": "sig", "alg": "Ed25519"})
    return json.dumps(key.as_dict(private=True))


def _issuer_key() -> str:
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    return json.dumps(key.as_dict(private=True))


def _make(path: Path, content: Callable[[], str]) -> list[str]:
    if path.exists():
        return []
    _write(path, content())
    return [path.name]


def _write_key_set(folder: Path) -> list[str]:
    """Write the public halves; again whenever a private key was replaced."""
    privates = (folder / f"{part}.private.json" for part in PARTS)
    publics = [
        OKPKey.import_key(json.loads(path.read_text())).as_dict(private=False) for path in privates
    ]
    text = json.dumps({"keys": publics})
    path = folder / "services.public.json"
    if path.exists() and path.read_text() == text:
        return []
    _write(path, text)
    return [path.name]


def _write(path: Path, text: str) -> None:
    """Write the file whole or not at all, never readable by others."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w") as file:
        file.write(text)
    draft.replace(path)
