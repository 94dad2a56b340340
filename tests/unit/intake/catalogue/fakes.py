"""The catalogue's ports in memory, kept true by the port tests of the integration level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kernel.calendar import Calendar
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.domain.review import Review
from services.intake.catalogue.domain.search import (
    ListedProcedure,
    ProcedureHit,
    ProcedureQuery,
    SearchedCatalogue,
)
from services.intake.catalogue.domain.search_wording import SearchWording
from services.intake.catalogue.ports import (
    AnnouncedVersion,
    KnownEntry,
    NewEntry,
    Publishing,
    ReviewItem,
    ReviewQuery,
)


@dataclass
class InMemoryProcedures:
    """The port `Procedures`."""

    versions: list[ProcedureVersion] = field(default_factory=list)
    documents: dict[tuple[str, int], Mapping[str, Any]] = field(default_factory=dict)

    def digests(self) -> Mapping[str, str]:
        return {v.code: v.digest for v in self.versions}

    def document(self, code: str, version: int) -> Mapping[str, Any] | None:
        return self.documents.get((code, version))

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
        self.documents[version.code, version.version] = document

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
class InMemoryAnnounced:
    """The ports of announced procedures."""

    procedures: InMemoryProcedures
    entries: dict[str, NewEntry] = field(default_factory=dict)
    seen: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    imports: list[tuple[int, int]] = field(default_factory=list)

    def known(self) -> Mapping[str, KnownEntry]:
        return {
            code: KnownEntry(digest=entry.digest, name=entry.procedure.name)
            for code, entry in self.entries.items()
        }

    def put(self, entries: Sequence[NewEntry], *, at: datetime) -> None:
        for entry in entries:
            code = entry.procedure.code
            self.entries[code] = entry
            self.seen[code] = (self.seen.get(code, (at, at))[0], at)

    def note_import(self, *, at: datetime, new: int, changed: int) -> None:
        assert at.tzinfo is not None
        self.imports.append((new, changed))

    def get(self, code: str, on: date) -> AnnouncedVersion | None:
        entry = self.waiting(on).get(code)
        if entry is None:
            return None
        return AnnouncedVersion(digest=entry.digest, procedure=entry.procedure)

    def page(self, query: ReviewQuery, on: date) -> Sequence[ReviewItem]:
        found = [
            ReviewItem(
                procedure=entry.procedure,
                first_seen=self.seen[code][0],
                changed_at=self.seen[code][1],
            )
            for code, entry in sorted(self.waiting(on).items())
            if entry.procedure.reviews
            and code > query.after
            and (query.review is None or query.review in entry.procedure.reviews)
        ]
        return found[: query.limit]

    def counts(self, on: date) -> Mapping[Review, int]:
        return Counter(r for e in self.waiting(on).values() for r in e.procedure.reviews)

    def waiting(self, on: date) -> Mapping[str, NewEntry]:
        begun = {v.code for v in self.procedures.versions if v.procedure.valid_from <= on}
        return {code: entry for code, entry in self.entries.items() if code not in begun}


@dataclass
class InMemorySearch:
    """The port `ProcedureSearch` over what stands in memory."""

    procedures: InMemoryProcedures
    wordings: InMemoryWordings
    announced: InMemoryAnnounced

    def find(self, query: ProcedureQuery, on: date) -> Sequence[ProcedureHit]:
        codes = sorted({v.code for v in self.procedures.versions})
        found = [v for code in codes if (v := self.procedures.in_force(code, on)) is not None]
        documents = self.wordings.documents
        wording = SearchWording.from_document(documents[-1]) if documents else SearchWording()
        here = [ListedProcedure.of(v) for v in found]
        fields = {item.field.name: item.field.code for item in here}
        waiting = self.announced.waiting(on).values()
        there = [ListedProcedure.announced(entry.procedure, fields) for entry in waiting]
        return SearchedCatalogue([*here, *there], wording).find(query)


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
