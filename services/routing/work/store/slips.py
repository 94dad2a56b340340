"""Hand-over slips in PostgreSQL; they are written with the case that they are of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    false,
    func,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from kernel.rights import Confidentiality
from services.routing.process.store.tables import procedure_version
from services.routing.work.domain.case import Case
from services.routing.work.domain.reading import SlipQuery
from services.routing.work.domain.scope import Scope
from services.routing.work.domain.slip import HandOver, Slip, SlipStatus, handovers
from services.routing.work.ports import Passed
from services.routing.work.store import tables

_SLIP, _CASE, _STEP = tables.handover_slip, tables.case, tables.step
_KEPT = (
    select(procedure_version.c.confidential)
    .where(
        procedure_version.c.code == _CASE.c.procedure,
        procedure_version.c.version == _CASE.c.procedure_version,
    )
    .correlate(_CASE)
    .scalar_subquery()
)
_READ: Select[Any] = select(_SLIP, _CASE.c.dossier, _KEPT.label("confidential")).join_from(
    _SLIP, _CASE, _CASE.c.id == _SLIP.c.case_id
)

_PASS_ON = text(f"""
    UPDATE handover_slip AS slip SET to_agency = passed.new, version = slip.version + 1
    FROM unnest(CAST(:cases AS uuid[]), CAST(:olds AS text[]), CAST(:news AS text[]))
         AS passed (case_id, old, new)
    WHERE slip.case_id = passed.case_id AND slip.to_agency = passed.old
        AND slip.status <> '{SlipStatus.TAKEN.value}'
""")  # noqa: S608 -- a constant


def write_slips(tx: Connection, before: Case, after: Case) -> None:
    """Write the slips of what a transition hands to another agency; the case is locked."""
    given = list(handovers(before, after))
    if not given:
        return
    mine = select(func.count()).join_from(_SLIP, _CASE, _CASE.c.id == _SLIP.c.case_id)
    so_far = tx.execute(mine.where(_CASE.c.dossier == after.dossier)).scalar_one()
    for number, one in enumerate(given, so_far + 1):
        row = _row(after, one, f"{after.dossier}/BG-{number}")
        if one.given_by is None:
            row["given_by"] = _last_of(after, one.from_leg.id).scalar_subquery()
        tx.execute(insert(_SLIP).values(id=func.gen_random_uuid(), **row))


def slips_of(tx: Connection, dossier: str) -> Sequence[Slip]:
    """Return the slips of a dossier, in the order they were written."""
    wanted = _READ.where(_CASE.c.dossier == dossier).order_by(_SLIP.c.position)
    return [_slip(row) for row in tx.execute(wanted)]


class PgSlips:
    """The port `Slips` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def page(self, query: SlipQuery) -> Sequence[Slip]:
        """Return slips from or to the agencies of the scopes, the newest first."""
        wanted = _READ.where(_between(query.scopes, query.side))
        if query.dossier is not None:
            wanted = wanted.where(_CASE.c.dossier == query.dossier)
        if query.status is not None:
            wanted = wanted.where(_SLIP.c.status == query.status.value)
        if query.after is not None:
            wanted = wanted.where(_SLIP.c.position < query.after)
        wanted = wanted.order_by(_SLIP.c.position.desc()).limit(query.limit)
        return [_slip(row) for row in self._tx.execute(wanted)]

    def find(self, slip: UUID, scopes: Sequence[Scope]) -> Slip | None:
        """Return a slip from or to one of the scopes' agencies."""
        wanted = _READ.where(_SLIP.c.id == slip, _between(scopes, None))
        row = self._tx.execute(wanted).one_or_none()
        return None if row is None else _slip(row)

    def lock(self, slip: UUID) -> Slip | None:
        """Return a slip that nobody else settles until the transaction ends."""
        wanted = _READ.where(_SLIP.c.id == slip).with_for_update(of=_SLIP)
        row = self._tx.execute(wanted).one_or_none()
        return None if row is None else _slip(row)

    def save(self, slip: Slip) -> None:
        """Keep what came of a slip."""
        self._tx.execute(
            update(_SLIP)
            .where(_SLIP.c.id == slip.id)
            .values(
                status=slip.status.value,
                settled_by=slip.settled_by,
                settled_at=slip.settled_at,
                reason=slip.reason,
                version=slip.version,
            )
        )

    def pass_on(self, passed: Sequence[Passed]) -> None:
        """Let the successor of an agency confirm what that had not taken yet, in many cases."""
        if passed:
            columns = {
                "cases": [one.case for one in passed],
                "olds": [one.old for one in passed],
                "news": [one.new for one in passed],
            }
            self._tx.execute(_PASS_ON, columns)


def _between(scopes: Sequence[Scope], side: str | None) -> ColumnElement[bool]:
    columns = [_SLIP.c.to_agency, _SLIP.c.from_agency]
    if side is not None:
        columns = [_SLIP.c.to_agency if side == "to" else _SLIP.c.from_agency]
    return or_(
        false(),
        *(
            and_(column == scope.agency, not_(_KEPT)) if scope.ordinary else column == scope.agency
            for scope in scopes
            for column in columns
        ),
    )


def _last_of(case: Case, leg: str) -> Select[Any]:
    ended = select(_STEP.c.ended_by).where(_STEP.c.case_id == case.id, _STEP.c.leg == leg)
    return ended.order_by(_STEP.c.ended_at.desc().nulls_last()).limit(1)


def _row(case: Case, one: HandOver, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "case_id": case.id,
        "from_leg": one.from_leg.id,
        "from_agency": one.from_leg.agency,
        "to_leg": one.to_leg.id,
        "to_agency": one.to_leg.agency,
        "returned": one.returned,
        "papers": [
            {"paper": name, "number": paper.number, "issued_on": paper.issued_on.isoformat()}
            for name, paper in one.papers
        ],
        "given_by": one.given_by,
        "given_at": one.given_at,
        "status": SlipStatus.GIVEN.value,
        "version": 1,
    }


def _slip(row: Row[Any]) -> Slip:
    return Slip(
        id=row.id,
        position=row.position,
        number=row.number,
        dossier=row.dossier,
        kept=Confidentiality.CONFIDENTIAL if row.confidential else Confidentiality.ORDINARY,
        from_leg=row.from_leg,
        from_agency=row.from_agency,
        to_leg=row.to_leg,
        to_agency=row.to_agency,
        returned=row.returned,
        papers=tuple(row.papers),
        given_by=row.given_by,
        given_at=row.given_at,
        status=SlipStatus(row.status),
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        reason=row.reason,
        version=row.version,
    )
