"""What a carrier said of a parcel becomes its state, and that of the dossier where it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from contracts.events.posting import PostingFailed, ResultPosted
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.delivery.domain.handover import Delivered, HandOver
from services.intake.delivery.domain.on_its_way import on_its_way
from services.intake.delivery.domain.posting import (
    CarrierAnswer,
    Posting,
    PostingMove,
    PostingState,
    fee_of,
    next_state,
    wait_after,
)
from services.intake.delivery.ports import PostingBooks
from services.intake.registry.domain.dossier import Dossier, SubStatus, hand_over
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.morning import next_look
from services.intake.registry.domain.timeline import EntryKind, entry
from services.intake.registry.ports import Changed

_LINES: Mapping[PostingState, EntryKind] = {
    PostingState.ORDERED: EntryKind.PARCEL_ORDERED,
    PostingState.COLLECTED: EntryKind.PARCEL_MOVED,
    PostingState.IN_TRANSIT: EntryKind.PARCEL_MOVED,
    PostingState.DELIVERED: EntryKind.HANDED_OVER,
    PostingState.RETURNED: EntryKind.PARCEL_RETURNED,
    PostingState.LOST: EntryKind.PARCEL_LOST,
    PostingState.REFUSED: EntryKind.PARCEL_NOT_TAKEN,
    PostingState.UNPLACED: EntryKind.PARCEL_NOT_TAKEN,
}


def follow_posting(
    asked: Posting, answer: CarrierAnswer, *, now: datetime, every: timedelta, books: PostingBooks
) -> Posting | None:
    """Return the posting as it stands after the answer, None where nothing moved.

    Delivered, the result is handed over (9 to 10); returned, lost or not taken, the dossier stays
    in 9 and the desk sees to it again, told in the morning while it waits. The same answer twice
    moves nothing. Raises `DossierNotFoundError`.
    """
    dossier = books.dossiers.lock(asked.dossier)
    if dossier is None:
        raise DossierNotFoundError
    posting = books.postings.lock(asked.id)
    if posting.state.over or not on_its_way(dossier):
        return None
    state = next_state(posting, answer, now)
    if state is None:
        at = now + wait_after(posting, answer, every)
        books.postings.look_again(posting, at, failed=answer.state is None)
        return None
    number = posting.tracking_number or answer.tracking_number
    moved = replace(posting, state=state, tracking_number=number, failures=0)
    look_at = None if state.over else now + every
    books.postings.move(moved, PostingMove(state=state, at=now), look_at)
    if posting.tracking_number is None and number is not None:
        books.events.add(_posted(moved, dossier, number))
    if state is PostingState.DELIVERED:
        _deliver(moved, dossier, now, books)
    elif state.over:
        _take_back(moved, dossier, now, books)
    else:
        data = {"number": moved.number, "state": state.value}
        line = entry(_LINES[state], at=now, data=data)
        books.dossiers.note(dossier.code, line)
    return moved


def _deliver(posting: Posting, dossier: Dossier, now: datetime, books: PostingBooks) -> None:
    post = DeliveryMethod.POST
    handed, said = hand_over(dossier, at=now, method=post, officer=posting.by["subject"])
    delivered = Delivered(method=post, fee=fee_of(books.postings.of(dossier.code)))
    record = HandOver(at=now, by=posting.by, delivered=delivered, capacity=None)
    books.handovers.add(dossier.code, record)
    data = {"method": post.value, "number": posting.number}
    line = entry(_LINES[posting.state], at=now, data=data)
    books.dossiers.save(Changed(dossier=handed, timeline=(line,)))
    books.events.add(said)


def _take_back(posting: Posting, dossier: Dossier, now: datetime, books: PostingBooks) -> None:
    waits = SubStatus.WAITING_RETURN
    waiting = replace(dossier, version=dossier.version + 1, sub_status=waits)
    data = {"number": posting.number, "cause": posting.state.value}
    line = entry(_LINES[posting.state], at=now, data=data)
    books.dossiers.save(Changed(dossier=waiting, timeline=(line,)))
    books.returned.came_back(dossier.code, now)
    books.mornings.look(dossier.receiving_agency, next_look(now))
    books.events.add(
        PostingFailed(
            code=dossier.code,
            procedure=dossier.procedure,
            receiving_agency=dossier.receiving_agency,
            number=posting.number,
            posted_at=posting.posted_at,
            failed_at=now,
            cause=posting.state.value,
            tracking_number=posting.tracking_number,
            in_charge=posting.by["subject"],
        )
    )


def _posted(posting: Posting, dossier: Dossier, tracking_number: str) -> ResultPosted:
    return ResultPosted(
        code=dossier.code,
        procedure=dossier.procedure,
        receiving_agency=dossier.receiving_agency,
        number=posting.number,
        posted_at=posting.posted_at,
        tracking_number=tracking_number,
        officer=posting.by["subject"],
    )
