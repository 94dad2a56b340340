"""The subcommands of `deploy/dev.py`."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType

from deploy.setup import first_dossier
from deploy.setup.chaos import add_options, chaos
from deploy.setup.console import BOLD, RED, Console, SetupError
from deploy.setup.places import Places, find_places
from deploy.setup.report import as_json, as_table, look
from deploy.setup.servers import Box, bring_up_servers, locked
from deploy.setup.suite import open_doors, prepare_suite, start_early, start_suite
from deploy.setup.supervision import Supervisor

CANNOT_GO_ON = 2
INTERRUPTED = 130
# e2e first: it is the longest, and one worker has enough to do with it
# The chaos run comes late: a machine that loses a suite again and again is slow for the others.
LEVELS = (
    *("e2e", "unit", "repo", "contract", "integration"),
    *("fuzz/test_slice.py", "chaos/test_run.py"),
)
PYTEST_OPTIONS = (
    *("-p", "tests.level_budgets"),
    *("-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"),
)
WATCH_SECONDS = 2
# What a disk or a folder may have against us; anything else is our own fault and shows where.
_DISK_FAULTS = frozenset(
    {
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT),
        *(errno.ENOTDIR, errno.EEXIST),
    }
)

Command = Callable[[Places, Console, argparse.Namespace], int]


def main(root: Path, arguments: list[str]) -> int:
    """Run one subcommand and return the exit status: 0 done, 2 something is missing."""
    options = _parse(arguments)
    console = Console()
    command: Command = options.command
    signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        return command(find_places(root), console, options)
    except SetupError as error:
        return _give_up(console, error.what, error.remedy)
    except OSError as error:
        if error.errno not in _DISK_FAULTS:
            raise
        remedy = "See that its folder can be written and has room, or set MOTCUA_STATE_DIR."
        return _give_up(console, f"{error.filename}: {error.strerror}.", remedy)
    except KeyboardInterrupt:
        console.say("\ninterrupted; run the command again to go on, or: deploy/dev.py stop")
        return INTERRUPTED


def _give_up(console: Console, what: str, remedy: str) -> int:
    console.say(f"\ndev.py cannot go on: {what}", colour=RED)
    console.say(f"  {remedy}")
    return CANNOT_GO_ON


def run(places: Places, console: Console, options: argparse.Namespace) -> int:
    """Set everything up, take one dossier through its life, stay up until Ctrl-C."""
    console.say("Một Cửa: setting up and starting the suite", colour=BOLD)
    with locked(places):
        clock_stays = options.clock is None and options.speed is None
        meanwhile = start_early if clock_stays else None
        box = bring_up_servers(places, console, meanwhile=meanwhile)
        prepare_suite(box, console, clock=options.clock, speed=options.speed)
        start_suite(box, console)
        open_doors(box, console)
    with console.step("a first dossier") as step:
        trail = first_dossier.live(box, step)
    box.commands.close()
    console.say()
    console.say(first_dossier.as_table(trail))
    console.say()
    console.say(_addresses(box, console))
    if options.detach:
        console.say("  stop      python3 deploy/dev.py stop")
        return 0
    return _stay(box, console)


def servers(places: Places, console: Console, options: argparse.Namespace) -> int:  # noqa: ARG001 - the shape of a Command
    """Set up everything below the suite and start only the database and the broker."""
    with locked(places):
        bring_up_servers(places, console)
    console.say(f"  ready after {console.total():.1f} s; settings are in {places.env_file}")
    return 0


def test(places: Places, console: Console, options: argparse.Namespace) -> int:
    """Set up the servers, then run the tests; returns pytest's status."""
    _refuse_lost_paths(places, options.arguments)
    with locked(places):
        box = bring_up_servers(places, console)
    console.say(f"  ready after {console.total():.1f} s; now the tests", colour=BOLD)
    folders = [f"tests/{level}" for level in LEVELS if (places.root / "tests" / level).exists()]
    whole = [*PYTEST_OPTIONS, *folders]
    chosen = options.arguments or whole
    answer = subprocess.run(
        [str(places.python), "-m", "pytest", *chosen],
        cwd=places.root,
        env={**os.environ, **box.env, "PYTHONPATH": str(places.root)},
        check=False,
    )
    return answer.returncode


def _refuse_lost_paths(places: Places, arguments: Sequence[str]) -> None:
    """Raise `SetupError` for a test file that is not there, before the servers come up."""
    named = [each.partition("::")[0] for each in arguments if each.startswith("tests/")]
    for name in named:
        if not (places.root / name).exists():
            raise SetupError(f"There is no {name}.", "See what there is: ls tests/*")


