"""Binds what officers propose out of steps to the desk's queue."""

from __future__ import annotations

from chassis.db import Transaction
from chassis.subscription import Subscription
from contracts.envelope import Envelope
from contracts.events.proposals import ProposalMade, ProposalSettled
from services.intake.desk.store.tasks import PgProposed
from services.intake.desk.usecases.follow_proposal import follow_proposal
from services.intake.registry.store.mornings import PgMornings
from services.intake.subscriptions import proposal_subscriptions
from services.intake.wiring.parts import Parts


def proposal_rows(parts: Parts) -> tuple[Subscription, ...]:
    """Return the rows of the table about proposals."""

    def follow(tx: Transaction, _: Envelope, event: ProposalMade | ProposalSettled) -> None:
        proposals, mornings = PgProposed(tx), PgMornings(tx)
        follow_proposal(event, proposals=proposals, mornings=mornings, now=parts.clock())

    return proposal_subscriptions(follow)
