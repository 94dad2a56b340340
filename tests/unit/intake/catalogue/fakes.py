"""The catalogue's ports in memory, kept true by the port tests of the integration level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kernel.calendar import Calendar
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.domain.search import (
    ListedProcedure,
    ProcedureHit,
    ProcedureQuery,
    SearchedCatalogue,
)
from services.intake.catalogue.domain.search_wording import SearchWording
from services.intake.catalogue.ports import Publishing


@dataclass
class InMemoryProcedures:
    """The port `Procedures`."""

    versions: list[ProcedureVersion] = field(default_factory=list)

    def in_force(self, code: str, on: date) -> ProcedureVersion | None:
        begun = [v for v in self._of(code) if v.procedure.valid_from <= on]
        return begun[-1] if begun and begun[-1].procedure.in_force(on) else None

    def get(self, code: str, version: int) -> ProcedureVersion | None:
        return next((v for v in self._of(code) if v.version == version), None)

    def newest(self, code: str) -> ProcedureVersion | None:
        return next(reversed(self._of(code)), None)

    def add(self, version: ProcedureVersion, document: Mapping[str, Any]) -> None:
        assert document
        self.versions.append(version)

    def _of(self, code: str) -> list[ProcedureVersion]:
        return [v for v in self.versions if v.code == code]


@dataclass
class InMemoryWordings:
    """The port `Wordings`."""

    documents: list[Mapping[str, Any]] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    def newest_digest(self) -> str | None:
        return self.digests[-1] if self.digests else None

    def add(self, document: Mapping[str, Any], digest: str) -> None:
        self.documents.append(document)
        self.digests.append(digest)


@dataclass
class InMemorySearch:
    """The port `ProcedureSearch` over what stands in memory."""

    procedures: InMemoryProcedures
    wordings: InMemoryWordings

    def find(self, query: ProcedureQuery, on: date) -> Sequence[ProcedureHit]:
        codes = sorted({v.code for v in self.procedures.versions})
        found = [v for code in codes if (v := self.procedures.in_force(code, on)) is not None]
        documents = self.wordings.documents
        wording = SearchWording.from_document(documents[-1]) if documents else SearchWording()
        return SearchedCatalogue([ListedProcedure.of(v) for v in found], wording).find(query)


@dataclass
class InMemoryAgencies:
    """The port `Agencies`."""

    by_code: dict[str, Agency] = field(default_factory=dict)

    def get(self, code: str, on: date) -> Agency | None:
        agency = self.by_code.get(code)
        return agency if agency is not None and agency.in_force(on) else None

    def in_force(self, on: date) -> Sequence[Agency]:
        return [a for _, a in sorted(self.by_code.items()) if a.in_force(on)]

    def ever(self, code: str) -> Agency | None:
        return self.by_code.get(code)

    def newest(self) -> Mapping[str, Agency]:
        return dict(self.by_code)

    def put(self, agency: Agency) -> None:
        self.by_code[agency.code] = agency


@dataclass
class InMemoryCalendars:
    """The port `Calendars`."""

    by_id: dict[str, Calendar] = field(default_factory=dict)
    versions: dict[tuple[str, int], Calendar] = field(default_factory=dict)

    def get(self, calendar: str) -> Calendar | None:
        return self.by_id.get(calendar)

    def version(self, calendar: str, version: int) -> Calendar | None:
        return self.versions.get((calendar, version))

    def before(self, calendar: str, version: int) -> Calendar | None:
        older = [key for key in self.versions if key[0] == calendar and key[1] < version]
        return self.versions[max(older)] if older else None

    def over(self, calendar: str) -> Sequence[Calendar]:
        return [one for _, one in sorted(self.by_id.items()) if one.over == calendar]

    def newest(self, calendar: str) -> Calendar | None:
        return self.by_id.get(calendar)

    def put(self, calendar: Calendar, _publishing: Publishing) -> None:
        self.by_id[calendar.id] = calendar
        self.versions[calendar.id, calendar.version] = calendar


@dataclass
class RecordedReplans:
    """The port `Replans`."""

    started: list[tuple[str, int]] = field(default_factory=list)

    def start(self, calendar: str, version: int, *, notice: str | None) -> None:
        assert notice is None or notice
        self.started.append((calendar, version))
