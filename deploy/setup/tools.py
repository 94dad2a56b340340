"""uv and the locked dependencies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.setup.console import SetupError, Step
from deploy.setup.packages import last_line, open_apt, unpack
from deploy.setup.places import Places, make_folder

UV_VERSION = "0.13.9"
OLDEST_UV = (0, 8)
OLDEST_PYTHON = (3, 11)


def provide_uv(places: Places, step: Step) -> Path:
    """Return a usable uv: of the PATH, fetched before, or fetched now by pip."""
    own = places.shared / "tools" / "bin" / "uv"
    for candidate, where in ((shutil.which("uv"), "on the PATH"), (str(own), "fetched before")):
        if candidate and _is_usable(Path(candidate)):
            step.note = where
            return Path(candidate)
    target = make_folder(places.shared / "tools")
    if _works([sys.executable, "-m", "pip", "--version"]):
        step.note = f"{UV_VERSION}, fetched by pip"
        pip = [sys.executable, "-m", "pip"]
    else:
        step.note = f"{UV_VERSION}, fetched by pip out of its Debian package"
        pip = [sys.executable, str(_pip_wheel(places) / "pip")]
    answer = _run(
        [*pip, "install", "-q", "--target", str(target), "--upgrade", f"uv=={UV_VERSION}"]
    )
    if answer.returncode != 0 or not _is_usable(own):
        raise SetupError(
            f"uv could not be fetched: {last_line(answer.stdout)}",
            "Check the network and pip's index, or put uv on the PATH.",
        )
    return own


def sync_dependencies(places: Places, uv: Path, step: Step) -> None:
    """Bring `.venv` to exactly what uv.lock says."""
    environ = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(places.venv)}
    environ.pop("VIRTUAL_ENV", None)
    home = Path(os.environ.get("HOME", "/nonexistent"))
    if "UV_CACHE_DIR" not in environ and not os.access(home, os.W_OK):
        environ["UV_CACHE_DIR"] = str(places.shared / "uv-cache")
    # an environment made with another interpreter is kept: running processes hold it
    python = places.python if _works_at(places.python) else Path(sys.executable)
    command = [str(uv), "sync", "--frozen", "--no-progress", "--python", str(python)]
    answer = _run(command, cwd=places.root, env=environ)
    if answer.returncode != 0:
        raise SetupError(
            f"the dependencies could not be fetched: {last_line(answer.stdout)}",
            "Check the network and the Python package index, then run the command again.",
        )
    changed = len(re.findall(r"^ \+ ", answer.stdout, flags=re.MULTILINE))
    step.note = f"{changed} packages fetched" if changed else "as locked"


def _pip_wheel(places: Places) -> Path:
    folder = places.shared / "pip"
    wheels = list(folder.glob("usr/share/python-wheels/pip-*.whl"))
    if not wheels:
        apt = open_apt(places, product="pip", remedy="Install pip, or put uv on the PATH.")
        archives = apt.download(["python3-pip-whl"], places.shared / "apt" / "pip")
        unpack(archives, folder)
        wheels = list(folder.glob("usr/share/python-wheels/pip-*.whl"))
    return wheels[0]


def _is_usable(uv: Path) -> bool:
    try:
        answer = _run([str(uv), "--version"])
    except OSError:
        return False
    found = re.search(r"(\d+)\.(\d+)", answer.stdout)
    return found is not None and (int(found[1]), int(found[2])) >= OLDEST_UV


def _works_at(python: Path) -> bool:
    check = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return python.exists() and _works([str(python), "-c", check])


def _works(command: list[str]) -> bool:
    return _run(command).returncode == 0


def _run(
    command: list[str], *, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
