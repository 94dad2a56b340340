"""The register as rights read it: one statement an account, one a roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, text

from kernel.rights import Ground
from kernel.standing import Office, Placement, Span
from services.routing.officers.domain.arrangement import ArrangementKind
from services.routing.officers.domain.officer import Officer
from services.routing.officers.ports import DayOf
from services.routing.officers.store.rows import officer_from, roles_from

# A delegation counts while its delegator is in office with what is delegated.
_OFFICES = """
    SELECT officer.*, coalesce(placed.list, '[]') AS placed
    FROM officer
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
            'agency', place.agency, 'roles', place.roles, 'ground', place.ground
        )) AS list
        FROM (
            SELECT agency, roles, 'seconded' AS ground FROM secondment
            WHERE secondment.officer = officer.id AND :on BETWEEN first_day AND last_day
            UNION ALL
            SELECT delegation.agency, delegation.roles, 'delegated'
            FROM delegation JOIN officer AS delegator ON delegator.id = delegation.delegator
            WHERE delegation.officer = officer.id
                AND :on BETWEEN delegation.first_day AND delegation.last_day
                AND :on BETWEEN delegator.first_day AND coalesce(delegator.last_day, 'infinity')
                AND delegation.roles <@ delegator.roles AND delegation.agency = delegator.agency
        ) AS place
    ) AS placed ON true
"""
_OFFICE = text(f"{_OFFICES} WHERE account = :account")
_IN_OFFICE = f"""
    SELECT * FROM ({_OFFICES}) AS office
    WHERE :on BETWEEN first_day AND coalesce(last_day, 'infinity')
"""  # noqa: S608 -- constants
_EVERYBODY = text(f"{_IN_OFFICE} ORDER BY account")
_ROSTER = text(f"""{_IN_OFFICE}
        AND (agency = :agency OR placed @> jsonb_build_array(jsonb_build_object(
            'agency', CAST(:agency AS text))))
    ORDER BY coalesce(name_key, ''), id
""")


_DAYS = text("""
    SELECT officer.account, arrangement.kind, arrangement.fields, cover.account AS cover
    FROM arrangement JOIN officer ON officer.id = arrangement.officer
    LEFT JOIN officer AS cover ON cover.id = arrangement.cover
    WHERE officer.account = ANY (:accounts)
        AND :on BETWEEN arrangement.first_day AND arrangement.last_day
    ORDER BY arrangement.id
""")


class PgRegister:
    """The port `Register` on one transaction, which may be read-only."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def office(self, account: str, on: date) -> Office | None:
        """Return what the register says of an account, with the placements of that day."""
        row = self._tx.execute(_OFFICE, {"account": account, "on": on}).one_or_none()
        return None if row is None else _office(row, on)

    def roster(self, agency: str, on: date) -> Sequence[tuple[Officer, Office]]:
        """Return who stands at an agency on a day."""
        rows = self._tx.execute(_ROSTER, {"agency": agency, "on": on})
        return [(officer_from(row), _office(row, on)) for row in rows]

    def everybody(self, on: date) -> Sequence[tuple[Officer, Office]]:
        """Return who is in office on a day, by account."""
        rows = self._tx.execute(_EVERYBODY, {"on": on})
        return [(officer_from(row), _office(row, on)) for row in rows]

    def days(self, accounts: Sequence[str], on: date) -> Mapping[str, DayOf]:
        """Return what is arranged for each of these accounts on a day; nothing: usual work."""
        found: dict[str, DayOf] = {}
        for row in self._tx.execute(_DAYS, {"accounts": list(accounts), "on": on}):
            day = found.get(row.account, DayOf())
            if row.kind == ArrangementKind.ABSENCE:
                found[row.account] = replace(day, away=True, cover=day.cover or row.cover)
            else:
                found[row.account] = replace(day, fields=day.fields | set(row.fields))
        return found


def _office(row: Row[Any], on: date) -> Office:
    officer = officer_from(row)
    profile = officer.profile
    return Office(
        agency=profile.agency,
        roles=profile.roles,
        span=profile.span,
        name=profile.name,
        post=profile.post,
        placements=tuple(
            Placement(
                agency=place["agency"],
                roles=roles_from(place["roles"]),
                ground=Ground(place["ground"]),
                span=Span(first=on, last=on),
            )
            for place in row.placed
        ),
    )
