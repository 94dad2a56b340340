"""A folder of YAML files as one package to publish.

`agencies.yaml`, `calendars/*.yaml`, `procedures/*.yaml` and `search.yaml`, which may be missing;
every fault of every file is found in one go, so that an editor corrects them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kernel.calendar import Calendar, Scope, laid_over
from kernel.errors import InvalidInputError
from kernel.text import Text
from services.intake.catalogue.api.documents import (
    DocumentFaultyError,
    read_agencies,
    read_calendar,
    read_procedure,
)
from services.intake.catalogue.api.reading import parse_yaml
from services.intake.catalogue.api.wording import read_wording
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.fault import Fault
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.ports import CataloguePackage
from services.intake.catalogue.usecases.lint_catalogue import AGENCIES, WORDING, lint_catalogue

_T = TypeVar("_T")
_AGENCIES_FILE = "agencies.yaml"
_WORDING_FILE = "search.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultInFile:
    """A fault, and the file it is in, relative to the catalogue's folder."""

    file: str
    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPackage:
    """What was read; `faults` is empty when the package may be published."""

    package: CataloguePackage
    faults: tuple[FaultInFile, ...]


def read_package(folder: Path) -> ReadPackage:
    """Read and check the catalogue in `folder`."""
    reader = _Reader(folder)
    agencies: tuple[Agency, ...] = reader.read(_AGENCIES_FILE, read_agencies) or ()
    calendars = reader.whole(reader.read_all("calendars", read_calendar))
    procedures = reader.read_all("procedures", read_procedure)
    wording = reader.read(_WORDING_FILE, read_wording) if reader.has(_WORDING_FILE) else None
    package = CataloguePackage(
        wording=wording,
        agencies=agencies,
        calendars=tuple(calendars.values()),
        procedures=tuple(procedures.values()),
    )
    return ReadPackage(
        package=package,
        faults=(*reader.faults, *_between(package, procedures, calendars)),
    )


def read_places(folder: Path) -> ReadPackage:
    """Read and check the agencies and calendars in `folder`, and nothing else."""
    reader = _Reader(folder)
    agencies: tuple[Agency, ...] = reader.read(_AGENCIES_FILE, read_agencies) or ()
    calendars = reader.whole(reader.read_all("calendars", read_calendar))
    package = CataloguePackage(
        agencies=agencies, calendars=tuple(calendars.values()), procedures=()
    )
    return ReadPackage(package=package, faults=(*reader.faults, *_between(package, {}, calendars)))


class _Reader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[FaultInFile] = []

    def read(self, name: str, read: Callable[[object], _T]) -> _T | None:
        """Return what `read` makes of a file, or None and note its faults."""
        try:
            return read(parse_yaml((self._folder / name).read_text(encoding="utf-8")))
        except DocumentFaultyError as error:
            self.faults.extend(FaultInFile(file=name, fault=item) for item in error.faults)
        except (OSError, UnicodeDecodeError):
            text = Text(vi="Không đọc được tệp.", en="The file cannot be read.")
            self.faults.append(FaultInFile(file=name, fault=Fault(pointer="", text=text)))
        return None

    def has(self, name: str) -> bool:
        """Tell whether there is such a file."""
        return (self._folder / name).exists()

    def read_all(self, folder: str, read: Callable[[object], _T]) -> dict[str, _T]:
        """Return what `read` makes of every YAML file of a folder, by file."""
        names = sorted(
            path.relative_to(self._folder).as_posix()
            for path in (self._folder / folder).glob("*.yaml")
        )
        found = {name: self.read(name, read) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    def whole(self, calendars: Mapping[str, Calendar]) -> dict[str, Calendar]:
        """Return the calendars by file, each laid over the one it names; note what cannot be.

        A local calendar is published whole, so that whoever reads it needs no other.
        """
        whole: dict[str, Calendar] = {}
        waiting = dict(
            sorted(calendars.items(), key=lambda item: list(Scope).index(item[1].scope))
        )
        for file, calendar in waiting.items():
            try:
                whole[file] = _on_its_base(calendar, whole.values())
            except InvalidInputError as error:
                text = error.detail or error.title
                pointer = error.pointer or "/over"
                self.faults.append(FaultInFile(file=file, fault=Fault(pointer=pointer, text=text)))
        return whole


def _on_its_base(calendar: Calendar, below: Iterable[Calendar]) -> Calendar:
    if calendar.is_whole:
        return calendar
    base = next((item for item in below if item.id == calendar.over), None)
    if base is None:
        name = calendar.over
        text = Text(vi=f"Không có lịch {name}.", en=f"There is no calendar {name}.")
        raise InvalidInputError(text, pointer="/over")
    return laid_over(base, calendar)


def _between(
    package: CataloguePackage,
    procedures: Mapping[str, tuple[Procedure, Mapping[str, Any]]],
    calendars: Mapping[str, Calendar],
) -> list[FaultInFile]:
    if not package.agencies or not calendars:
        return []  # without them every rule would look broken; their own faults are listed
    files = {procedure.code: name for name, (procedure, _) in procedures.items()}
    files |= {AGENCIES: _AGENCIES_FILE, WORDING: _WORDING_FILE}
    return [
        FaultInFile(file=files[item.document], fault=item.fault)
        for item in lint_catalogue(package)
    ]
