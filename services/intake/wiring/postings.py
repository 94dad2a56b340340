"""Binds what leaves by post: its routes to transactions, the carrier to its loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from flask_smorest import Blueprint

from chassis.db import Transaction
from chassis.idempotency import StoredReply
from chassis.identifiers import new_id
from chassis.outbox import Outbox
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.intake import metrics
from services.intake.delivery.api.carrier_loop import CarrierLoop
from services.intake.delivery.api.routes_postings import postings_blueprint
from services.intake.delivery.clients.http_carrier import HttpCarrier
from services.intake.delivery.domain.handover import FeeTaken
from services.intake.delivery.domain.posting import Posting, PostingState
from services.intake.delivery.ports import PostalCarrier, PostingBooks
from services.intake.delivery.store.handovers import PgHandOvers
from services.intake.delivery.store.postings import PgPostings
from services.intake.delivery.usecases.ask_carrier import ask_carrier
from services.intake.delivery.usecases.follow_posting import follow_posting
from services.intake.delivery.usecases.post_result import post_result
from services.intake.desk.store.tasks import PgReturned
from services.intake.registry.api.routes_filing import Asked
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.store.dossier_files import PgAccessLog
from services.intake.registry.store.mornings import PgMornings
from services.intake.registry.usecases.open_file import open_file
from services.intake.settings import NAME, PostSettings
from services.intake.wiring.parts import Parts
from services.intake.wiring.registry import ReceptionTransactions
from services.intake.wiring.staff import placed_today


def postings_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes about results on their way by post."""
    return (postings_blueprint(PostingTransactions(parts)),)


def carrier_loops(parts: Parts, settings: PostSettings) -> Sequence[CarrierLoop]:
    """Return the loop that asks the carrier; none where no carrier is connected."""
    if settings.carrier_url is None:
        return ()
    every = timedelta(seconds=settings.poll_seconds)
    return (CarrierLoop(carrier_step(parts, HttpCarrier(settings), every)),)


def carrier_step(
    parts: Parts, carrier: PostalCarrier, every: timedelta
) -> Callable[[], bool | None]:
    """Return what asks about the posting that is due longest, with no transaction open.

    It is committed as claimed before the carrier is called: a process killed in between asks
    again by the same reference, and the carrier has one order.
    """

    def step() -> bool | None:
        with parts.database.transaction() as tx:
            claimed = PgPostings(tx, parts.ring).claim()
        if claimed is None:
            return None
        answer = ask_carrier(claimed, carrier=carrier)
        with parts.database.transaction() as tx:
            now = in_vietnam(parts.clock())
            books = PostingBooks(
                dossiers=parts.dossiers(tx),
                handovers=PgHandOvers(tx, parts.ring),
                postings=PgPostings(tx, parts.ring),
                returned=PgReturned(tx),
                mornings=PgMornings(tx),
                events=Outbox(tx, source=NAME, clock=lambda: now),
            )
            moved = follow_posting(claimed, answer, now=now, every=every, books=books)
        if moved is not None:
            _count(moved)
        return answer.reached

    return step


class PostingTransactions(ReceptionTransactions):
    """`PostingActions` of the routes."""

    def post(self, code: str, version: int, fee: FeeTaken | None, asked: Asked) -> StoredReply:
        """Give the result to the post."""

        def do(tx: Transaction) -> Dossier:
            parts = self._parts
            return post_result(
                code,
                version,
                fee,
                connected=parts.post_connected,
                actor=placed_today(parts, tx, asked.actor),
                clock=parts.clock,
                new_id=new_id,
                dossiers=parts.dossiers(tx),
                contents=parts.contents(tx),
                postings=PgPostings(tx, parts.ring),
                returned=PgReturned(tx),
            )

        return self._changed(asked, f"post {code} {version}", do, _count_posted, lambda _: 201)

    def postings(self, code: str, actor: Actor) -> Sequence[Posting]:
        """Return every time the result was given to the post."""
        with self._parts.database.transaction() as tx:
            open_file(
                code,
                "postings",
                actor=placed_today(self._parts, tx, actor),
                clock=self._parts.clock,
                files=self._parts.files(tx),
                access_log=PgAccessLog(tx),
            )
            return PgPostings(tx, self._parts.ring).of(code)


def _count_posted(_dossier: Dossier) -> None:
    metrics.postings().labels(PostingState.ASKED.value).inc()


def _count(posting: Posting) -> None:
    metrics.postings().labels(posting.state.value).inc()
    if posting.state is PostingState.DELIVERED:
        metrics.handed_over().labels("post").inc()
