"""`motcua`, called many times by the set-up and loaded once."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deploy.setup.console import SetupError
from deploy.setup.packages import last_line
from deploy.setup.places import Places, make_folder


@dataclass(slots=True, kw_only=True)
class CommandLine:
    """A process that runs one command after the other; it starts with the first of them."""

    places: Places
    env: Mapping[str, str]
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    def run(self, arguments: Sequence[str]) -> str:
        """Run one command; returns what it printed, SetupError when it failed."""
        process = self._started()
        if process.stdin is None or process.stdout is None:
            raise ValueError("the command loop has no pipes")
        process.stdin.write(json.dumps(list(arguments)) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        ended = {"status": 1, "stderr": "its process ended", "stdout": ""}
        reply: dict[str, Any] = json.loads(line) if line else ended
        if reply["status"] != 0:
            said = reply["stderr"].strip() or reply["stdout"].strip()
            command = " ".join(arguments)
            raise SetupError(
                f"motcua {command} failed: {last_line(said)}",
                f"See all it says: {self.places.launcher} {command}",
            )
        return str(reply["stdout"]).strip()

    def close(self) -> None:
        """Let the process end."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            log = make_folder(self.places.logs) / "set-up.log"
            with log.open("a", encoding="utf-8") as errors:
                self._process = subprocess.Popen(
                    [str(self.places.python), "-m", "deploy.command_loop"],
                    cwd=self.places.root,
                    env={**os.environ, **self.env, "PYTHONPATH": str(self.places.root)},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                )
        return self._process
