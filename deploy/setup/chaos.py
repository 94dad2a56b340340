"""The subcommand `chaos`: file dossiers for minutes while everything is killed."""

from __future__ import annotations

import argparse
import os
import subprocess

from deploy.setup.console import BOLD, Console
from deploy.setup.places import Places
from deploy.setup.servers import locked
from deploy.setup.tools import provide_uv, sync_dependencies

DEFAULT_MINUTES = 4.0


def chaos(places: Places, console: Console, options: argparse.Namespace) -> int:
    """Kill every process at random while dossiers are filed, then count; pytest's status."""
    with locked(places):
        with console.step("uv") as step:
            uv = provide_uv(places, step)
        with console.step("dependencies") as step:
            sync_dependencies(places, uv, step)
    wishes = {"CHAOS_MINUTES": str(options.minutes)}
    if options.seed is not None:
        wishes["CHAOS_SEED"] = str(options.seed)
    console.say(f"  {options.minutes:g} minutes of chaos, on servers of its own", colour=BOLD)
    return subprocess.run(
        [str(places.python), "-m", "pytest", "-q", "-s", "tests/chaos/test_run.py"],
        cwd=places.root,
        env={**os.environ, **wishes, "PYTHONPATH": str(places.root)},
        check=False,
    ).returncode


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the subcommand its options."""
    parser.add_argument("--minutes", type=float, default=DEFAULT_MINUTES, metavar="N")
    parser.add_argument("--seed", type=int, metavar="S", help="repeat a run's choices")
