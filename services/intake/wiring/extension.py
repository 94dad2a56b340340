"""Binds what is heard of signed apologies to transactions."""

from __future__ import annotations

from chassis.db import Transaction
from chassis.subscription import Subscription
from contracts.envelope import Envelope
from contracts.events.lateness import ApologySigned
from services.intake import metrics
from services.intake.registry.usecases.extend_dossier import extend_dossier
from services.intake.subscriptions import extension_subscriptions
from services.intake.wiring.parts import Parts
from services.intake.wiring.withdrawal import withdrawal_rows


def settled_rows(parts: Parts) -> tuple[Subscription, ...]:
    """Return the rows of the table about what is settled at routing: apologies, withdrawals."""

    def extend(tx: Transaction, envelope: Envelope, event: ApologySigned) -> None:
        extended = extend_dossier(
            event,
            reference=parts.reference(tx),
            dossiers=parts.dossiers(tx),
            events=parts.events_after(tx, envelope),
        )
        if extended is not None:
            metrics.extended().labels(event.cause).inc()

    return extension_subscriptions(extend) + withdrawal_rows(parts)
