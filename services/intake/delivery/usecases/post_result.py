"""The desk gives a result to the post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kernel.clock import Clock
from kernel.rights import Action, Actor
from kernel.schedule import in_vietnam
from services.intake.catalogue.domain.delivery_method import DeliveryMethod
from services.intake.delivery.domain.errors import PostNotConnectedError, PostNotWantedError
from services.intake.delivery.domain.handover import FeeTaken, require_fee
from services.intake.delivery.domain.on_its_way import require_not_on_its_way
from services.intake.delivery.domain.posting import Posting, Recipient, fee_of
from services.intake.delivery.ports import Postings, Returned
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.delivery import destination
from services.intake.registry.domain.dossier import Dossier, SubStatus, require_giveable
from services.intake.registry.domain.timeline import (
    By,
    EntryKind,
    by_actor,
    entry,
)
from services.intake.registry.ports import Changed, Dossiers
from services.intake.registry.ports.contents import Contents
from services.intake.registry.usecases.claim_dossier import claim_dossier


def post_result(
    code: str,
    version: int,
    fee: FeeTaken | None,
    *,
    connected: bool,
    actor: Actor,
    clock: Clock,
    new_id: Callable[[], UUID],
    dossiers: Dossiers,
    contents: Contents,
    postings: Postings,
    returned: Returned,
) -> Dossier:
    """Give the result of the dossier as read at `version` to the post; it stays in 9.

    The carrier is told in the background. A fee due at return is taken first, once. Raises what
    `claim_dossier` and `require_giveable` raise, `PostNotConnectedError`, `PostNotWantedError`,
    `ResultOnItsWayError`, `ReturnFeeUnpaidError`.
    """
    dossier = claim_dossier(
        code, version, action=Action.HAND_OVER_RESULT, actor=actor, dossiers=dossiers
    )
    _require_ready(dossier, connected=connected)
    posting = _posting(
        dossier,
        contents.get(code),
        postings.of(code),
        id_=str(new_id()),
        at=in_vietnam(clock()),
        by=by_actor(actor),
        fee=fee,
    )
    postings.add(posting)
    changed = _changed(dossier, posting)
    dossiers.save(changed)
    returned.settled(code)
    return changed.dossier


def _require_ready(dossier: Dossier, *, connected: bool) -> None:
    require_giveable(dossier)
    require_not_on_its_way(dossier)
    if not connected:
        raise PostNotConnectedError


def _changed(dossier: Dossier, posting: Posting) -> Changed:
    data = {"number": posting.number}
    line = entry(EntryKind.RESULT_POSTED, at=posting.posted_at, by=posting.by, data=data)
    posted = replace(dossier, version=dossier.version + 1, sub_status=SubStatus.POSTED)
    return Changed(dossier=posted, timeline=(line,))


def _posting(
    dossier: Dossier,
    content: Content,
    earlier: Sequence[Posting],
    *,
    id_: str,
    at: datetime,
    by: By,
    fee: FeeTaken | None,
) -> Posting:
    recipient = _recipient(content)
    require_fee(content.fee, fee, fee_of(earlier))
    return Posting(
        id=id_,
        dossier=dossier.code,
        number=len(earlier) + 1,
        agency=dossier.receiving_agency,
        posted_at=at,
        by=by,
        recipient=recipient,
        fee=fee,
    )


def _recipient(content: Content) -> Recipient:
    person = content.applicant
    address = destination(content.delivery, person.address)
    if content.delivery.method is not DeliveryMethod.POST or address is None:
        raise PostNotWantedError
    return Recipient(name=person.name, phone=person.phone, address=address)
