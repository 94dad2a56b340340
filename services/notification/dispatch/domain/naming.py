"""Whom a letter is to name, and what has to be asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.notification.dispatch.domain.message import Message
from services.notification.templates.domain.facts import officers_of
from services.notification.templates.domain.template import LED


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Accounts whose names are wanted, and dossiers of which who is in charge."""

    accounts: frozenset[str] = frozenset()
    dossiers: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Return both."""
        return self.accounts | self.dossiers


def asked_by(message: Message) -> Asked:
    """Return what a letter wants to know.

    Who is in charge is asked for only where the event could not say who has the work, and not
    again once the message keeps it.
    """
    accounts = officers_of(message.facts)
    led = message.template in LED and not accounts
    dossiers = frozenset({message.dossier}) if led else frozenset[str]()
    return Asked(accounts=accounts, dossiers=dossiers)


def asked_by_all(messages: Iterable[Message]) -> Asked:
    """Return what several letters want to know together."""
    each = [asked_by(message) for message in messages]
    return Asked(
        accounts=frozenset[str]().union(*(one.accounts for one in each)),
        dossiers=frozenset[str]().union(*(one.dossiers for one in each)),
    )
