"""Somebody logged in keeps what they have filled in so far, from whatever device."""

from __future__ import annotations

from datetime import date, datetime

from kernel.clock import Clock
from kernel.errors import ForbiddenError, StaleVersionError
from kernel.rights import Action, Actor, Relation, allows
from kernel.schedule import in_vietnam
from services.intake.drafts.domain.draft import (
    MOST,
    Draft,
    DraftContent,
    begin,
    contact_erased,
    save,
)
from services.intake.drafts.domain.errors import DraftNotFoundError, TooManyDraftsError
from services.intake.drafts.ports import Contacts, Drafts, Events
from services.intake.registry.domain.errors import UnknownProcedureError
from services.intake.registry.ports import Reference


def begin_draft(
    id_: str,
    content: DraftContent,
    *,
    days: int,
    actor: Actor,
    clock: Clock,
    reference: Reference,
    drafts: Drafts,
    contacts: Contacts,
    events: Events,
) -> Draft:
    """Keep a new draft.

    Raises `ForbiddenError`, `UnknownProcedureError` for what is in no catalogue today,
    `TooManyDraftsError`.
    """
    _require_right(actor)
    at = in_vietnam(clock())
    _require_known(content, at.date(), reference)
    if drafts.count(actor.subject) >= MOST:
        raise TooManyDraftsError(extra={"limit": MOST})
    draft = begin(id_, actor.subject, content, at=at, days=days)
    drafts.add(draft)
    _reach(draft, None, actor, at=at, drafts=drafts, contacts=contacts, events=events)
    return draft


def save_draft(
    id_: str,
    version: int,
    content: DraftContent,
    *,
    days: int,
    actor: Actor,
    clock: Clock,
    reference: Reference,
    drafts: Drafts,
    contacts: Contacts,
    events: Events,
) -> Draft:
    """Keep the draft as read at `version`.

    Raises what `claim_draft` raises, and `UnknownProcedureError` where it becomes one of another
    procedure: what was begun under one that was withdrawn meanwhile can be saved all the same.
    """
    draft = claim_draft(id_, version, actor=actor, drafts=drafts)
    at = in_vietnam(clock())
    if content.procedure != draft.content.procedure:
        _require_known(content, at.date(), reference)
    saved = save(draft, content, at=at, days=days)
    drafts.save(saved)
    before = draft.content.email
    _reach(saved, before, actor, at=at, drafts=drafts, contacts=contacts, events=events)
    return saved


def delete_draft(
    id_: str, version: int, *, actor: Actor, clock: Clock, drafts: Drafts, events: Events
) -> None:
    """Delete the draft as read at `version`; raises what `claim_draft` raises."""
    draft = claim_draft(id_, version, actor=actor, drafts=drafts)
    drafts.delete(draft.id)
    if draft.content.email is not None:
        events.add(contact_erased(draft.id, at=in_vietnam(clock())))


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


def _require_known(content: DraftContent, today: date, reference: Reference) -> None:
    # The code is kept and said in clear, so it is one of the catalogue and nobody's words.
    if reference.procedure(content.procedure, today) is None:
        raise UnknownProcedureError(pointer="/procedure")


def _reach(
    draft: Draft,
    before: str | None,
    actor: Actor,
    *,
    at: datetime,
    drafts: Drafts,
    contacts: Contacts,
    events: Events,
) -> None:
    """Say where to write about the draft, where that is another place than `before`."""
    email = draft.content.email
    if email == before:
        return
    sealed = None if email is None else contacts.seal(draft, email=email, name=actor.name)
    drafts.reach(draft.id, sealed)
    events.add(sealed.event if sealed else contact_erased(draft.id, at=at))
