"""Instants and interruptions of the due-date tests, short to write."""

from __future__ import annotations

from datetime import datetime

from kernel.clock import VIETNAM
from kernel.working_time import Interruption, InterruptionKind


def at(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=VIETNAM)


def stop(wall: str, ground: str | None = None) -> Interruption:
    return Interruption(kind=InterruptionKind.STOP, at=at(wall), ground=ground)


def resume(wall: str) -> Interruption:
    return Interruption(kind=InterruptionKind.RESUME, at=at(wall))


def extension(wall: str, days: int) -> Interruption:
    return Interruption(kind=InterruptionKind.EXTENSION, at=at(wall), days=days)


def restart(wall: str) -> Interruption:
    return Interruption(kind=InterruptionKind.RESTART, at=at(wall))
