"""The private PostgreSQL: its programs, its cluster, how it is started."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.setup.console import SetupError, Step
from deploy.setup.packages import Apt, last_line, library_path, open_apt, unpack
from deploy.setup.places import Places, make_folder, make_server_folder

PACKAGES = r"postgresql.*"
OLDEST = 14
INSTALLED = "usr/lib/postgresql/*/bin"
TEMPLATES = Path(__file__).resolve().parent.parent / "postgres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """The programs of one PostgreSQL and where their libraries lie (empty: the system's)."""

    binaries: Path
    libraries: str

    @property
    def version(self) -> str:
        """The major version, from the folder's name."""
        return self.binaries.parent.name

    def environ(self) -> dict[str, str]:
        """Environment for its programs."""
        plain = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
        return {**plain, "LD_LIBRARY_PATH": self.libraries} if self.libraries else plain


def provide_postgres(places: Places, step: Step) -> Postgres:
    """Return installed programs, or those unpacked before, or fetch and unpack them."""
    if not os.environ.get("MOTCUA_IGNORE_INSTALLED"):
        installed = _newest(Path("/"))
        if installed is not None:
            step.note = f"{installed.parent.name}, installed on this machine"
            return Postgres(binaries=installed, libraries="")
    target = places.packages / "postgres"
    if _newest(target) is None:
        _fetch(places, target)
        step.note = "fetched and unpacked"
    else:
        step.note = "unpacked before"
    binaries = _newest(target)
    if binaries is None:
        raise SetupError("The PostgreSQL packages hold no programs.", "Run clean, then again.")
    step.note = f"{binaries.parent.name}, {step.note}"
    return Postgres(binaries=binaries, libraries=library_path(target))


def create_cluster(places: Places, postgres: Postgres, url: str, step: Step) -> bool:
    """Make the cluster of this set-up once; True when it is new."""
    data = places.servers / "postgres"
    if (data / "PG_VERSION").exists():
        step.note = "there already"
        return False
    draft = make_server_folder(places, places.servers / "postgres.part")
    shutil.rmtree(draft)
    make_server_folder(places, draft)
    secret = make_server_folder(places, places.servers / "secret") / "password"
    secret.write_text(urlsplit(url).password or "", encoding="utf-8")
    if places.account is not None:
        os.chown(secret, places.account.uid, places.account.gid)
    _initdb(places, postgres, draft, secret)
    shutil.rmtree(secret.parent)
    if data.exists():
        shutil.rmtree(data)
    draft.rename(data)
    step.note = f"version {postgres.version}, C.UTF-8, passwords by SCRAM"
    return True


def write_settings(places: Places, port: int) -> None:
    """Write the settings and the access rules into the cluster."""
    data = places.servers / "postgres"
    template = (TEMPLATES / "motcua.conf.template").read_text(encoding="utf-8")
    (data / "motcua.conf").write_text(template.format(port=port), encoding="utf-8")
    (data / "motcua.conf").chmod(0o644)
    shutil.copyfile(TEMPLATES / "pg_hba.conf", data / "pg_hba.conf")
    main = data / "postgresql.conf"
    line = "include 'motcua.conf'"
    text = main.read_text(encoding="utf-8")
    if line not in text:
        main.write_text(f"{text}\n{line}\n", encoding="utf-8")


def start_script(places: Places, postgres: Postgres) -> str:
    """Return the shell script that becomes the server process."""
    data = places.servers / "postgres"
    command = shlex.join([str(postgres.binaries / "postgres"), "-D", str(data)])
    exports = "".join(
        f"export {key}={shlex.quote(value)}\n" for key, value in postgres.environ().items()
    )
    return f"#!/bin/sh\n{exports}exec {command}\n"


def is_ready(postgres: Postgres, port: int) -> bool:
    """Ask the server whether it takes connections."""
    answer = subprocess.run(
        [str(postgres.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)],
        env=postgres.environ(),
        check=False,
    )
    return answer.returncode == 0


def _initdb(places: Places, postgres: Postgres, data: Path, secret: Path) -> None:
    command = [str(postgres.binaries / "initdb"), "-D", str(data), "-U", "postgres"]
    command += ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", f"--pwfile={secret}"]
    account = places.account
    answer = subprocess.run(
        command,
        cwd="/",
        env=postgres.environ(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if answer.returncode != 0:
        raise SetupError(
            f"PostgreSQL could not make its data folder: {last_line(answer.stdout)}",
            "Set MOTCUA_POSTGRES_URL to a server of your own, or install postgresql.",
        )


def _fetch(places: Places, target: Path) -> None:
    remedy = "Install PostgreSQL 14 or later, or set MOTCUA_POSTGRES_URL."
    apt = open_apt(places, product="PostgreSQL", remedy=remedy, without=PACKAGES)
    servers = _servers(apt)
    if not servers:
        raise SetupError("The package mirror offers no PostgreSQL.", remedy)
    server = servers[-1]
    needed = apt.missing(server)
    archives = apt.download(needed, places.shared / "apt" / "postgres")
    make_folder(target.parent)
    unpack(archives, target)


def _servers(apt: Apt) -> list[str]:
    names = apt.candidates(r"postgresql-\d+")
    return sorted(names, key=lambda name: int(name.rpartition("-")[2]))


def _newest(root: Path) -> Path | None:
    found = [folder for folder in root.glob(INSTALLED) if (folder / "initdb").exists()]
    numbers = {folder: int(re.sub(r"\D", "", folder.parent.name) or 0) for folder in found}
    usable = [folder for folder in found if numbers[folder] >= OLDEST]
    return max(usable, key=lambda folder: numbers[folder], default=None)
