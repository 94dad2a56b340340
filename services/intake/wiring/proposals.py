"""Binds what officers propose out of steps to the desk's queue."""

from __future__ import annotations

from chassis.db import Transaction
from chassis.subscription import Subscription
from contracts.envelope import Envelope
from contracts.events.proposals import ProposalMade, ProposalSettled
from services.intake.desk.store.tasks import PgProposed
from services.intake.desk.usecases.follow_proposal import follow_proposal
from services.intake.subscriptions import proposal_subscriptions


def proposal_rows() -> tuple[Subscription, ...]:
    """Return the rows of the table about proposals."""
    return proposal_subscriptions(_follow)


def _follow(tx: Transaction, _envelope: Envelope, event: ProposalMade | ProposalSettled) -> None:
    follow_proposal(event, proposals=PgProposed(tx))
