"""The environment of the peers, made of `peers/requirements.txt` beside the project's own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUIREMENTS = Path(__file__).parent / "peers" / "requirements.txt"
FOLDER = ROOT / ".local" / "benchmarks-venv"
_UV = ROOT / ".local" / "tools" / "bin" / "uv"


def ensure_python() -> Path:
    """Return the interpreter of the peers' environment, which is made when it is missing or old.

    Raises `subprocess.CalledProcessError` when a package cannot be had.
    """
    python = FOLDER / "bin" / "python"
    stamp = FOLDER / "made-of"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return python
    uv = str(_UV) if _UV.exists() else "uv"
    _run(uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(FOLDER))
    _run(uv, "pip", "install", "--quiet", "--python", str(python), "-r", str(REQUIREMENTS))
    stamp.write_text(wanted, encoding="ascii")
    return python


def _run(*command: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run(command, check=True, env=kept)  # noqa: S603 -- our own commands
