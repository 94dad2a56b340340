"""Where the set-up keeps its things.

`.local/` of the checkout holds what every set-up of it shares (tools, unpacked packages). The
state folder (the same `.local/`, or MOTCUA_STATE_DIR) holds one running suite: settings, logs,
keys, server data. As root the servers run as an unprivileged account; when that account cannot
reach the checkout, or its path has spaces or accents in it, their programs and data stand in a
folder of /var/tmp instead.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.setup.console import SetupError

MAX_SOCKET_PATH = 100
SERVER_ACCOUNTS = ("postgres", "nobody")
# RabbitMQ's scripts take a space for the end of a word; its log breaks on accents.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./+@%,:=-]+")
_NO_SETTING = re.compile(r"['\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The unprivileged account that the servers run under when root sets them up."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders and files of one set-up; all paths absolute."""

    root: Path
    shared: Path
    state: Path
    packages: Path
    servers: Path
    account: Account | None

    @property
    def venv(self) -> Path:
        """The virtual environment with the locked dependencies."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The interpreter of that environment."""
        return self.venv / "bin" / "python"

    @property
    def env_file(self) -> Path:
        """KEY=VALUE lines given to every process; holds secrets."""
        return self.state / "env"

    @property
    def logs(self) -> Path:
        """One log file a process."""
        return self.state / "log"

    @property
    def launcher(self) -> Path:
        """The command line `motcua` with this set-up's settings."""
        return self.state / "bin" / "motcua"

    @property
    def supervisor_conf(self) -> Path:
        """What supervisord was started with."""
        return self.state / "supervisord.conf"

    @property
    def supervisor_pid(self) -> Path:
        """Where supervisord writes its process id."""
        return self.state / "supervisord.pid"

    @property
    def supervisor_socket(self) -> Path:
        """Unix socket of supervisord; in /tmp when the state folder lies too deep for one."""
        path = self.state / "supervisor.sock"
        if len(str(path)) <= MAX_SOCKET_PATH:
            return path
        return Path(tempfile.gettempdir()) / f"motcua-{_digest(self.state)}.sock"


def find_places(root: Path, *, state: Path | None = None) -> Places:
    """Work out every place for the checkout at `root`; creates nothing.

    The state folder is `state`, else MOTCUA_STATE_DIR (seen from the checkout), else `.local`.
    SetupError when a path cannot stand among the settings.
    """
    shared = root / ".local"
    given = os.environ.get("MOTCUA_STATE_DIR")
    state = state or ((root / given).resolve() if given else shared)
    _refuse_quotes(root, state)
    account = server_account() if os.geteuid() == 0 else None
    hidden = account is not None and not _reachable(state, shared)
    outside = hidden or not _PLAIN_PATH.fullmatch(f"{state}{shared}")
    return Places(
        root=root,
        shared=shared,
        state=state,
        packages=_outside(shared) / "packages" if outside else shared / "packages",
        servers=_outside(state) if outside else state / "servers",
        account=account,
    )


def _refuse_quotes(*paths: Path) -> None:
    for path in paths:
        if _NO_SETTING.search(str(path)):
            raise SetupError(
                f"The name of the folder {path} has a quote or a line break in it.",
                "Move or rename it, then run the command again.",
            )


def server_account() -> Account:
    """Return the existing unprivileged account for the servers; SetupError when there is none."""
    for name in SERVER_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise SetupError(
        "PostgreSQL refuses to run as root and there is no account 'postgres' or 'nobody'.",
        "Run the command as an ordinary user.",
    )


def make_folder(path: Path, *, mode: int = 0o755) -> Path:
    """Make a folder with its parents, whatever the umask, and return it."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        folder.chmod(0o755)
    if missing:
        path.chmod(mode)
    return path


def make_server_folder(places: Places, path: Path, *, mode: int = 0o700) -> Path:
    """Make a folder that belongs to the servers' account."""
    _guard_outside(places)
    make_folder(path, mode=mode)
    if places.account is not None:
        os.chown(path, places.account.uid, places.account.gid)
    return path


def _guard_outside(places: Places) -> None:
    # /var/tmp is open to all: a folder of ours that somebody else made beforehand is refused.
    for base in {places.servers, places.packages.parent}:
        if base.parent != Path("/var/tmp"):  # noqa: S108 - owner and mode are checked here
            continue
        make_folder(base)
        facts = base.lstat()
        if facts.st_uid != os.geteuid() or not stat.S_ISDIR(facts.st_mode):
            raise SetupError(
                f"{base} belongs to somebody else.",
                "Remove it, or move the checkout to a folder every account can read.",
            )


def _outside(path: Path) -> Path:
    return Path("/var/tmp") / f"motcua-{_digest(path)}"  # noqa: S108 - see _guard_outside


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _reachable(*paths: Path) -> bool:
    """Tell whether every existing folder above these paths may be entered by anybody."""
    folders = {folder for path in paths for folder in (path, *path.parents)}
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders if folder.exists())
