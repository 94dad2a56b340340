"""What clients and the nemesis did, one JSON line each, so that a failed run can be read again."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any


class Journal:
    """Appends lines as they happen; every line carries the seconds since the journal began."""

    def __init__(self, path: Path, *, seed: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.seed = seed
        self._file = path.open("w", encoding="utf-8")
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self.note("seed", seed=seed)

    def note(self, what: str, **about: Any) -> None:
        """Write one line: a client's invoke, ok, fail or unknown, or what the nemesis did."""
        line = {"at": round(time.monotonic() - self._began, 3), "what": what} | about
        with self._lock:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def lines(self, what: str) -> list[dict[str, Any]]:
        """Return the lines of one kind."""
        read = map(json.loads, self.path.read_text(encoding="utf-8").splitlines())
        return [line for line in read if line["what"] == what]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __str__(self) -> str:
        """Say what a failed run is reported with."""
        return f"seed {self.seed}, journal {self.path}"
