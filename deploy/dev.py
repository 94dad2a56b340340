#!/usr/bin/env python3
"""Set up, run and test the whole suite on one machine.

    python3 deploy/dev.py run [--detach] [--clock 2026-02-13T16:45+07:00] [--speed 60]
    python3 deploy/dev.py test [arguments of pytest]
    python3 deploy/dev.py chaos [--minutes 4] [--seed 7]
    python3 deploy/dev.py stop | status [--json] | servers | clean

Needs Python 3.11 and, on Debian or Ubuntu, a package mirror; no root. deploy/README.md says more.
"""

from __future__ import annotations

import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent


def start() -> int:
    """Check the interpreter, then hand over to the parts that need a current one."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:2])
        print(f"dev.py cannot go on: this is Python {found}, and 3.11 or later is needed.")
        print("  Install python3.11, then: python3.11 deploy/dev.py", *sys.argv[1:])
        return 2
    sys.path[0] = str(ROOT)
    from deploy.setup.commands import main

    return main(ROOT, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(start())
