"""The provider of text messages of one box, served for a test."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import make_server

from deploy.onebox.inbox import Kept, read_mailbox
from deploy.onebox.mail_sink import Mailbox
from deploy.onebox.sms_gateway import Texts, create_gateway
from services.notification.places import SmsProvider


class SmsBox:
    """What was sent, and how the provider behaves (`texts.mode`)."""

    def __init__(self, folder: Path) -> None:
        self.texts = Texts(Mailbox(folder))
        self.provider = SmsProvider(url="http://127.0.0.1:1", sender="MOTCUA")
        self._folder = folder

    @contextmanager
    def serving(self, port: int = 0) -> Iterator[None]:
        """Serve it, at a port of its own where none is named."""
        app = create_gateway(self.texts, 3600.0)
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}"
        self.provider = SmsProvider(url=url, sender="MOTCUA")
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    @property
    def phones(self) -> Sequence[str]:
        """Return to whom texts went, oldest first."""
        return [kept.header("To").partition("@")[0] for kept in self._kept()]

    @property
    def words(self) -> Sequence[str]:
        """Return what they say."""
        return [kept.part("plain").strip() for kept in self._kept()]

    @property
    def encodings(self) -> Sequence[str]:
        """Return the alphabets they came in."""
        return [kept.header("X-Encoding") for kept in self._kept()]

    def _kept(self) -> Sequence[Kept]:
        return read_mailbox(self._folder)
