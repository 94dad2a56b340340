"""What the centre of short messages of one box takes, refuses and owes."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from smpplib import consts

from chassis.clock import machine_clock
from deploy.onebox.kept_text import KeptText
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.smsc_phone import Typed, parts_of
from deploy.onebox.text_fates import SLOW_SECONDS, TRIES, fate_of, receipts_of
from kernel.clock import Clock
from services.notification.dispatch.clients.smpp_pdus import decoded


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A receipt that is due at an instant of the machine's monotonic clock.

    `day` is what it says of when; a receipt that is said again says the same.
    """

    at: float
    name: str
    state: str
    to: str
    mark: int | None
    day: str = field(default_factory=lambda: time.strftime("%y%m%d%H%M"))


Told = Owed | Typed
WORDS: Final = ("deliver_sm", "data_sm")


class Receiver(Protocol):
    """A connection that is bound for receipts."""

    def number(self) -> int:
        """Return the number of the next PDU."""
        ...

    def tell(self, one: Told, sequence: int) -> None:
        """Say a receipt, or a text, under this number; raises `OSError`."""
        ...

    def cut(self) -> None:
        """End the connection in the middle."""
        ...


@dataclass(slots=True)
class Centre:
    """What was taken, what is owed, who is bound, and how everything behaves (`mode`).

    With `marks` receipts give back a text's user_message_reference, as the better centres do, and
    texts that are sent in have one. What it tells it tells by `word`: deliver_sm, or data_sm.
    """

    mailbox: Mailbox
    password: str = "secret"  # noqa: S105 -- of one box
    clock: Clock = machine_clock
    mode: str = "ok"
    marks: bool = True
    word: str = "deliver_sm"
    slow_seconds: float = SLOW_SECONDS
    lock: threading.Lock = field(default_factory=threading.Lock)
    receivers: list[Receiver] = field(default_factory=list)
    owed: list[Told] = field(default_factory=list)
    _names: int = 0
    _typed: int = 0
    _tries: dict[str, int] = field(default_factory=dict)
    _parts: dict[tuple[str, int], dict[int, str]] = field(default_factory=dict)

    def refusal(self, to: str, words: str) -> int | None:
        """Return the status a text is refused by, None when it is taken."""
        fate = fate_of(to, self.mode)
        if fate == "throttle" and self.mode == "ok":
            with self.lock:
                tries = self._tries[words] = self._tries.get(words, 0) + 1
            return consts.SMPP_ESME_RTHROTTLED if tries <= TRIES else None
        refusals = {
            "unknown": consts.SMPP_ESME_RINVDSTADR,
            "throttle": consts.SMPP_ESME_RTHROTTLED,
            "broken": consts.SMPP_ESME_RSYSERR,
        }
        return refusals.get(fate)

    def take(self, pdu: Any) -> str:  # noqa: ANN401 -- the library has no types
        """Take a part of a text; return its name. Once all parts are here it is kept."""
        to = pdu.destination_addr.decode()
        with self.lock:
            self._names += 1
            name = f"{self._names:010d}"
            words = self._whole(to, pdu)
        if words is not None:
            text = KeptText(
                reference=name,
                to=to,
                sender=pdu.source_addr.decode(),
                words=words,
                encoding="ucs-2" if pdu.data_coding else "gsm-7",
                at=self.clock(),
            )
            self.mailbox.keep(text.mail(), text.recipients)
        return name

    def owe(self, pdu: Any, name: str, fate: str) -> None:  # noqa: ANN401 -- the library has no types
        """Note the receipts of a text, if it asked for any."""
        if not pdu.registered_delivery:
            return
        mark = pdu.user_message_reference if self.marks else None
        to, now = pdu.destination_addr.decode(), time.monotonic()
        with self.lock:
            self.owed += [
                Owed(at=now + due.seconds, name=name, state=due.state, to=to, mark=mark)
                for due in receipts_of(fate)
            ]

    def type_in(
        self, number: str, words: str, form: str = "header", order: Sequence[int] = ()
    ) -> bool:
        """Owe a text that a phone sends in; False where it has no such part.

        `form` is how a long one is cut (`FORMS`), `order` in which its parts come, from 1: one
        named twice comes twice, one left out never.
        """
        with self.lock:
            self._typed += 1
            parts = parts_of(words, form, self._typed)
            places = order or range(1, len(parts) + 1)
            if not set(places) <= set(range(1, len(parts) + 1)):
                return False
            mark = {"user_message_reference": self._typed} if self.marks else {}
            now = time.monotonic()
            self.owed += [
                Typed(at=now, number=number, fields={**parts[place - 1], **mark})
                for place in places
            ]
        return True

    def due(self) -> Sequence[Told]:
        """Return the receipts and texts whose time has come, and owe them no more."""
        now = time.monotonic()
        with self.lock:
            ready = [one for one in self.owed if one.at <= now]
            self.owed = [one for one in self.owed if one.at > now]
        return sorted(ready, key=lambda one: one.at)

    def _whole(self, to: str, pdu: Any) -> str | None:  # noqa: ANN401 -- the library has no types
        octets, coding = pdu.short_message or pdu.message_payload or b"", pdu.data_coding
        if not (pdu.esm_class or 0) & consts.SMPP_GSMFEAT_UDHI:
            return decoded(octets, coding)
        length, (reference, count, place) = octets[0], octets[3:6]
        parts = self._parts.setdefault((to, reference), {})
        parts[place] = decoded(octets[length + 1 :], coding)
        if len(parts) < count:
            return None
        del self._parts[to, reference]
        return "".join(parts[number] for number in sorted(parts))
