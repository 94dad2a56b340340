"""The fuzzer's environment, made of `requirements.txt` beside the project's own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
REQUIREMENTS = Path(__file__).parent / "requirements.txt"
FOLDER = ROOT / ".local" / "fuzz-venv"
_UV = ROOT / ".local" / "tools" / "bin" / "uv"


def ensure_fuzzer() -> Path:
    """Return the fuzzer's command; its environment is made when it is missing or old.

    Raises `subprocess.CalledProcessError` when a package cannot be had.
    """
    bin_ = FOLDER / "bin"
    stamp = FOLDER / "made-of"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        uv = str(_UV) if _UV.exists() else "uv"
        _run(uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(FOLDER))
        python = str(bin_ / "python")
        _run(uv, "pip", "install", "--quiet", "--python", python, "-r", str(REQUIREMENTS))
        stamp.write_text(wanted, encoding="ascii")
    return bin_ / "schemathesis"


def _run(*command: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    subprocess.run(command, check=True, env=kept)  # noqa: S603 -- our own commands
