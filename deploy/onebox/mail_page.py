"""The page of one box on which letters and texts are read as people get them.

What a letter holds is shown in a sandboxed frame under a policy that runs and loads nothing: the
page is no mail program, and a letter no program.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, render_template
from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.onebox.inbox import Kept, read_mail

_NAME = re.compile(r"[0-9]{20}-[0-9]{6}\.eml")
_SHOWN = 200
_HEADERS = {
    "From": "Người gửi",
    "To": "Người nhận",
    "Subject": "Tiêu đề",
    "Message-ID": "Mã thư",
    "List-Unsubscribe": "Ngừng nhận",
}
_PAGE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# A letter styles itself in its attributes, and that is all it may do.
_LETTER = _PAGE | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'; sandbox"
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    name: str
    moment: str
    to: str
    title: str
    short: bool


def create_page(folder: Path) -> Flask:
    """Build the app over a folder of mails."""
    app = Flask(__name__, template_folder="pages", static_folder=None)

    @app.get("/")
    def mails() -> Response:
        return _answer(render_template("list.html", mails=_newest(folder)))

    @app.get("/mails/<name>")
    def mail(name: str) -> Response:
        kept = _read(folder, name)
        line = _line(name, kept)
        headers = [(word, value) for one, word in _HEADERS.items() if (value := kept.header(one))]
        has_html = bool(kept.part("html"))
        return _answer(
            render_template(
                "mail.html",
                one=line,
                headers=[("Lúc", line.moment), *headers],
                has_html=has_html,
                text=kept.part("plain"),
            )
        )

    @app.get("/mails/<name>/html")
    def letter(name: str) -> Response:
        return Response(_read(folder, name).part("html"), headers=_LETTER, mimetype="text/html")

    @app.get("/style.css")
    def style() -> Response:
        return Response(render_template("style.css"), mimetype="text/css", headers=_PAGE)

    return app


class PageLoop:
    """The page as a loop of a background process, at `bind` (host:port)."""

    name = "mail-page"

    def __init__(self, folder: Path, bind: str) -> None:
        host, _, port = bind.rpartition(":")
        app = create_page(folder)
        self._server = make_server(host, int(port), app, threaded=True, request_handler=_Silent)
        self._ready = False

    def run(self, stop: threading.Event) -> None:
        """Serve until `stop` is set."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        self._ready = True
        try:
            stop.wait()
        finally:
            self._ready = False
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def ready(self) -> bool:
        """Tell whether the page is served."""
        return self._ready

    def alive(self) -> bool:
        """Tell whether the server moves; its thread dies with the process."""
        return True


class _Silent(WSGIRequestHandler):
    def log_request(self, *_: object, **__: object) -> None:
        """Say nothing: somebody reads mail."""


def _answer(html: str) -> Response:
    return Response(html, headers=_PAGE, mimetype="text/html")


def _newest(folder: Path) -> Sequence[_Line]:
    files = sorted(folder.glob("[0-9]*.eml"), reverse=True)[:_SHOWN]
    return [_line(path.name, Kept(number=0, mail=read_mail(path))) for path in files]


def _line(name: str, kept: Kept) -> _Line:
    short = bool(kept.header("X-Encoding"))
    to = kept.header("To")
    return _Line(
        name=name,
        moment=f"{kept.written:%d/%m/%Y %H:%M:%S}" if kept.written else "",
        to=f"+{to.partition('@')[0]}" if short else to,
        title=kept.title,
        short=short,
    )


def _read(folder: Path, name: str) -> Kept:
    if _NAME.fullmatch(name) is None or not (folder / name).is_file():
        abort(404)
    return Kept(number=0, mail=read_mail(folder / name))
