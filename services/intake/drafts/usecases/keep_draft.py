"""Somebody logged in keeps what they have filled in so far, from whatever device."""

from __future__ import annotations

from kernel.clock import Clock
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.rights import Action, Actor, Relation, allows
from services.intake.drafts.domain.draft import MOST, Draft, DraftContent, begin, save
from services.intake.drafts.domain.errors import DraftNotFoundError, TooManyDraftsError
from services.intake.drafts.ports import Drafts


def begin_draft(
    id_: str, content: DraftContent, *, days: int, actor: Actor, clock: Clock, drafts: Drafts
) -> Draft:
    """Keep a new draft; raises `ForbiddenError`, `TooManyDraftsError`."""
    _require_right(actor)
    if drafts.count(actor.subject) >= MOST:
        raise TooManyDraftsError(extra={"limit": MOST})
    draft = begin(id_, actor.subject, content, at=clock(), days=days)
    drafts.add(draft)
    return draft


def save_draft(
    id_: str,
    version: int,
    content: DraftContent,
    *,
    days: int,
    actor: Actor,
    clock: Clock,
    drafts: Drafts,
) -> Draft:
    """Keep the draft as read at `version`; raises what `claim_draft` raises."""
    draft = claim_draft(id_, version, actor=actor, drafts=drafts)
    saved = save(draft, content, at=clock(), days=days)
    drafts.save(saved)
    return saved


def delete_draft(id_: str, version: int, *, actor: Actor, drafts: Drafts) -> None:
    """Delete the draft as read at `version`; raises what `claim_draft` raises."""
    drafts.delete(claim_draft(id_, version, actor=actor, drafts=drafts).id)


def read_draft(id_: str, *, actor: Actor, drafts: Drafts) -> Draft:
    """Return one's own draft; raises `DraftNotFoundError` for unknown and foreign ones alike."""
    _require_right(actor)
    draft = drafts.get(id_, actor.subject)
    if draft is None:
        raise DraftNotFoundError
    return draft


def claim_draft(id_: str, version: int, *, actor: Actor, drafts: Drafts) -> Draft:
    """Return one's own draft, locked.

    Raises `ForbiddenError`, `DraftNotFoundError`, `StaleVersionError`: it was saved from another
    device meanwhile.
    """
    _require_right(actor)
    draft = drafts.get(id_, actor.subject, lock=True)
    if draft is None:
        raise DraftNotFoundError
    if draft.version != version:
        raise StaleVersionError
    return draft


def _require_right(actor: Actor) -> None:
    if not allows(actor.roles, Action.KEEP_DRAFT, Relation.OWNER):
        raise ForbiddenError
