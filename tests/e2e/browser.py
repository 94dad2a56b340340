"""A page in headless Chromium, driven over the DevTools protocol's pipe: no driver is needed."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
Value = Any
"""What a script gives back: text, number, truth or nothing."""
_PATIENCE = 60.0
_READ, _WRITE = 3, 4
"""Where Chromium looks for its pipe."""
_AS_NUMBERED = f"""
import os, sys
os.dup2(int(sys.argv[1]), {_READ})
os.dup2(int(sys.argv[2]), {_WRITE})
os.execv(sys.argv[3], sys.argv[3:])
"""
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)


class Page:
    """One tab: `open` an address, `do` what a script says, `wait` until something is true.

    `faults` are what scripts of pages did not catch.
    """

    def __init__(self, to: int, out: int) -> None:
        self._to, self._out = to, out
        self._number, self._session = 0, ""
        self._rest = b""
        self.faults: list[Value] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._ask("Runtime.enable")

    def open(self, address: str) -> None:
        """Go to an address from a page that shares nothing with it; return when it is there."""
        for one in ("about:blank", address):
            self._ask("Page.navigate", url=one)
            origin = one.partition("#")[0]
            self.wait(f"document.readyState === 'complete' && document.URL.startsWith('{origin}')")

    def do(self, script: str) -> Value:
        """Return the value of an expression in the page."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def wait(self, script: str, wanted: Callable[[Value], bool] = bool) -> Value:
        """Return the value of an expression once it is wanted; fail after a minute."""
        end = time.monotonic() + _PATIENCE
        while not wanted(found := self.do(script)):
            assert time.monotonic() < end, f"{script}: {found}"
            time.sleep(0.05)
        return found

    def _ask(self, method: str, **given: object) -> Value:
        self._number += 1
        asked: dict[str, object] = {"id": self._number, "method": method, "params": given}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._to, json.dumps(asked).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("method") == "Runtime.exceptionThrown":
                self.faults.append(answer["params"])
            if answer.get("id") == self._number:
                assert "result" in answer, answer
                return answer["result"]

    def _next(self) -> Value:
        while b"\0" not in self._rest:
            read = os.read(self._out, 65536)
            assert read, "Chromium ended"
            self._rest += read
        said, _, self._rest = self._rest.partition(b"\0")
        return json.loads(said)


@contextmanager
def page(profile: Path) -> Iterator[Page]:
    """Yield a page of a browser that has an empty profile."""
    assert CHROMIUM is not None
    theirs_in, to = os.pipe()
    out, theirs_out = os.pipe()
    apart = [fcntl.fcntl(each, fcntl.F_DUPFD, 10) for each in (theirs_in, theirs_out)]
    command = [sys.executable, "-c", _AS_NUMBERED, *map(str, apart), CHROMIUM, *_OPTIONS]
    process = subprocess.Popen(  # noqa: S603 -- the browser of this machine
        [*command, f"--user-data-dir={profile}"], pass_fds=apart, stderr=subprocess.DEVNULL
    )
    for each in (theirs_in, theirs_out, *apart):
        os.close(each)
    try:
        yield Page(to, out)
    finally:
        process.terminate()
        process.wait()
        os.close(to)
        os.close(out)
