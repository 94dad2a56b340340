"""Somebody texts the code of their dossier and is told how it stands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from services.notification.dispatch.domain.budget import Bill
from services.notification.dispatch.domain.outcome import Outcome
from services.notification.dispatch.domain.text_in import TextIn
from services.notification.dispatch.ports import Purse, SmsSender
from services.notification.dispatch.usecases.send_paid import send_paid
from services.notification.inbound.domain.text_in import MOST, WINDOW, Answer, code_in
from services.notification.inbound.ports import TextsIn
from services.notification.people.domain.phone import phone_of
from services.notification.templates.domain.short_text import without_accents

Log = Callable[[], AbstractContextManager[TextsIn]]
"""Opens what was answered in a transaction of its own."""


def answer_text(
    text: TextIn,
    *,
    log: Log,
    index: Callable[[str], str],
    state: Callable[[str, str], Answer | None],
    purse: Purse,
    sender: SmsSender,
    new_id: Callable[[], UUID],
    now: datetime,
) -> Outcome | None:
    """Return what the provider made of the answer; None where none was sent.

    `index` is the blind index of a number; `state` returns how a dossier stands for the number
    that is its contact, None for any other. As with the look-up without login, a foreign number
    and an unknown code get the same words, and both cost the number one of its answers. An answer
    goes at most once: that it begins is committed before the provider is called. The agency of
    the dossier pays; past its cap nothing is said that was not said before, so no answer goes.
    """
    number = phone_of(text.sender).number
    if number is None:
        return None
    with log() as texts:
        if not texts.begin(text, index(number), now):
            return None
        if texts.count(index(number), now - WINDOW) > MOST:
            return None
    code = code_in(text.words)
    answer = (None if code is None else state(code, number)) or Answer()
    id_ = new_id()
    return send_paid(
        without_accents(answer.words),
        to=number,
        reference=str(id_),
        bill=Bill(message=id_, number=1, agency=answer.agency),
        only_way=False,
        purse=purse,
        sender=sender,
    )
