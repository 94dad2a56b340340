"""A version of a text is used from its day on, once somebody approved its very words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.notification.templates.domain.lint import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved a version and when, from which day it is used, and the digest of its words."""

    in_force: date
    approved_by: str
    approved_on: date
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A version of a text as it is there: the digest of its words, and its approval, if any."""

    version: int
    sha256: str
    approval: Approval | None

    @property
    def approved(self) -> bool:
        """Tell whether these very words were approved."""
        return self.approval is not None and self.approval.sha256 == self.sha256

    def usable(self, on: date) -> bool:
        """Tell whether it may be sent on a day."""
        return self.approval is not None and self.approved and self.approval.in_force <= on


def version_on(releases: Sequence[Release], on: date) -> int | None:
    """Return the version that is sent on a day: of those usable, the one in force the latest.

    Of two from one day the higher number; None where there is none.
    """
    usable = [
        (one.approval.in_force, one.version)
        for one in releases
        if one.approval is not None and one.usable(on)
    ]
    return max(usable)[1] if usable else None


def faults_of_releases(releases: Sequence[Release]) -> Iterator[tuple[int, Finding]]:
    """Yield by version what keeps it from being used, and what was approved for the past.

    The first version may be in force from before its approval: there was nothing to replace.
    """
    first = min((one.version for one in releases), default=0)
    for one in releases:
        approval = one.approval
        if approval is None:
            yield one.version, Finding(rule="not-approved", found="approval.toml")
        elif not one.approved:
            yield one.version, Finding(rule="changed-since-approval", found=one.sha256[:12])
        elif approval.in_force < approval.approved_on and one.version != first:
            yield one.version, Finding(rule="approved-for-the-past", found=str(approval.in_force))


def approval_of(document: Mapping[str, object]) -> Approval:
    """Return the approval of its document; raises `ValueError` for one that is not whole."""
    in_force, approved_on = document.get("in_force"), document.get("approved_on")
    by, digest = (str(document.get(name) or "").strip() for name in ("approved_by", "sha256"))
    if not (isinstance(in_force, date) and isinstance(approved_on, date) and by and digest):
        raise ValueError("in_force, approved_by, approved_on, sha256")
    return Approval(in_force=in_force, approved_by=by, approved_on=approved_on, sha256=digest)
