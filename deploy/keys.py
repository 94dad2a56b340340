"""`motcua keys`: signing keys, the key set that trusts them, master keys, issuer's key."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
from joserfc.jwk import ECKey, OKPKey

from chassis.key_file import (
    KeyDocument,
    KeyFileError,
    new_key_document,
    read_key_file,
    write_for_owner,
    write_key_file,
)
from deploy.setup.environment import PARTS

_FOLDER = click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the keys lie; else beside MOTCUA_TRUSTED_KEYS_FILE, else .local/keys.",
)
_PART = click.argument("part", type=click.Choice(PARTS))


@click.group()
def keys() -> None:
    """Make the keys of a set-up."""


@keys.command()
@_FOLDER
def init(folder: Path | None) -> None:
    """Make every key that is missing; keys that exist are kept."""
    folder = folder or _default_folder()
    one_box = os.environ.get("MOTCUA_ENVIRONMENT") != "production"
    made = make_keys(folder, with_issuer=one_box)
    click.echo(f"{folder}: {len(made)} made{': ' if made else ''}{', '.join(made)}")


@keys.command()
@_PART
@click.argument("key_id")
@_FOLDER
def add(part: str, key_id: str, folder: Path | None) -> None:
    """Add a master key to the file of PART; nothing is sealed with it before `promote`.

    Every process of PART must have read it (start them again) before it is promoted.
    """
    _change(part, folder, lambda document: document.added(key_id))


@keys.command()
@_PART
@click.argument("key_id")
@_FOLDER
def promote(part: str, key_id: str, folder: Path | None) -> None:
    """Let KEY_ID seal from now on; then start the processes again and run `rotate-keys`."""
    _change(part, folder, lambda document: document.promoted(key_id))


@keys.command("list")
@_PART
@_FOLDER
def list_(part: str, folder: Path | None) -> None:
    """Name the master keys of PART."""
    document = read_key_file(_master(part, folder))
    for key_id in document.keys:
        click.echo(f"{key_id} (current)" if key_id == document.current else key_id)


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
        made += _make_master(folder / f"{part}.master.json")
    if with_issuer:
        made += _make(folder / "issuer.private.json", _issuer_key)
    return made + _write_key_set(folder)


def _change(part: str, folder: Path | None, change: Callable[[KeyDocument], KeyDocument]) -> None:
    path = _master(part, folder)
    try:
        write_key_file(path, change(read_key_file(path)))
    except KeyFileError as error:
        raise click.ClickException(str(error)) from error


def _master(part: str, folder: Path | None) -> Path:
    return (folder or _default_folder()) / f"{part}.master.json"


def _make_master(path: Path) -> list[str]:
    """Write a key file, or into an older one the keys that were derived while it lacked them."""
    document = read_key_file(path) if path.exists() else new_key_document()
    if path.exists() and document.complete:
        return []
    write_key_file(path, document)
    return [path.name]


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
    write_for_owner(path, content())
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
    write_for_owner(path, text)
    return [path.name]
