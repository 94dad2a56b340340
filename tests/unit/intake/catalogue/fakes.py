"""The catalogue's ports in memory, kept true by the port tests of the integration level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kernel.calendar import Calendar
from kernel.collation import sort_key
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.domain.search import (
    ProcedureHit,
    ProcedureQuery,
    folded,
    search_text,
)
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

    def search(self, query: ProcedureQuery, on: date) -> Sequence[ProcedureHit]:
        codes = sorted({v.code for v in self.versions})
        found = [v for code in codes if (v := self.in_force(code, on)) is not None]
        hits = sorted((_hit(v, query) for v in found if _fits(v, query)), key=_place)
        after = query.after
        if after is not None:
            last = next(_place(hit) for hit in hits if hit.position == after)
            hits = [hit for hit in hits if _place(hit) > last]
        return hits[: query.limit]

    def _of(self, code: str) -> list[ProcedureVersion]:
        return [v for v in self.versions if v.code == code]


def _place(hit: ProcedureHit) -> tuple[int, str, str]:
    return hit.rank, sort_key(hit.short_name.vi), hit.code


def _fits(version: ProcedureVersion, query: ProcedureQuery) -> bool:
    procedure = version.procedure
    text = search_text(procedure)
    return (
        all(word in text for word in query.words)
        and query.field in (None, procedure.field.code)
        and (query.kind is None or query.kind in procedure.receiving_kinds)
        and query.level in (None, procedure.legal_level)
    )


def _hit(version: ProcedureVersion, query: ProcedureQuery) -> ProcedureHit:
    procedure = version.procedure
    short = folded(f"{procedure.code} {procedure.card.short_name.vi}")
    return ProcedureHit(
        rank=0 if all(word in short for word in query.words) else 1,
        code=procedure.code,
        version=version.version,
        name=procedure.card.name,
        short_name=procedure.card.short_name,
        field=procedure.field,
        tier=procedure.tier,
        legal_level=procedure.legal_level,
        delivery_mode=procedure.delivery_mode,
    )


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
