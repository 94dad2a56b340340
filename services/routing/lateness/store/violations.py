"""The register of violations in PostgreSQL: lines, and which of them were struck."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, CursorResult, Row, text

from kernel.apology import ApologyReason
from kernel.clock import VIETNAM
from kernel.errors import StaleVersionError
from services.routing.lateness.domain.reading import Count, Line, Reach, Wanted
from services.routing.lateness.domain.violation import (
    Cause,
    GivenReason,
    Struck,
    StruckBecause,
    Violation,
    ViolationKind,
)

_COLUMNS = "event_id, kind, cause, dossier, procedure, leg, agency, officer, due_at, at"
_VALUES = """
    CAST(:id AS uuid), :kind, CAST(:cause AS text), :dossier, CAST(:procedure AS text),
    CAST(:leg AS text), :agency, CAST(:officer AS text), CAST(:due_at AS timestamptz),
    CAST(:at AS timestamptz), CAST(:recorded_at AS timestamptz)
"""
_ENTER = text(f"""
    INSERT INTO violation ({_COLUMNS}, recorded_at) VALUES ({_VALUES})
    ON CONFLICT (event_id) DO NOTHING
""")  # noqa: S608 -- constants
_ENTER_ONCE = text(f"""
    INSERT INTO violation ({_COLUMNS}, recorded_at)
    SELECT {_VALUES}
    WHERE NOT EXISTS (
        SELECT FROM violation
        WHERE dossier = :dossier AND leg = :leg AND due_at >= :since
            AND NOT EXISTS (SELECT FROM violation_struck WHERE violation = event_id)
    )
""")  # noqa: S608 -- constants
_STRIKE = """
    INSERT INTO violation_struck (violation, at, because)
    SELECT event_id, :at, :because FROM violation
    WHERE dossier = :dossier AND kind {kind} AND due_at = :due_at {more}
    ON CONFLICT (violation) DO NOTHING
"""
_STRIKE_LEG = text(_STRIKE.format(kind=f"= '{ViolationKind.LEG_LATE}'", more="AND leg = :leg"))
_OF_THE_DATE = f"IN ('{ViolationKind.APOLOGY_MISSING}', '{ViolationKind.APOLOGY_BROKEN}')"
_STRIKE_DATE = text(_STRIKE.format(kind=_OF_THE_DATE, more=""))
_STRIKE_ANSWER = text(_STRIKE.format(kind=f"= '{ViolationKind.ANSWER_LATE}'", more=""))
# Rights stand in the query: what is not in reach is not read. Of a confidential dossier others
# than its own agency learn that there is a line, and not which dossier.
_PAGE = """
    WITH RECURSIVE reach AS (
        SELECT unnest(CAST(:above AS text[])) AS code
        UNION SELECT agency.code FROM agency JOIN reach ON agency.parent = reach.code
    ), line AS (
        SELECT violation.*, struck.at AS struck_at, struck.because,
            given.version AS reason_version, given.reason, given.words, given.given_by,
            given.given_at,
            (violation.officer = :own OR agency = ANY (CAST(:at AS text[])) OR NOT EXISTS (
                SELECT FROM procedure_version WHERE code = procedure AND confidential
            )) IS TRUE AS told
        FROM violation LEFT JOIN violation_struck struck ON struck.violation = event_id
        LEFT JOIN LATERAL (
            SELECT * FROM violation_reason WHERE violation = event_id ORDER BY version DESC LIMIT 1
        ) given ON true
        WHERE (:everywhere OR violation.officer = :own
            OR violation.agency IN (SELECT code FROM reach))
    )
    SELECT {columns} FROM line WHERE true {filters} {rest}
"""
_LISTED = ("*", "ORDER BY at DESC, event_id DESC LIMIT :limit")
_COUNTED = (
    "agency, officer, kind, count(*) AS lines, count(struck_at) AS struck",
    "GROUP BY agency, officer, kind ORDER BY lines DESC, agency, officer, kind LIMIT :limit",
)
_GIVE_REASON = text("""
    INSERT INTO violation_reason (violation, version, reason, words, given_by, given_at)
    VALUES (CAST(:line AS uuid), :version, :reason, :words, :by, :at)
    ON CONFLICT (violation, version) DO NOTHING
