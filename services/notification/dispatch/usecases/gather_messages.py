"""Gathering have gathered: each contact's become one message, or wait for the morning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kernel.clock import VIETNAM
from services.notification.dispatch.domain.gathering import gather
from services.notification.dispatch.domain.lane import lane_of
from services.notification.dispatch.domain.message import Message
from services.notification.dispatch.ports import Gathering, Messages
from services.notification.templates.domain.template import Template
from services.notification.templates.ports import Texts


def gather_messages(
    *,
    gathering: Gathering,
    messages: Messages,
    texts: Texts,
    new_id: Callable[[], UUID],
    mail_domain: str,
    cap: int,
    now: datetime,
) -> Sequence[str]:
    """Let what has gathered go; return the templates of the digests that were made.

    `cap` is how many a contact gets a day in Vietnam, 0 for any number.
    """
    ripe, day = gathering.ripe(now), now.astimezone(VIETNAM).date()
    told = gathering.told(ripe.keys(), day) if ripe else {}
    made: list[str] = []
    for contact, waiting in ripe.items():
        found = gather(told_today=told.get(contact, 0), cap=cap, now=now)
        if found.until is not None:
            gathering.wait(waiting, found.until)
        elif len(waiting) == 1:
            gathering.go(waiting[0].id, contact, day)
        else:
            version = texts.newest_version(Template.DIGEST)
            digest = digest_of(waiting, version, new_id(), mail_domain, now)
            made += messages.add([digest], hold={})
            gathering.join(waiting, digest.id, now)
            gathering.go(digest.id, contact, day)
    return made


def digest_of(
    waiting: Sequence[Message], version: int, message_id: UUID, mail_domain: str, now: datetime
) -> Message:
    """Return the message that tells what several tell, under the dossier of the last.

    Each of them stands in its facts as it was queued, so that its line is written when it goes.
    """
    last = waiting[-1]
    kept = {name: last.facts[name] for name in ("code", "agency") if name in last.facts}
    joined = [
        {"template": one.template, "version": one.template_version, "facts": one.facts}
        for one in waiting
    ]
    return replace(
        last,
        id=message_id,
        template=Template.DIGEST,
        template_version=version,
        facts={
            **kept,
            "procedure": "",
            "count": len(waiting),
            "happened_at": max(one.queued_at for one in waiting).isoformat(),
            "joined": joined,
        },
        reference=f"{message_id}@{mail_domain}",
        queued_at=now,
        lane=lane_of(Template.DIGEST),
    )
