"""Processes as /proc shows them: memory of a tree, and those that belong to a set-up."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from deploy.setup.places import Places

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")


def parents() -> dict[int, int]:
    """Return the parent of every process there is."""
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError, IndexError, ValueError):
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                found[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    return found


def tree(pid: int, parent_of: Mapping[int, int]) -> set[int]:
    """Return a process and all its descendants."""
    members = {pid}
    grown = True
    while grown:
        more = {child for child, parent in parent_of.items() if parent in members} - members
        members |= more
        grown = bool(more)
    return members


def resident_bytes(pids: Iterable[int]) -> int:
    """Add up the resident memory; pages shared between them count in each."""
    total = 0
    for pid in pids:
        with suppress(OSError, IndexError, ValueError):
            statm = (PROC / str(pid) / "statm").read_text(encoding="ascii")
            total += int(statm.split()[1]) * PAGE
    return total


def proportional_bytes(pids: Iterable[int]) -> int:
    """Add up the memory, each shared page divided among its users; 0 where unreadable."""
    total = 0
    for pid in pids:
        with suppress(OSError, IndexError, ValueError):
            rollup = (PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii")
            total += int(re.findall(r"^Pss:\s+(\d+) kB", rollup, flags=re.MULTILINE)[0]) * 1024
    return total


def of_set_up(places: Places, mark: str) -> list[int]:
    """Return the processes that carry this set-up's mark, and its PostgreSQL by its own file."""
    wanted = f"{mark}={places.state}".encode()
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return sorted({*found, *_postmaster(places)})


def _postmaster(places: Places) -> list[int]:
    # PostgreSQL writes its titles over its environment, so that the mark cannot be read
    data = places.servers / "postgres"
    with suppress(OSError, ValueError, IndexError):
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
        if str(data) in (PROC / str(pid) / "cmdline").read_text(encoding="utf-8"):
            return [pid]
    return []


def kill_quietly(pids: list[int], signal_number: int, *, seconds: float) -> None:
    """Send a signal to processes that may be gone, then wait for their end, at most `seconds`."""
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal_number)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any((PROC / str(pid)).exists() for pid in pids):
        time.sleep(0.1)
