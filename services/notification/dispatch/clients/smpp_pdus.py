"""What is written into and read out of the PDUs of SMPP 3.4, as far as a text message needs it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from smpplib import consts

from services.notification.dispatch.domain.receipt import Receipt, State
from services.notification.dispatch.domain.sms import Sms
from services.notification.templates.domain.short_text import (
    GSM_BASIC,
    GSM_EXTENSION,
    Encoding,
    ShortText,
)

_ESCAPE = 0x1B
CODING = {
    Encoding.GSM7: consts.SMPP_ENCODING_DEFAULT,
    Encoding.UCS2: consts.SMPP_ENCODING_ISO10646,
}
_ALPHANUMERIC, _INTERNATIONAL, _ISDN = (
    consts.SMPP_TON_ALNUM,
    consts.SMPP_TON_INTL,
    consts.SMPP_NPI_ISDN,
)
# Bits 5 to 2 of esm_class tell what a deliver_sm is (section 5.2.12).
_TYPE_BITS = 0x3C
_TEXT_TYPE, _RECEIPT_TYPE = 0x00, 0x04
_WORD = re.compile(r"\b(id|stat|err|done date):\s*([^ ]*)", re.IGNORECASE)

# message_state (section 5.2.28) and the words of the text form (appendix B): what they mean.
# "Accepted" is said by some of texts on their way, and "unknown" of anything: neither is an end.
_STATES: Mapping[int, tuple[str, State, str | None]] = {
    consts.SMPP_MESSAGE_STATE_ENROUTE: ("ENROUTE", State.UNDER_WAY, None),
    consts.SMPP_MESSAGE_STATE_DELIVERED: ("DELIVRD", State.DELIVERED, None),
    consts.SMPP_MESSAGE_STATE_EXPIRED: ("EXPIRED", State.FAILED, "phone-not-reached"),
    consts.SMPP_MESSAGE_STATE_DELETED: ("DELETED", State.FAILED, "text-deleted"),
    consts.SMPP_MESSAGE_STATE_UNDELIVERABLE: ("UNDELIV", State.FAILED, "phone-unreachable"),
    consts.SMPP_MESSAGE_STATE_ACCEPTED: ("ACCEPTD", State.UNDER_WAY, None),
    consts.SMPP_MESSAGE_STATE_UNKNOWN: ("UNKNOWN", State.UNDER_WAY, None),
    consts.SMPP_MESSAGE_STATE_REJECTED: ("REJECTD", State.FAILED, "text-refused"),
}
_BY_WORD = {word: number for number, (word, _, _) in _STATES.items()}


def fields_of(sms: Sms, sender: str, *, receipts: bool) -> Sequence[Mapping[str, Any]]:
    """Return the fields of one submit_sm a segment, in their order.

    A text of several carries a header that tells phones how to put them together (3GPP TS 23.040
    section 9.2.3.24.1). `receipts` asks for one each; the last carries the mark.
    """
    parts = sms.text.parts
    same = (zlib.crc32(sms.reference.encode()) if sms.mark is None else sms.mark) & 0xFF
    common = {
        "source_addr_ton": _ALPHANUMERIC,
        "source_addr": sender,
        "dest_addr_ton": _INTERNATIONAL,
        "dest_addr_npi": _ISDN,
        "destination_addr": sms.to.removeprefix("+"),
        "data_coding": CODING[sms.text.encoding],
        "registered_delivery": int(receipts),
        "esm_class": consts.SMPP_GSMFEAT_UDHI if len(parts) > 1 else consts.SMPP_MSGTYPE_DEFAULT,
    }
    found: list[dict[str, Any]] = []
    for place, part in enumerate(parts, start=1):
        header = bytes((5, 0, 3, same, len(parts), place)) if len(parts) > 1 else b""
        found.append(common | {"short_message": header + encoded(part, sms.text)})
    if sms.mark is not None:
        found[-1]["user_message_reference"] = sms.mark
    return found


def encoded(words: str, text: ShortText) -> bytes:
    """Return words in the alphabet of a text: UTF-16, or septets, one an octet."""
    if text.encoding is Encoding.UCS2:
        return words.encode("utf-16-be")
    return b"".join(map(_septets, words))


def decoded(octets: bytes, data_coding: int) -> str:
    """Return what octets say; what no alphabet of ours has becomes a question mark."""
    if data_coding == consts.SMPP_ENCODING_ISO10646:
        return octets.decode("utf-16-be", "replace")
    if data_coding == consts.SMPP_ENCODING_DEFAULT:
        return _from_septets(octets)
    return octets.decode("latin-1")


def is_receipt(pdu: Any) -> bool:  # noqa: ANN401 -- the library has no types
    """Tell whether a deliver_sm or data_sm is a receipt and no message of a phone."""
    return (pdu.esm_class or 0) & _TYPE_BITS == _RECEIPT_TYPE


def is_text(pdu: Any) -> bool:  # noqa: ANN401 -- the library has no types
    """Tell whether a deliver_sm or data_sm is a message of a phone."""
    return (pdu.esm_class or 0) & _TYPE_BITS == _TEXT_TYPE


def receipt_of(pdu: Any, provider: str, now: datetime) -> Receipt | None:  # noqa: ANN401 -- the library has no types
    """Return the receipt in a deliver_sm or data_sm, None when it names no text or no state.

    Read from its optional parameters where they are, else from its words (appendix B).
    """
    octets = octets_of(pdu)
    # What follows `text:` are words of the message.
    said = re.split(r"\btext:", octets.decode("latin-1"), maxsplit=1, flags=re.IGNORECASE)[0]
    words = {key.lower(): value for key, value in _WORD.findall(said)}
    reference = _text(pdu.receipted_message_id) or words.get("id", "")
    number = pdu.message_state or _BY_WORD.get(words.get("stat", "").upper()[:7], 0)
    if not reference or number not in _STATES:
        return None
    word, state, reason = _STATES[number]
    return Receipt(
        provider=provider,
        # Providers give receipts no names; the date keeps apart what one name was used for twice.
        id=f"{reference}/{word}/{words.get('done date', '')}",
        reference=reference,
        state=state,
        at=now,
        reason=reason,
        code=_number(words.get("err", "")),
        mark=pdu.user_message_reference,
    )


def octets_of(pdu: Any) -> bytes:  # noqa: ANN401 -- the library has no types
    """Return what it says: a data_sm has no short_message, and a long one may stand beside it."""
    octets: bytes = getattr(pdu, "short_message", None) or pdu.message_payload or b""
    return octets


def address_of(pdu: Any) -> str:  # noqa: ANN401 -- the library has no types
    """Return who sent it: with a plus where it says that it is international."""
    address = _text(pdu.source_addr)
    international = pdu.source_addr_ton == _INTERNATIONAL and address.isdigit()
    return f"+{address}" if international else address


def _text(value: bytes | None) -> str:
    return (value or b"").decode("latin-1").strip("\0 ")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _septets(char: str) -> bytes:
    if char in GSM_EXTENSION:
        return bytes((_ESCAPE, GSM_EXTENSION[char]))
    return bytes((GSM_BASIC.index(char),))


def _from_septets(octets: bytes) -> str:
    extension = {code: char for char, code in GSM_EXTENSION.items()}
    found, escaped = [], False
    for octet in octets:
        if escaped:
            found.append(extension.get(octet, "?"))
            escaped = False
        elif octet == _ESCAPE:
            escaped = True
        else:
            found.append(GSM_BASIC[octet] if octet < len(GSM_BASIC) else "?")
    return "".join(found)
