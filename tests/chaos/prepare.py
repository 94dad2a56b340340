"""Sets a whole suite up without starting it: a program, run with a state folder's settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy.setup.console import Console, SetupError
from deploy.setup.places import find_places
from deploy.setup.servers import bring_up_servers, locked
from deploy.setup.suite import prepare_suite


def main(clock: str) -> int:
    """Bring the servers up, make keys, databases and queues, publish the catalogue."""
    places = find_places(Path(__file__).parents[2])
    console = Console()
    try:
        with locked(places):
            box = bring_up_servers(places, console)
            prepare_suite(box, console, clock=clock, speed=None)
            subprocess.run(  # noqa: S603 -- our own program
                [str(places.python), "-m", "tests.publish_shipped"],
                cwd=places.root,
                env={**os.environ, **box.env, "PYTHONPATH": str(places.root)},
                check=True,
            )
            box.commands.close()
    except SetupError as error:
        console.say(f"{error.what} {error.remedy}")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
