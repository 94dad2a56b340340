"""A client that a generator which is not ours makes of the public document, in its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.interop.environment import ROOT

CLIENT = Path(__file__).parent / "client"
FOLDER = ROOT / ".local" / "interop-client"
_UV = ROOT / ".local" / "tools" / "bin" / "uv"


def ensure_generator() -> Path:
    """Return the folder of the generator's programs, made when it is missing or old.

    Raises `subprocess.CalledProcessError` when a package cannot be had.
    """
    bin_ = FOLDER / "bin"
    stamp, wanted = FOLDER / "made-of", (CLIENT / "requirements.txt").read_text(encoding="ascii")
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        uv = str(_UV) if _UV.exists() else "uv"
        _run(uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, FOLDER)
        python, listed = bin_ / "python", CLIENT / "requirements.txt"
        _run(uv, "pip", "install", "--quiet", "--python", python, "-r", listed)
        stamp.write_text(wanted, encoding="ascii")
    return bin_


def generate(document: Mapping[str, Any], folder: Path) -> str:
    """Make the package `motcua_client` in `folder`; return what the generator says of it."""
    written = folder / "openapi.json"
    written.write_text(json.dumps(document), encoding="utf-8")
    command = ensure_generator() / "openapi-python-client"
    package = folder / "motcua_client"
    return _run(
        *(command, "generate", "--path", written, "--output-path", package),
        *("--meta", "none", "--fail-on-warning"),
    )


def run_client(folder: Path, *arguments: str) -> dict[str, Any]:
    """Run `client/file_and_read.py` with the package of `folder`; return what it prints."""
    script = CLIENT / "file_and_read.py"
    said = _run(ensure_generator() / "python", script, *arguments, PYTHONPATH=str(folder))
    read: dict[str, Any] = json.loads(said)
    return read


def _run(*command: str | Path, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    path = f"{FOLDER / 'bin'}{os.pathsep}{kept.get('PATH', '')}"
    done = subprocess.run(  # noqa: S603 -- our own commands
        [str(part) for part in command],
        check=False,
        env=kept | {"PATH": path} | environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()
    return done.stdout
