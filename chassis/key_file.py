"""The file of master keys: JSON outside the database, several keys, one of them current.

`{"current": "k2", "keys": {"k1": …, "k2": …}, "index": …, "derivation": …}`, each key base64 of
32 bytes. Keys come and go in four steps, so that no process ever meets a key it does not know:
`added`, then `promoted`, then everything is sealed anew, then `dropped`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from chassis.settings import SettingsError

KEY_BYTES = 32
_FORMER_INDEX = b"motcua blind index"


class KeyFileError(SettingsError):
    """The key file cannot be used, or the change asked for would lose something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDocument:
    """What stands in a key file. `complete`: nothing had to be derived to read it."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)
    derivation: bytes = field(repr=False)
    complete: bool = True

    def to_text(self) -> str:
        """Return the document as it stands in the file."""
        keys = {key_id: _written(key) for key_id, key in self.keys.items()}
        others = {"index": _written(self.index), "derivation": _written(self.derivation)}
        return json.dumps({"current": self.current, "keys": keys, **others})

    def added(self, key_id: str) -> KeyDocument:
        """Return it with one more master key, which does not seal yet; raises `KeyFileError`."""
        if key_id in self.keys or not key_id.isalnum():
            raise KeyFileError(f"{key_id}: taken, or not letters and digits")
        return replace(self, keys={**self.keys, key_id: os.urandom(KEY_BYTES)})

    def promoted(self, key_id: str) -> KeyDocument:
        """Return it with another current key; raises `KeyFileError`."""
        if key_id not in self.keys:
            raise KeyFileError(f"{key_id}: no such key")
        return replace(self, current=key_id)

    def dropped(self, key_id: str) -> KeyDocument:
        """Return it without a key that seals no more; raises `KeyFileError`."""
        if key_id == self.current or key_id not in self.keys:
            raise KeyFileError(f"{key_id}: current, or no such key")
        kept = {name: key for name, key in self.keys.items() if name != key_id}
        return replace(self, keys=kept)


def new_key_document() -> KeyDocument:
    """Return a fresh document with one master key."""
    return KeyDocument(
        current="k1",
        keys={"k1": os.urandom(KEY_BYTES)},
        index=os.urandom(KEY_BYTES),
        derivation=os.urandom(KEY_BYTES),
    )


def read_key_file(path: Path) -> KeyDocument:
    """Read a key file; raises `KeyFileError`, which never shows a key.

    Files written before there were keys of indexes and derived secrets have these derived from
    the current key; `motcua keys init` writes them down, which must happen before it changes.
    """
    try:
        document = json.loads(path.read_text())
        keys = {key_id: _read(key) for key_id, key in document["keys"].items()}
        current = keys[document["current"]]
        index = hmac.digest(current, _FORMER_INDEX, hashlib.sha256)
        return KeyDocument(
            current=document["current"],
            keys=keys,
            index=_read(document["index"]) if "index" in document else index,
            derivation=_read(document["derivation"]) if "derivation" in document else current,
            complete="index" in document and "derivation" in document,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(f"{path}: not a file of keys ({type(error).__name__})") from None


def write_key_file(path: Path, document: KeyDocument) -> None:
    """Write the file whole or not at all, readable by its owner alone."""
    write_for_owner(path, document.to_text())


def write_for_owner(path: Path, text: str) -> None:
    """Write a file whole or not at all, never readable by others."""
    draft = path.with_name(path.name + ".part")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _written(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _read(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("not a key")
    return key
