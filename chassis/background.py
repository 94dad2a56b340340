"""The background process of a service: loops as threads, with health and metrics beside them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping, Sequence
from socketserver import ThreadingMixIn
from typing import Protocol
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
import structlog

from chassis import metrics

_log = structlog.get_logger(__name__)
_JOIN_SECONDS = 15.0


class Loop(Protocol):
    """Work that goes on until it is told to stop."""

    name: str

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; leaving early or raising ends the process."""
        ...

    def ready(self) -> bool:
        """Tell whether the loop can do its work now."""
        ...

    def alive(self) -> bool:
        """Tell whether the loop still moves; False makes the process restart."""
        ...


def run_loops(loops: Sequence[Loop], bind: str) -> int:
    """Run every loop in a thread until SIGTERM or until one of them ends; return the exit code.

    A loop that ends by itself ends the process: a supervisor starts it again whole, which is
    better than a process that is half deaf.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    died: list[str] = []
    threads = [
        threading.Thread(target=_guard, args=(loop, stop, died), name=loop.name, daemon=True)
        for loop in loops
    ]
    for thread in threads:
        thread.start()
    # Asked earlier, it would call a loop dead that has not begun.
    server = _serve_health(bind, loops, threads)
    _log.info("background-started", loops=[loop.name for loop in loops])
    while not stop.wait(0.5):
        pass
    for thread in threads:
        thread.join(_JOIN_SECONDS)
    server.shutdown()
    _log.info("background-stopped", died=died)
    return 1 if died else 0


def _guard(loop: Loop, stop: threading.Event, died: list[str]) -> None:
    try:
        loop.run(stop)
    except Exception:  # noqa: BLE001 -- a dead loop ends the process, whatever killed it
        _log.exception("loop-failed", loop=loop.name)
    if not stop.is_set():
        died.append(loop.name)
        stop.set()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- wsgiref's own name
        """Health checks every second are no news."""


def _serve_health(
    bind: str, loops: Sequence[Loop], threads: Sequence[threading.Thread]
) -> WSGIServer:
    host, _, port = bind.rpartition(":")
    answers = _Answers(loops, threads)
    server = make_server(host, int(port), answers, server_class=_Server, handler_class=_Silent)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    return server


class _Answers:
    """WSGI application of /livez, /readyz and /metrics."""

    def __init__(self, loops: Sequence[Loop], threads: Sequence[threading.Thread]) -> None:
        self._loops = loops
        self._threads = threads

    def __call__(self, environ: dict[str, object], start_response: object) -> list[bytes]:
        status, content_type, body = self._answer(str(environ.get("PATH_INFO")))
        start_response(status, [("Content-Type", content_type)])  # type: ignore[operator]
        return [body]

    def _answer(self, path: str) -> tuple[str, str, bytes]:
        if path == "/metrics":
            return "200 OK", metrics.CONTENT_TYPE, metrics.exposition()
        if path == "/livez":
            return self._health("alive", self._alive())
        if path == "/readyz":
            return self._health("ready", {loop.name: loop.ready() for loop in self._loops})
        return "404 Not Found", "application/json", b"{}"

    def _alive(self) -> Mapping[str, bool]:
        return {
            loop.name: thread.is_alive() and loop.alive()
            for loop, thread in zip(self._loops, self._threads, strict=True)
        }

    def _health(self, word: str, parts: Mapping[str, bool]) -> tuple[str, str, bytes]:
        good = all(parts.values())
        body = orjson.dumps({word: good, "loops": dict(parts), "pid": os.getpid()})
        return ("200 OK" if good else "503 Service Unavailable"), "application/json", body
