"""Binds routing's word on a withdrawal to its use case."""

from __future__ import annotations

from chassis.db import Transaction
from chassis.subscription import Subscription
from contracts.envelope import Envelope
from contracts.events.course import WithdrawalSettled
from services.intake import metrics
from services.intake.registry.usecases.follow_withdrawal import follow_withdrawal
from services.intake.subscriptions import withdrawal_subscriptions
from services.intake.wiring.parts import Parts


def withdrawal_rows(parts: Parts) -> tuple[Subscription, ...]:
    """Return the row of the table of subscriptions about withdrawals."""

    def follow(tx: Transaction, envelope: Envelope, event: WithdrawalSettled) -> None:
        dossier = follow_withdrawal(
            event, dossiers=parts.dossiers(tx), events=parts.events_after(tx, envelope)
        )
        if dossier.status.final:
            metrics.withdrawn().labels("after-acceptance").inc()

    return withdrawal_subscriptions(follow)
