"""The centre of short messages of one box: binds, texts, and receipts that may go wrong."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any

from smpplib import consts, exceptions, smpp
from smpplib.client import SimpleSequenceGenerator

from deploy.onebox.smsc_centre import Centre, Owed, Receiver, Told
from deploy.onebox.smsc_phone import Typed
from deploy.onebox.text_fates import fate_of

_HEADER_BYTES = 16
_MOST_BYTES = 64 * 1024
_AGAIN_SECONDS = 1.0
_TICK_SECONDS = 0.05
_EARLY_SECONDS = 0.3
_STATES = {
    "accepted": (consts.SMPP_MESSAGE_STATE_ACCEPTED, "ACCEPTD"),
    "delivered": (consts.SMPP_MESSAGE_STATE_DELIVERED, "DELIVRD"),
    "failed": (consts.SMPP_MESSAGE_STATE_UNDELIVERABLE, "UNDELIV"),
}
_RECEIPT_ESM_CLASS = 0x04


class Connection(socketserver.BaseRequestHandler):
    """One connection of somebody who sends."""

    server: SmscServer

    def setup(self) -> None:
        """Begin unbound."""
        self._numbers = SimpleSequenceGenerator()
        self._writing = threading.Lock()
        self._bound = False

    def handle(self) -> None:
        """Answer until the other side leaves or is thrown out."""
        with suppress(OSError, struct.error, exceptions.UnknownCommandError):
            while (pdu := self._read()) is not None:
                self._heed(pdu)

    def finish(self) -> None:
        """Send it nothing more."""
        centre = self.server.centre
        with centre.lock:
            if self in centre.receivers:
                centre.receivers.remove(self)
        self.server.left(self)

    def cut(self) -> None:
        """End the connection in the middle."""
        with suppress(OSError):
            self.request.shutdown(socket.SHUT_RDWR)

    def send(self, command: str, sequence: int | None = None, **fields: object) -> None:
        """Write a PDU; raises `OSError`."""
        pdu = smpp.make_pdu(command, client=self._numbers, **fields)
        if sequence is not None:
            pdu.sequence = sequence
        with self._writing:
            self.request.sendall(pdu.generate())

    def _read(self) -> Any | None:  # noqa: ANN401 -- the library has no types
        head = self._exactly(4)
        if head is None:
            return None
        (length,) = struct.unpack(">L", head)
        if not _HEADER_BYTES <= length <= _MOST_BYTES:
            return None
        rest = self._exactly(length - 4)
        if rest is None:
            return None
        return smpp.parse_pdu(head + rest, client=self._numbers, allow_unknown_opt_params=True)

    def _exactly(self, count: int) -> bytes | None:
        found = b""
        while len(found) < count:
            piece = self.request.recv(count - len(found))
            if not piece:
                return None
            found += piece
        return found

    def _heed(self, pdu: Any) -> None:  # noqa: ANN401 -- the library has no types
        if pdu.command in {"bind_transceiver", "bind_receiver", "bind_transmitter"}:
            self._bind(pdu)
        elif pdu.command == "enquire_link":
            self.send("enquire_link_resp", pdu.sequence)
        elif pdu.command == "unbind":
            self.send("unbind_resp", pdu.sequence)
        elif pdu.command == "submit_sm":
            self._submit(pdu)
        elif pdu.command in {"deliver_sm_resp", "data_sm_resp"}:
            self.server.heard(self, pdu.sequence, kept=not pdu.is_error())

    def _bind(self, pdu: Any) -> None:  # noqa: ANN401 -- the library has no types
        answer, centre = f"{pdu.command}_resp", self.server.centre
        if (pdu.password or b"").decode() != centre.password:
            self.send(answer, pdu.sequence, status=consts.SMPP_ESME_RINVPASWD)
            return
        self._bound = True
        self.send(answer, pdu.sequence, system_id="motcua-smsc")
        if pdu.command != "bind_transmitter":
            with centre.lock:
                centre.receivers.append(self)

    def _submit(self, pdu: Any) -> None:  # noqa: ANN401 -- the library has no types
        centre, to = self.server.centre, pdu.destination_addr.decode()
        if not self._bound:
            self.send("submit_sm_resp", pdu.sequence, status=consts.SMPP_ESME_RINVBNDSTS)
            return
        refused = centre.refusal(to, repr(pdu.short_message))
        if refused is not None:
            self.send("submit_sm_resp", pdu.sequence, status=refused)
            return
        fate = fate_of(to, centre.mode)
        name = centre.take(pdu)
        centre.owe(pdu, name, fate)
        if fate == "drop":
            raise OSError
        wait = {"slow": centre.slow_seconds, "early": _EARLY_SECONDS}.get(fate, 0.0)
        if wait:
            # Others on this connection are answered meanwhile.
            threading.Timer(wait, self._answer, (pdu.sequence, name)).start()
        else:
            self.send("submit_sm_resp", pdu.sequence, message_id=name)

    def _answer(self, sequence: int, name: str) -> None:
        with suppress(OSError):
            self.send("submit_sm_resp", sequence, message_id=name)

    def number(self) -> int:
        """Return the number of the next PDU."""
        number: int = self._numbers.next_sequence()
        return number

    def tell(self, one: Told, sequence: int) -> None:
        """Say a receipt, or a text, under this number; raises `OSError`."""
        if isinstance(one, Typed):
            self._bring(one, sequence)
        else:
            self._say(one, sequence)

    def _bring(self, one: Typed, sequence: int) -> None:
        self._deliver(sequence, source_addr=one.number, **one.fields)

    def _say(self, one: Owed, sequence: int) -> None:
        number, word = _STATES[one.state]
        arrived = int(one.state == "delivered")
        words = (
            f"id:{one.name} sub:001 dlvrd:{arrived:03} submit date:{one.day} done date:{one.day}"
            f" stat:{word} err:{0 if arrived else 1:03} text:"
        )
        self._deliver(
            sequence,
            source_addr=one.to,
            esm_class=_RECEIPT_ESM_CLASS,
            short_message=words.encode(),
            receipted_message_id=one.name,
            message_state=number,
            user_message_reference=one.mark,
        )

    def _deliver(self, sequence: int, **fields: object) -> None:
        word = self.server.centre.word
        if word == "data_sm" and "short_message" in fields:
            fields["message_payload"] = fields.pop("short_message")
        self.send(word, sequence, **fields)


class SmscServer(socketserver.ThreadingTCPServer):
    """Listens for connections, and says receipts to whoever is bound for them."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], centre: Centre) -> None:
        super().__init__(address, Connection)
        self.centre = centre
        self._said: dict[tuple[int, int], Told] = {}
        self._stop = threading.Event()
        self._teller = threading.Thread(target=self._tell, daemon=True)
        self._teller.start()

    def stop(self) -> None:
        """Listen and say no more."""
        self._stop.set()
        self.shutdown()
        self.server_close()
        self._teller.join()

    def heard(self, connection: Connection, sequence: int, *, kept: bool) -> None:
        """Note how a receipt or text was taken; one that could not be kept is owed anew."""
        one = self._said.pop((id(connection), sequence), None)
        if one is not None and not kept:
            self._owe_again(one)

    def left(self, connection: Connection) -> None:
        """Owe anew what a connection was told and did not answer."""
        unanswered = [key for key in list(self._said) if key[0] == id(connection)]
        for key in unanswered:
            self._owe_again(self._said.pop(key))

    def quiet(self) -> bool:
        """Tell whether no receipt is owed, and none that was said is unanswered."""
        return not self.centre.owed and not self._said

    def drop_all(self) -> None:
        """Break every connection that is bound for receipts."""
        with self.centre.lock:
            bound = list(self.centre.receivers)
        for connection in bound:
            connection.cut()

    def handle_error(self, *_: object) -> None:
        """Take a connection that ends badly for one that ends."""

    def _owe_again(self, one: Told) -> None:
        later = replace(one, at=time.monotonic() + _AGAIN_SECONDS)
        with self.centre.lock:
            self.centre.owed.append(later)

    def _tell(self) -> None:
        while not self._stop.wait(_TICK_SECONDS):
            for one in self.centre.due():
                with self.centre.lock:
                    bound = self.centre.receivers[-1:]
                if not bound or not self._say(one, bound[0]):
                    self._owe_again(one)

    def _say(self, one: Told, receiver: Receiver) -> bool:
        number = receiver.number()
        self._said[id(receiver), number] = one
        try:
            receiver.tell(one, number)
        except OSError:
            # Unless it was owed anew when the connection ended.
            return self._said.pop((id(receiver), number), None) is None
        return True
