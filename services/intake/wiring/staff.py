"""Binds the copies of the register of officers: rights and names read them, events feed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from chassis.clients import ServiceClient
from chassis.db import Transaction
from chassis.subscription import Subscription
from contracts.envelope import Envelope
from contracts.events.routing import DelegationSet, OfficerSet, SecondmentSet
from kernel.rights import STAFF, Actor, Role, Standing
from kernel.standing import placed
from services.intake.registry.domain.applicant import identities_of
from services.intake.staff.clients.names_loop import NamesLoop
from services.intake.staff.clients.register import RoutingRegister
from services.intake.staff.domain.known_officer import named
from services.intake.staff.ports import OfficerName
from services.intake.staff.store.staff import PgStaff
from services.intake.staff.usecases.fetch_names import AT_ONCE, fetch_names
from services.intake.subscriptions import StaffHandlers, staff_subscriptions
from services.intake.wiring.parts import Parts

_WITH_STANDINGS = (*STAFF, Role.SUPERVISOR)


_E = TypeVar("_E", bound=Any)


def placed_today(parts: Parts, tx: Transaction, actor: Actor) -> Actor:
    """Return the actor with the standings and the mandates of today."""
    mine = identities_of(actor.id_number, actor.tax_code) if actor.has(Role.CITIZEN) else ()
    here = at_work_today(parts, tx, actor)
    return replace(here, mandates=tuple(parts.mandates(tx).held(mine))) if mine else here


def at_work_today(parts: Parts, tx: Transaction, actor: Actor) -> Actor:
    """Return the actor with the standings of today: token, register, tree of agencies."""
    if not actor.has(*_WITH_STANDINGS):
        return actor
    today = parts.today()
    here = placed(actor, PgStaff(tx).office(actor.subject, today), today)
    heirs = parts.memory.get(("heirs", today), lambda: parts.agencies(tx).heirs(today)) or {}
    standings = tuple(
        replace(_looking_down(parts, tx, one), heir_of=heirs.get(one.agency, frozenset()))
        for one in here.stands
    )
    return replace(here, standings=standings)


def with_names(tx: Transaction, entries: Sequence[_E]) -> list[_E]:
    """Return entries with `at` and `by` as they were, officers named who are known by now."""
    accounts = {entry.by["subject"] for entry in entries if entry.by and entry.by.get("subject")}
    known = PgStaff(tx).known(accounts)
    return [replace(entry, by=named(entry.by, entry.at, known)) for entry in entries]


def staff_rows() -> tuple[Subscription, ...]:
    """Return the subscriptions that keep the copies."""
    return staff_subscriptions(
        StaffHandlers(
            keep_officer=_keep_officer,
            keep_delegation=_keep_delegation,
            keep_secondment=_keep_secondment,
        )
    )


def fetch_missing(parts: Parts, client: ServiceClient) -> int:
    """Ask routing for the names that are missing."""
    register = RoutingRegister(client)

    def unnamed() -> list[str]:
        with parts.database.read() as tx:
            return list(PgStaff(tx).unnamed(AT_ONCE))

    def keep(names: Mapping[str, OfficerName]) -> None:
        with parts.database.transaction() as tx:
            PgStaff(tx).put_names(names)

    return fetch_names(unnamed, keep, register=register)


def names_loop(parts: Parts, client: ServiceClient) -> NamesLoop:
    """Return the loop that asks for missing names."""
    return NamesLoop(lambda: fetch_missing(parts, client))


def _looking_down(parts: Parts, tx: Transaction, standing: Standing) -> Standing:
    if Role.SUPERVISOR not in standing.roles:
        return standing
    return replace(standing, over=parts.agencies(tx).below(standing.agency))


def _keep_officer(tx: Transaction, _envelope: Envelope, event: OfficerSet) -> None:
    PgStaff(tx).put_officer(event)


def _keep_delegation(tx: Transaction, _envelope: Envelope, event: DelegationSet) -> None:
    PgStaff(tx).put_delegation(event)


def _keep_secondment(tx: Transaction, _envelope: Envelope, event: SecondmentSet) -> None:
    PgStaff(tx).put_secondment(event)
