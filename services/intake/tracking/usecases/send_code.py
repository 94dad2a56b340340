"""Somebody names a dossier and a phone: if they belong together, the phone gets a code."""

from __future__ import annotations

from datetime import datetime

from services.intake.tracking.domain.limits import MESSAGES, Limits
from services.intake.tracking.domain.one_time_code import LIFE, KeptCode, decoy_name
from services.intake.tracking.domain.source import Source
from services.intake.tracking.ports import CodeMessage, Codes, PublicLookUp, Tries

_MINUTE = 60
_ANY_LANGUAGE = "vi"


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
) -> CodeMessage:
    """Return what goes to the phone, or a decoy of the same shape, after equal work.

    `kept` is the hash of `otp`, made before for either case; a decoy's is kept under a name that
    no dossier has. More than three messages in fifteen minutes are left out without a word, for a
    word would tell that the pair is right.
    """
    language = look_up.language_at_phone(code, phone)
    # A wrong pair is counted as well, where it harms nobody: the same work for both.
    counted = f"messages {code}" if language else f"messages of nobody {kept.id}"
    room = tries.take_quietly(counted, most=MESSAGES, about=code, now=now)
    sent = room and language is not None
    codes.put(code if sent else decoy_name(kept), kept, expires_at=now + LIFE)
    return CodeMessage(
        id=kept.id,
        dossier=code,
        phone=phone if sent else None,
        language=language or _ANY_LANGUAGE,
        otp=otp,
        minutes=int(LIFE.total_seconds()) // _MINUTE,
    )
