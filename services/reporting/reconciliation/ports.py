"""What reconciliation needs of the services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Protocol

from kernel.books import Digest, Entry, Fault
from services.reporting.reconciliation.domain.report import Report
from services.reporting.reconciliation.domain.trail import TrailEnd


class Books(Protocol):
    """The books of one service. Everything raises `UnavailableError` when it does not answer."""

    def digests(self, view: str, after: str | None) -> Sequence[Digest]:
        """Return the next digests of a view, in the order of buckets; empty at the end."""
        ...

    def rows(self, view: str, bucket: str, after: str) -> Sequence[Entry]:
        """Return the next rows of a bucket, in the order of ids; empty at the end."""
        ...

    def faults(self) -> Sequence[Fault]:
        """Return what the service finds wrong with itself."""
        ...

    def replay(self, subject: str) -> None:
        """Have the service say all its events of a subject again."""
        ...

    def reopen(self, source: str, subject: str) -> None:
        """Have the service forget that it applied a source's events of a subject."""
        ...

    def restore(self, invariant: str, id_: str) -> None:
        """Have the service set something right out of its own state."""
        ...


class TrailSource(Protocol):
    """The trail at its owner. Everything raises `UnavailableError` when it does not answer."""

    def days(self) -> Sequence[date]:
        """Return the days that are over and have entries."""
        ...

    def ends(self, day: date) -> Iterator[TrailEnd]:
        """Yield where the chains of a day stood at its end."""
        ...


class KeptTrail(Protocol):
    """What is kept of the trail; it is only added to."""

    def days(self) -> frozenset[date]:
        """Return the days that are kept."""
        ...

    def keep(self, day: date, ends: Sequence[TrailEnd]) -> None:
        """Keep a day whole; one that is kept stays as it is."""
        ...


class Reports(Protocol):
    """The reports that were made."""

    def add(self, report: Report) -> None:
        """Keep a report."""
        ...

    def last(self) -> tuple[datetime, str] | None:
        """Return when the last report was kept, and its JSON document; None before the first."""
        ...
