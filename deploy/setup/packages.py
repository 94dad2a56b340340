"""Debian packages without installing them: fetched by apt, unpacked beside the checkout.

apt runs with lists and cache of its own and reads the machine's dpkg status, so that only what
is missing is fetched; nothing of the system is changed and no root is needed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.setup.console import SetupError
from deploy.setup.places import Places, make_folder

DPKG_STATUS = Path("/var/lib/dpkg/status")
NEVER = re.compile(
    r"^(libc6|libc-bin|libllvm.*|libz3-.*|perl|perl-modules.*|libperl.*|lib.*-perl|ssl-cert"
    r"|postgresql-common|postgresql-client-common|logrotate|adduser|debconf|ucf|cron.*"
    r"|lsb-base|init-system-helpers|systemd.*|openssl|netbase|sysvinit-utils|tzdata)$"
)
OFFLINE = "Check the network and the machine's package mirror, or name servers of your own."


@dataclass(frozen=True, slots=True, kw_only=True)
class Apt:
    """apt with its own lists and cache; `without` names packages to treat as not installed."""

    folder: Path
    without: str = ""

    def update(self) -> None:
        """Fetch the package lists; faults of single sources are left to the download."""
        for name in ("lists/partial", "cache/archives/partial"):
            make_folder(self.folder / name)
        self._write_status()
        answer = self._run("update")
        if not list((self.folder / "lists").glob("*_Packages*")):
            raise SetupError(f"apt got no package lists: {last_line(answer.stdout)}", OFFLINE)

    def missing(self, package: str) -> list[str]:
        """Return the packages apt would install for this one, without those nobody needs here."""
        answer = self._run("install", "-s", "--no-install-recommends", package)
        if answer.returncode != 0:
            raise SetupError(
                f"apt cannot provide {package}: {last_line(answer.stdout)}",
                OFFLINE,
            )
        return wanted(parse_simulation(answer.stdout))

    def candidates(self, pattern: str) -> list[str]:
        """Return the names of packages that match a regular expression."""
        answer = self._tool("apt-cache", "pkgnames")
        return sorted(name for name in answer.stdout.split() if re.fullmatch(pattern, name))

    def download(self, packages: Sequence[str], folder: Path) -> list[Path]:
        """Fetch the archives of these packages into `folder`; apt checks their signatures."""
        make_folder(folder)
        answer = self._run("download", *packages, cwd=folder)
        if answer.returncode != 0:
            raise SetupError(
                f"the package mirror did not deliver: {last_line(answer.stdout)}", OFFLINE
            )
        return sorted(folder.glob("*.deb"))

    def _run(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return self._tool("apt-get", "-q", *arguments, cwd=cwd)

    def _tool(
        self, tool: str, *arguments: str, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        options = {
            "Dir::State::Lists": self.folder / "lists",
            "Dir::State::Status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Debug::NoLocking": "true",
            "APT::Sandbox::User": "root",
            "Acquire::Languages": "none",
            "Acquire::Retries": "3",
        }
        flags = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
        return subprocess.run(
            [tool, *flags, *arguments],
            cwd=cwd,
            env={**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def _write_status(self) -> None:
        text = DPKG_STATUS.read_text(encoding="utf-8", errors="replace")
        (self.folder / "status").write_text(
            without_packages(text, self.without) if self.without else text, encoding="utf-8"
        )


def open_apt(places: Places, *, product: str, remedy: str, without: str = "") -> Apt:
    """Return a private apt with fresh lists; SetupError where there is none."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        what = f"{product} is not installed and this machine has no apt to fetch it with."
        raise SetupError(what, remedy)
    apt = Apt(folder=make_folder(places.shared / "apt"), without=without)
    apt.update()
    return apt


def unpack(archives: Iterable[Path], target: Path) -> None:
    """Unpack archives into `target`, which appears only when all of them are in."""
    draft = target.with_name(target.name + ".part")
    shutil.rmtree(draft, ignore_errors=True)
    make_folder(draft)
    for archive in archives:
        subprocess.run(["dpkg", "-x", str(archive), str(draft)], check=True)
    draft.chmod(0o755)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def parse_simulation(text: str) -> list[str]:
    """Return the package names of the `Inst` lines of `apt-get install -s`."""
    return re.findall(r"^Inst (\S+)", text, flags=re.MULTILINE)


def wanted(packages: Iterable[str]) -> list[str]:
    """Drop what an unpacked server has no use for: maintainer tools, the JIT, the C library."""
    return [name for name in packages if not NEVER.match(name.partition(":")[0])]


def without_packages(status: str, pattern: str) -> str:
    """Return a dpkg status text without the stanzas of packages whose name matches."""
    stanzas = status.split("\n\n")
    name = re.compile(rf"^Package: (?:{pattern})$", flags=re.MULTILINE)
    return "\n\n".join(stanza for stanza in stanzas if not name.search(stanza))


def library_path(target: Path) -> str:
    """Return LD_LIBRARY_PATH for programs of an unpacked tree."""
    folders = [*target.glob("usr/lib/*-linux-gnu*"), *target.glob("lib/*-linux-gnu*")]
    return ":".join(str(folder) for folder in sorted(folders))


def last_line(text: str) -> str:
    """Return the last line that says something, for a one-sentence message."""
    errors = [line for line in text.splitlines() if line.startswith(("E:", "error:"))]
    lines = errors or [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no answer"
