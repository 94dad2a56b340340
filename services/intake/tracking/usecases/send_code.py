"""Somebody names a dossier and a phone: if they belong together, the phone gets a code."""

from __future__ import annotations

from datetime import datetime

from services.intake.tracking.domain.limits import MESSAGES, Limits
from services.intake.tracking.domain.one_time_code import LIFE, KeptCode
from services.intake.tracking.domain.source import Source
from services.intake.tracking.ports import CodeMessage, Codes, PublicLookUp, Tries

_MINUTE = 60


def count_request(
    code: str, *, source: Source, limits: Limits, now: datetime, tries: Tries
) -> None:
    """Count that a source asks for a code, with a right pair or a wrong one.

    Raises `TooManyTriesError` for one that asks too often.
    """
    tries.take(f"asking {source.name}", most=limits.asked_of(source), about=code, now=now)


def send_code(
    code: str,
    phone: str,
    *,
    otp: str,
    kept: KeptCode,
    now: datetime,
    tries: Tries,
    look_up: PublicLookUp,
    codes: Codes,
) -> CodeMessage | None:
    """Return what goes to the phone; None where nothing goes, after equal work.

    `kept` is the hash of `otp`, made before for either case. More than three messages in fifteen
    minutes are left out without a word, for a word would tell that the pair is right.
    """
    language = look_up.language_at_phone(code, phone)
    # A wrong pair is counted as well, where it harms nobody: the same work for both.
    counted = f"messages {code}" if language else f"messages of nobody {kept.id}"
    room = tries.take_quietly(counted, most=MESSAGES, about=code, now=now)
    sent = room and language is not None
    codes.put(code, kept, expires_at=now + LIFE, sent=sent)
    if not sent or language is None:
        return None
    return CodeMessage(
        id=kept.id,
        dossier=code,
        phone=phone,
        language=language,
        otp=otp,
        minutes=int(LIFE.total_seconds()) // _MINUTE,
    )
