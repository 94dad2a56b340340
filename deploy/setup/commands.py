"""The subcommands of `deploy/dev.py`."""

from __future__ import annotations

import argparse
from pathlib import Path

from deploy.setup.console import RED, Console, SetupError
from deploy.setup.places import find_places
from deploy.setup.servers import bring_up_servers, locked

CANNOT_GO_ON = 2


def main(root: Path, arguments: list[str]) -> int:
    """Run one subcommand and return the exit status: 0 done, 2 something is missing."""
    console = Console()
    try:
        places = find_places(root)
        with locked(places):
            bring_up_servers(places, console)
        console.say(f"  ready after {console.total():.1f} s")
    except SetupError as error:
        console.say(f"\ndev.py cannot go on: {error.what}", colour=RED)
        console.say(f"  {error.remedy}")
        return CANNOT_GO_ON
    return 0