def stop(places: Places, console: Console, options: argparse.Namespace) -> int:  # noqa: ARG001 - the same
    """Stop every process of this set-up, the servers too."""
    with console.step("stop") as step:
        left = Supervisor(places).shut_down()
        step.note = f"{left} stray processes ended" if left else "nothing runs any more"
    return 0


def status(places: Places, console: Console, options: argparse.Namespace) -> int:
    """Show what runs; exit status 0 when everything is ready, else 1."""
    report = look(places)
    console.say(as_json(report) if options.json else as_table(report))
    return 0 if report.ready else 1


def clean(places: Places, console: Console, options: argparse.Namespace) -> int:  # noqa: ARG001 - the same
    """Stop everything and remove all the set-up made, data included."""
    whole = places.state == places.shared
    with console.step("clean") as step:
        for place in [*(_nested(places) if whole else []), places]:
            Supervisor(place).shut_down()
            shutil.rmtree(place.servers, ignore_errors=True)
        doomed = [places.packages, places.shared, places.venv] if whole else [places.state]
        for folder in doomed:
            shutil.rmtree(folder, ignore_errors=True)
        step.note = "removed " + ", ".join(folder.name for folder in doomed)
    return 0


def _nested(places: Places) -> list[Places]:
    """Return the other set-ups that keep their state inside this one's folder."""
    states = [conf.parent for conf in places.shared.glob("*/supervisord.conf")]
    return [find_places(places.root, state=state) for state in states]


def _stay(box: Box, console: Console) -> int:
    console.say("  stop      Ctrl-C here, or: python3 deploy/dev.py stop")
    try:
        while box.supervisor.is_up():
            time.sleep(WATCH_SECONDS)
    except KeyboardInterrupt:
        console.say()
        return stop(box.places, console, argparse.Namespace())
    console.say("  stopped from elsewhere")
    return 0


def _addresses(box: Box, console: Console) -> str:
    gateway = box.env["MOTCUA_GATEWAY_URL"]
    lines = {
        "ready": f"after {console.total():.1f} s",
        "gateway": f"{gateway}/api/v1/procedures",
        "docs": f"{gateway}/docs",
        "mail, SMS": f"http://127.0.0.1:{box.ports['mail-page']}/",
        "broker": f"http://127.0.0.1:{box.ports['rabbitmq-management']} (user deploy, see env)",
        "settings": str(box.places.env_file),
        "command": f"{box.places.launcher} --help",
        "logs": str(box.places.logs),
    }
    return "\n".join(f"  {name:<9} {text}" for name, text in lines.items())


def _as_interrupt(signal_number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a handler's shape
    raise KeyboardInterrupt


def _parse(arguments: list[str]) -> argparse.Namespace:
    if arguments[:1] == [test.__name__]:
        # what follows `test` is pytest's, its options too
        return argparse.Namespace(command=test, arguments=arguments[1:])
    return parser_of_commands().parse_args(arguments)


def parser_of_commands() -> argparse.ArgumentParser:
    """Return the parser of every subcommand; what follows `test` is not parsed by it."""
    parser = argparse.ArgumentParser(
        prog="deploy/dev.py", description="Set up, run and test the whole suite on one machine."
    )
    commands = parser.add_subparsers(required=True, metavar="run|test|chaos|stop|…")
    parsers = {}
    for command in (run, test, chaos, stop, status, servers, clean):
        name, text = command.__name__, (command.__doc__ or "").partition("\n")[0]
        parsers[name] = commands.add_parser(name, help=text, description=text)
        parsers[name].set_defaults(command=command)
    parsers["run"].add_argument("--detach", action="store_true", help="return when ready")
    parsers["run"].add_argument(
        "--clock", metavar="ISO", type=_instant, help="let the suite's clock show this"
    )
    parsers["run"].add_argument(
        "--speed", metavar="N", type=_speed, help="let it run N times as fast"
    )
    add_options(parsers["chaos"])
    parsers["status"].add_argument("--json", action="store_true", help="for programs")
    return parser


def _instant(written: str) -> str:
    try:
        datetime.fromisoformat(written)
    except ValueError:
        fault = f"{written!r} is no instant such as 2026-02-13T16:45+07:00"
        raise argparse.ArgumentTypeError(fault) from None
    return written


def _speed(written: str) -> str:
    try:
        speed = float(written)
    except ValueError:
        speed = 0
    if not 0 < speed < float("inf"):
        raise argparse.ArgumentTypeError(f"{written!r} is no number above 0")
    return written
