"""Runs commands of `motcua` one after the other in one process, for the set-up.

Each line of the input is a JSON list of arguments, each line of the output a JSON object with
`status`, `stdout` and `stderr`. Importing a service takes longer than most of its commands.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import TextIO

from deploy.motcua import main


def serve(requests: TextIO, replies: TextIO) -> None:
    """Answer every line until the input ends."""
    for line in requests:
        replies.write(json.dumps(run(json.loads(line))) + "\n")
        replies.flush()


def run(arguments: Sequence[str]) -> dict[str, object]:
    """Run one command as a shell would; a fault of any kind is a status, never the end."""
    out, err = StringIO(), StringIO()
    status: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(args=list(arguments), prog_name="motcua")
        except SystemExit as end:
            status = end.code or 0
        except Exception:  # noqa: BLE001 - told to the caller, who decides
            traceback.print_exc()
            status = 1
    return {"status": status, "stdout": out.getvalue(), "stderr": err.getvalue()}


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
