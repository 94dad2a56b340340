"""The use cases of the register bound to one database; transactions are opened here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from chassis.db import Database, Transaction
from chassis.http import current_traceparent
from chassis.idempotency import Idempotency, StoredReply
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from chassis.timers import Timers
from kernel.clock import VIETNAM, Clock
from kernel.rights import STAFF, Actor, Role
from kernel.standing import placed
from services.routing.officers.api.documents import (
    name_document,
    officer_document,
    roster_document,
)
from services.routing.officers.api.routes_officers import Asked
from services.routing.officers.domain.change import Change
from services.routing.officers.domain.officer import Officer, Profile
from services.routing.officers.ports import Entry, OfficerQuery
from services.routing.officers.store.officers import PgChanges, PgOfficers
from services.routing.officers.store.register import PgRegister
from services.routing.officers.usecases.arrange_officer import (
    Wanted,
    arrange_officer,
    revoke_arrangement,
)
from services.routing.officers.usecases.change_officer import (
    change_officer,
    deactivate_officer,
)
from services.routing.officers.usecases.enter_officer import enter_officer
from services.routing.officers.usecases.keep_record import Desk, open_desk
from services.routing.officers.usecases.place_officer import (
    Wish,
    delegate_signing,
    revoke_placement,
    second_officer,
)
from services.routing.officers.usecases.show_officers import (
    find_officer,
    list_officers,
    show_roster,
)
from services.routing.process.store.agencies import PgAgencies
from services.routing.settings import NAME
from services.routing.work.store.assignments import DAY
from services.routing.work.store.holders import PgHolders

_WITH_STANDINGS = (*STAFF, Role.SUPERVISOR)


def placed_today(tx: Transaction, actor: Actor, clock: Clock) -> Actor:
    """Return the actor with the standings the register gives them today."""
    if not actor.has(*_WITH_STANDINGS):
        return actor
    today = clock().astimezone(VIETNAM).date()
    return placed(actor, PgRegister(tx).office(actor.subject, today), today)


class KnownAgencies:
    """The port `KnownAgencies`, answered by the copies of the process area."""

    def __init__(self, tx: Transaction) -> None:
        self._agencies = PgAgencies(tx)

    def known(self, code: str) -> bool:
        """Tell whether there is such an agency."""
        return self._agencies.find(code) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerTransactions:
    """`OfficerActions` of the routes."""

    database: Database
    clock: Clock

    def page(self, query: OfficerQuery, actor: Actor) -> Sequence[Officer]:
        """Return a page of officers."""
        with self.database.read() as tx:
            return list_officers(query, actor=actor, officers=PgOfficers(tx))

    def find(self, officer: UUID, actor: Actor) -> tuple[dict[str, Any], int]:
        """Return an officer's document and version."""
        with self.database.read(snapshot=True) as tx:
            entry, changes = find_officer(
                officer, actor=actor, officers=PgOfficers(tx), changes=PgChanges(tx)
            )
        return officer_document(entry, changes), entry.officer.version

    def roster(self, agency: str, on: date | None, actor: Actor) -> dict[str, Any]:
        """Return the roster of an agency on a day, today without one."""
        day = on or self.clock().astimezone(VIETNAM).date()
        with self.database.read() as tx:
            found = show_roster(agency, day, actor=actor, register=PgRegister(tx))
        return roster_document(agency, day, found)

    def named(self, accounts: Sequence[str], dossiers: Sequence[str]) -> dict[str, Any]:
        """Return who is in charge of these dossiers, with names, posts and units of all.

        Who is no officer's account has none.
        """
        with self.database.read() as tx:
            holders, agencies = PgHolders(tx).of(dossiers), PgAgencies(tx)
            wanted = sorted({*accounts, *holders.values()})
            items = [
                name_document(officer, agencies.find(officer.profile.agency))
                for officer in PgOfficers(tx).of_accounts(wanted)
            ]
        in_charge = [{"dossier": one, "account": account} for one, account in holders.items()]
        return {"items": items, "in_charge": in_charge}

    def enter(self, account: str, profile: Profile, asked: Asked) -> StoredReply:
        """Enter an officer."""

        def do(desk: Desk) -> Officer:
            return enter_officer(account, profile, desk=desk, new_id=new_id)

        return self._once(asked, 201, do)

    def change(self, officer: UUID, version: str, profile: Profile, asked: Asked) -> StoredReply:
        """Change an officer's entry."""
        return self._once(
            asked, 200, lambda desk: change_officer(officer, version, profile, desk=desk)
        )

    def deactivate(
        self, officer: UUID, version: str, last_day: date | None, asked: Asked
    ) -> StoredReply:
        """End an office."""
        return self._once(
            asked, 200, lambda desk: deactivate_officer(officer, version, last_day, desk=desk)
        )

    def second(
        self, officer: UUID, version: str, agency: str, wish: Wish, asked: Asked
    ) -> StoredReply:
        """Second an officer."""

        def do(desk: Desk) -> Officer:
            return second_officer(officer, version, agency, wish, desk=desk, new_id=new_id)

        return self._once(asked, 201, do)

    def delegate(
        self, officer: UUID, version: str, to: UUID, wish: Wish, asked: Asked
    ) -> StoredReply:
        """Delegate signing."""

        def do(desk: Desk) -> Officer:
            return delegate_signing(officer, version, to, wish, desk=desk, new_id=new_id)

        return self._once(asked, 201, do)

    def arrange(self, officer: UUID, version: str, wanted: Wanted, asked: Asked) -> StoredReply:
        """Enter an absence or duty."""

        def do(desk: Desk) -> Officer:
            return arrange_officer(officer, version, wanted, desk=desk, new_id=new_id)

        return self._once(asked, 201, do)

    def revoke_arrangement(
        self, officer: UUID, version: str, arrangement: UUID, asked: Asked
    ) -> StoredReply:
        """End an absence or duty."""
        return self._once(
            asked, 200, lambda desk: revoke_arrangement(officer, version, arrangement, desk=desk)
        )

    def revoke(self, officer: UUID, version: str, placement: UUID, asked: Asked) -> StoredReply:
        """End a secondment or delegation."""
        return self._once(
            asked, 200, lambda desk: revoke_placement(officer, version, placement, desk=desk)
        )

    def _once(self, asked: Asked, status: int, do: Callable[[Desk], Officer]) -> StoredReply:
        """Change the register once for the request's key, and answer with the officer."""
        with self.database.transaction() as tx:
            desk = self._desk(tx, asked.actor)
            memory = Idempotency(
                tx, client=asked.actor.subject, key=asked.key, body=asked.fingerprint
            )
            known = memory.recall()
            if known is not None:
                return known
            officer = do(desk)
            entry, changes = find_officer(
                officer.id, actor=asked.actor, officers=desk.officers, changes=desk.changes
            )
            _look_at_work(tx, entry, changes, desk.at)
            headers = {"ETag": f'"{officer.version}"'}
            if status == 201:  # noqa: PLR2004 -- RFC 9110 section 15.3.2
                headers["Location"] = f"/admin/officers/{officer.id}"
            body = orjson.dumps(officer_document(entry, changes))
            memory.keep(status, body, headers)
        return StoredReply(status=status, headers=headers, body=body)

    def _desk(self, tx: Transaction, actor: Actor) -> Desk:
        return open_desk(
            actor,
            officers=PgOfficers(tx),
            agencies=KnownAgencies(tx),
            changes=PgChanges(tx),
            events=Outbox(tx, source=NAME, clock=self.clock, traceparent=current_traceparent()),
            clock=self.clock,
        )


def _look_at_work(tx: Transaction, entry: Entry, changes: Sequence[Change], at: datetime) -> None:
    """Have the work looked at wherever the officer stands or stood: its owner may be away now."""
    places = {place.agency for place in entry.placements}
    stood = {str(change.data["agency"]) for change in changes if "agency" in change.data}
    for agency in sorted({entry.officer.profile.agency, *places, *stood}):
        Timers(tx).set(kind=DAY, subject=agency, due_at=at)
