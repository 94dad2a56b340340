"""What can be wrong with a copy, or missing from the copies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from kernel.document import DocumentError
from kernel.errors import UnavailableError
from kernel.text import Text


class ProcessFaultyError(DocumentError):
    """A published process that no case could run."""

    slug = "process-faulty"
    title = Text(vi="Quy trình nội bộ có lỗi.", en="The internal process is faulty.")


def faulty(pointer: str, vi: str, en: str) -> ProcessFaultyError:
    """Return the error that says what is wrong at `pointer`, in both languages."""
    return ProcessFaultyError(
        Text(vi=f"{pointer}: {vi}.", en=f"{pointer}: {en}."), pointer=pointer
    )


@unique
class ReferenceKind(StrEnum):
    """What routing keeps copies of."""

    PROCEDURE = "procedure"  # one version of a procedure, for its process
    AGENCY = "agency"  # an agency, for its office hours
    CALENDAR = "calendar"  # the newest version of a calendar of days off


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Reference:
    """Names a copy: `key` is the code of a procedure or agency, or the id of a calendar.

    `version` stands only for a procedure.
    """

    kind: ReferenceKind
    key: str
    version: int | None = None

    def __str__(self) -> str:
        return f"{self.kind.value}/{self.key}" + (f" v{self.version}" if self.version else "")


class ReferenceMissingError(UnavailableError):
    """Copies that a case needs have not arrived; their owner can be asked for them."""

    slug = "reference-missing"
    title = Text(
        vi="Dữ liệu danh mục cần dùng chưa được đồng bộ.",
        en="Reference data needed here has not arrived yet.",
    )

    def __init__(self, references: frozenset[Reference]) -> None:
        self.references = references
        super().__init__(extra={"missing": [str(name) for name in sorted(references)]})
