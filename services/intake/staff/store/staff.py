"""The copies in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from contracts.events.routing import DelegationSet, OfficerSet, SecondmentSet
from kernel.rights import Ground, Role
from kernel.standing import Office, Placement, Span
from services.intake.staff.domain.known_officer import HeldPost, KnownOfficer
from services.intake.staff.ports import OfficerName

_PUT_OFFICER = text("""
    WITH held AS (
        INSERT INTO officer_post (account, since, agency, post)
        VALUES (:account, :changed_at, :agency, :post) ON CONFLICT DO NOTHING
    )
    INSERT INTO officer (account, id, agency, post, roles, first_day, last_day, changed_at)
    VALUES (:account, :officer, :agency, :post, :roles, :first_day, :last_day, :changed_at)
    ON CONFLICT (account) DO UPDATE
    SET id = excluded.id, agency = excluded.agency, post = excluded.post,
        roles = excluded.roles, first_day = excluded.first_day, last_day = excluded.last_day,
        changed_at = excluded.changed_at
    WHERE officer.changed_at <= excluded.changed_at
""")
_PUT_PLACEMENT = text("""
    INSERT INTO placement (id, account, agency, roles, ground, delegator, first_day, last_day)
    VALUES (:id, :account, :agency, :roles, :ground, :delegator, :first_day, :last_day)
    ON CONFLICT (id) DO UPDATE
    SET agency = excluded.agency, roles = excluded.roles, first_day = excluded.first_day,
        last_day = excluded.last_day
""")
_UNNAMED = text("""
    SELECT account FROM officer WHERE named_at IS NULL OR named_at < changed_at
    ORDER BY account LIMIT :limit
""")
_PUT_NAME = text("""
    UPDATE officer SET name = :name, named_at = :changed_at WHERE account = :account
""")
# A delegation counts while its delegator is in office with what is delegated.
_OFFICES = """
    SELECT officer.*, coalesce(placed.list, '[]') AS placed
    FROM officer
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('agency', placement.agency,
            'roles', placement.roles, 'ground', placement.ground)) AS list
        FROM placement LEFT JOIN officer AS delegator ON delegator.account = placement.delegator
        WHERE placement.account = officer.account
            AND :on BETWEEN placement.first_day AND placement.last_day
            AND (placement.ground = 'seconded'
                 OR :on BETWEEN delegator.first_day AND coalesce(delegator.last_day, 'infinity')
                 AND placement.roles <@ delegator.roles
                 AND placement.agency = delegator.agency)
    ) AS placed ON true
"""
_OFFICE = text(f"{_OFFICES} WHERE officer.account = :account")
_AT = text(f"""
    {_OFFICES}
    WHERE :on BETWEEN officer.first_day AND coalesce(officer.last_day, 'infinity')
        AND (officer.agency = :agency OR officer.account IN (
            SELECT account FROM placement
            WHERE agency = :agency AND :on BETWEEN first_day AND last_day))
    ORDER BY officer.account
""")  # noqa: S608 -- the statement of one is a constant
_KNOWN = text("""
    SELECT account, name, (
        SELECT jsonb_agg(jsonb_build_object('since', since, 'agency', held.agency,
            'post', held.post) ORDER BY since)
        FROM officer_post AS held WHERE held.account = officer.account
    ) AS posts
    FROM officer WHERE account = ANY (:accounts)
""")


class PgStaff:
    """The ports `StaffCopies` and `Staff` on one transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put_officer(self, officer: OfficerSet) -> None:
        """Keep an officer's newest state; the name is asked for anew."""
        values = {
            "account": officer.account,
            "officer": officer.officer,
            "agency": officer.agency,
            "post": officer.post,
            "roles": list(officer.roles),
            "first_day": officer.first_day,
            "last_day": officer.last_day,
            "changed_at": officer.changed_at,
        }
        self._tx.execute(_PUT_OFFICER, values)

    def put_delegation(self, delegation: DelegationSet) -> None:
        """Keep a delegation's newest state."""
        self._put(delegation, delegation.delegation, Ground.DELEGATED, delegation.delegator)

    def put_secondment(self, secondment: SecondmentSet) -> None:
        """Keep a secondment's newest state."""
        self._put(secondment, secondment.secondment, Ground.SECONDED, None)

    def unnamed(self, limit: int) -> Sequence[str]:
        """Return accounts whose name was not heard since their last change."""
        return list(self._tx.scalars(_UNNAMED, {"limit": limit}))

    def put_names(self, names: Mapping[str, OfficerName]) -> None:
        """Keep names by account."""
        given = [
            {"account": account, "name": one.name, "changed_at": one.changed_at}
            for account, one in sorted(names.items())
        ]
        self._tx.execute(_PUT_NAME, given)

    def office(self, account: str, on: date) -> Office | None:
        """Return what is known of an account, with the placements of a day."""
        row = self._tx.execute(_OFFICE, {"account": account, "on": on}).one_or_none()
        return None if row is None else _office(row, on)

    def at(self, agency: str, on: date) -> Sequence[tuple[str, Office]]:
        """Return who is at an agency, or is placed there on a day, by account."""
        rows = self._tx.execute(_AT, {"agency": agency, "on": on})
        return [(row.account, _office(row, on)) for row in rows]

    def known(self, accounts: Collection[str]) -> Mapping[str, KnownOfficer]:
        """Return names and posts of those accounts that are officers'."""
        if not accounts:
            return {}
        rows = self._tx.execute(_KNOWN, {"accounts": list(accounts)})
        return {
            row.account: KnownOfficer(name=row.name, posts=tuple(map(_held, row.posts or ())))
            for row in rows
        }

    def _put(
        self,
        placement: DelegationSet | SecondmentSet,
        id_: str,
        ground: Ground,
        delegator: str | None,
    ) -> None:
        values = {
            "id": id_,
            "account": placement.account,
            "agency": placement.agency,
            "roles": list(placement.roles),
            "ground": ground.value,
            "delegator": delegator,
            "first_day": placement.first_day,
            "last_day": placement.last_day,
        }
        self._tx.execute(_PUT_PLACEMENT, values)


def _office(row: Row[Any], on: date) -> Office:
    return Office(
        agency=row.agency,
        roles=frozenset(map(Role, row.roles)),
        span=Span(first=row.first_day, last=row.last_day),
        name=row.name,
        post=row.post,
        placements=tuple(
            Placement(
                agency=place["agency"],
                roles=frozenset(map(Role, place["roles"])),
                ground=Ground(place["ground"]),
                span=Span(first=on, last=on),
            )
            for place in row.placed
        ),
    )


def _held(document: Mapping[str, str]) -> HeldPost:
    since = datetime.fromisoformat(document["since"])
    return HeldPost(since=since, agency=document["agency"], post=document["post"])
