"""The centre of short messages of one box, served for a test."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.onebox.inbox import Kept, read_mailbox
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.smsc_centre import Centre
from deploy.onebox.smsc_server import SmscServer
from services.notification.places import SmppServer

SECRET = "secret"


class SmscBox:
    """What was sent, and how the centre behaves (`centre.mode`)."""

    def __init__(self, folder: Path) -> None:
        self.centre = Centre(Mailbox(folder), password=SECRET, slow_seconds=3600.0)
        self.server: SmscServer
        self.place: SmppServer
        self._folder = folder

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve it."""
        self.server = SmscServer(("127.0.0.1", 0), self.centre)
        thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        thread.start()
        self.place = SmppServer(
            host="127.0.0.1",
            port=self.server.server_address[1],
            secure=False,
            sender="MOTCUA",
            system_id="motcua",
            password=SECRET,
        )
        try:
            yield
        finally:
            self.server.stop()
            thread.join()

    @property
    def phones(self) -> Sequence[str]:
        """Return to whom texts went, oldest first."""
        return [kept.header("To").partition("@")[0] for kept in self._kept()]

    @property
    def words(self) -> Sequence[str]:
        """Return what they say."""
        return [kept.part("plain").strip() for kept in self._kept()]

    def _kept(self) -> Sequence[Kept]:
        return read_mailbox(self._folder)