""")
_FILTERS = {
    "line": "event_id = CAST(:line AS uuid)",
    "agency": "agency = :agency",
    "officer": "officer = :officer",
    "kind": "kind = :kind",
    "cause": "cause = :cause",
    "dossier": "told AND dossier = :dossier",
    "first": "at >= :first",
    "last": "at < :last",
    "struck": "(struck_at IS NOT NULL) = :struck",
    "after_at": "(at, event_id) < (:after_at, CAST(:after_id AS uuid))",
}


class PgViolations:
    """The port `Violations` on one transaction, which may be read-only for `page`."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def enter(self, violation: Violation, *, recorded_at: datetime) -> None:
        """Enter a line once."""
        self._tx.execute(_ENTER, _row(violation) | {"recorded_at": recorded_at})

    def enter_once(self, violation: Violation, *, since: datetime, recorded_at: datetime) -> None:
        """Enter a lateness of a leg unless one since then stands."""
        about = {"since": since, "recorded_at": recorded_at}
        self._tx.execute(_ENTER_ONCE, _row(violation) | about)

    def strike_leg(self, dossier: str, leg: str, due_at: datetime, struck: Struck) -> None:
        """Strike the line of a leg measured by this date."""
        about = {"dossier": dossier, "leg": leg, "due_at": due_at}
        self._tx.execute(_STRIKE_LEG, about | _struck_row(struck))

    def strike_answer(self, dossier: str, due_at: datetime, struck: Struck) -> None:
        """Strike the line of an answer measured by this date."""
        about = {"dossier": dossier, "due_at": due_at}
        self._tx.execute(_STRIKE_ANSWER, about | _struck_row(struck))

    def strike_date(self, dossier: str, due_at: datetime, struck: Struck) -> None:
        """Strike the line about a due date."""
        about = {"dossier": dossier, "due_at": due_at}
        self._tx.execute(_STRIKE_DATE, about | _struck_row(struck))

    def page(self, wanted: Wanted, reach: Reach) -> Sequence[Line]:
        """Return one line more than a page where there are more."""
        return [_line(row) for row in self._read(_LISTED, wanted, reach, wanted.limit + 1)]

    def find(self, line: UUID, reach: Reach) -> Line | None:
        """Return one line that somebody may read."""
        row = self._read(_LISTED, Wanted(), reach, 1, line=line).one_or_none()
        return None if row is None else _line(row)

    def give_reason(self, line: UUID, given: GivenReason) -> None:
        """Keep why it happened; raises `StaleVersionError` when somebody was faster."""
        about = {
            "line": line,
            "version": given.version,
            "reason": given.reason.value,
            "words": given.words,
            "by": given.by,
            "at": given.at,
        }
        if self._tx.execute(_GIVE_REASON, about).rowcount == 0:
            raise StaleVersionError

    def counts(self, wanted: Wanted, reach: Reach, most: int) -> Sequence[Count]:
        """Return how many lines there are by agency, officer and kind."""
        return [
            Count(
                agency=row.agency,
                officer=row.officer,
                kind=ViolationKind(row.kind),
                lines=row.lines,
                struck=row.struck,
            )
            for row in self._read(_COUNTED, wanted, reach, most)
        ]

    def _read(
        self,
        shown: tuple[str, str],
        wanted: Wanted,
        reach: Reach,
        limit: int,
        **more: object,
    ) -> CursorResult[Any]:
        filters = _filters(wanted) | more
        conditions = "".join(f" AND {_FILTERS[name]}" for name in filters if name in _FILTERS)
        scope = {
            "own": reach.own,
            "above": sorted(reach.above),
            "at": sorted(reach.at),
            "everywhere": reach.everywhere,
            "limit": limit,
        }
        columns, rest = shown
        query = text(_PAGE.format(columns=columns, filters=conditions, rest=rest))
        return self._tx.execute(query, scope | filters)


def _filters(wanted: Wanted) -> dict[str, Any]:
    given: dict[str, Any] = {
        "agency": wanted.agency,
        "officer": wanted.officer,
        "kind": wanted.kind and wanted.kind.value,
        "cause": wanted.cause and wanted.cause.value,
        "dossier": wanted.dossier,
        "struck": wanted.struck,
        "first": wanted.first and _morning(wanted.first),
        "last": wanted.last and _morning(wanted.last + timedelta(days=1)),
        "after_at": wanted.after and wanted.after.at,
        "after_id": wanted.after and wanted.after.id,
    }
    return {name: value for name, value in given.items() if value is not None}


def _morning(day: date) -> datetime:
    return datetime.combine(day, time.min, VIETNAM)


def _row(violation: Violation) -> dict[str, Any]:
    return {
        "id": violation.id,
        "kind": violation.kind.value,
        "cause": violation.cause and violation.cause.value,
        "dossier": violation.dossier,
        "procedure": violation.procedure,
        "leg": violation.leg,
        "agency": violation.agency,
        "officer": violation.officer,
        "due_at": violation.due_at,
        "at": violation.at,
    }


def _struck_row(struck: Struck) -> dict[str, Any]:
    return {"at": struck.at, "because": struck.because.value}


def _line(row: Row[Any]) -> Line:
    violation = Violation(
        id=row.event_id,
        kind=ViolationKind(row.kind),
        cause=Cause(row.cause) if row.cause else None,
        dossier=row.dossier,
        procedure=row.procedure if row.told else None,
        leg=row.leg,
        agency=row.agency,
        officer=row.officer,
        due_at=row.due_at,
        at=row.at,
    )
    struck = None
    if row.struck_at is not None:
        struck = Struck(at=row.struck_at, because=StruckBecause(row.because))
    return Line(
        violation=violation,
        dossier=row.dossier if row.told else None,
        recorded_at=row.recorded_at,
        struck=struck,
        reason=_reason(row),
    )


def _reason(row: Row[Any]) -> GivenReason | None:
    if row.reason is None:
        return None
    return GivenReason(
        version=row.reason_version,
        reason=ApologyReason(row.reason),
        words=row.words if row.told else None,
        by=row.given_by,
        at=row.given_at,
    )
