"""From running servers to a running suite: keys, databases, topology, catalogue, processes."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.setup.console import Console, SetupError, Step
from deploy.setup.environment import PARTS
from deploy.setup.first_officers import enter_officers
from deploy.setup.places import make_folder
from deploy.setup.programs import SUITE, Program, suite_programs
from deploy.setup.servers import Box

READY_SECONDS = 240
HTTP_OK = 200
CODE = ("kernel", "contracts", "chassis", "services", "gateway", "deploy", "catalogue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """A step that runs commands; it is done again when one of its input files has changed."""

    name: str
    inputs: Sequence[str]
    commands: Sequence[Sequence[str]]


PREPARATIONS = (
    Preparation(
        name="keys",
        inputs=("deploy/keys.py", "chassis/crypto.py"),
        commands=[["keys", "init"]],
    ),
    Preparation(
        name="databases",
        inputs=("deploy/databases.py",),
        commands=[["database", "create"]],
    ),
    Preparation(
        name="migrations",
        inputs=("chassis", "services/*/migrations", "gateway/migrations"),
        commands=[[part, "migrate"] for part in PARTS],
    ),
    Preparation(
        name="topology",
        inputs=("deploy/rabbitmq", "deploy/topology.py", "chassis/topology.py"),
        commands=[["topology", "apply"]],
    ),
    Preparation(
        name="agencies",
        inputs=("catalogue/agencies.yaml", "catalogue/calendars", "services/intake/catalogue"),
        commands=[["catalogue", "publish", "--agencies"]],
    ),
)
OFFICERS = "officers"
CATALOGUE = Preparation(
    name="catalogue",
    inputs=("catalogue", "services/intake/catalogue"),
    commands=[["catalogue", "publish"]],
)
"""Published by a running suite: routing and notification are asked before a procedure begins."""


def prepare_suite(box: Box, console: Console, *, clock: str | None, speed: str | None) -> None:
    """Make keys, databases, tables, queues, the clock and the agencies, what is not done yet."""
    for preparation in PREPARATIONS:
        if preparation.name == "agencies":
            # what is published takes force by the suite's clock
            _set_clock(box, console, clock, speed)
        with console.step(preparation.name) as step:
            _prepare(box, step, preparation)


def start_early(box: Box) -> None:
    """Start the suite while the broker still boots, when nothing is left to prepare."""
    if all(_is_done(box, preparation) for preparation in PREPARATIONS):
        _start(box, suite_programs(box.places, box.ports))


def _set_clock(box: Box, console: Console, instant: str | None, speed: str | None) -> None:
    """Set the suite's clock in every database, when asked to."""
    if instant is None and speed is None:
        return
    with console.step("clock") as step:
        arguments = ["clock", "set"]
        arguments += [instant] if instant else []
        arguments += ["--speed", speed] if speed else []
        box.commands.run(arguments)
        step.note = f"{instant or 'as it was'}, speed {speed or '1'}"


def start_suite(box: Box, console: Console) -> None:
    """Start every process, those that run old code anew, and wait until each says it is ready."""
    programs = suite_programs(box.places, box.ports)
    with console.step("processes") as step:
        _start(box, programs)
        wait_until_ready(box, programs)
        step.note = f"{len(programs)} ready"


def open_doors(box: Box, console: Console) -> None:
    """Enter the officers and publish the catalogue at a running suite, what is not done yet."""
    inputs = ("catalogue/agencies.yaml", "deploy/setup/first_officers.py")
    with console.step(OFFICERS) as step:
        if _recall(box, OFFICERS) == _fingerprint(box, inputs) and _is_private(box):
            step.note = "nothing new"
        else:
            status, body = get(f"{box.env['MOTCUA_GATEWAY_URL']}/api/v1/agencies")
            if status != HTTP_OK:
                raise SetupError(f"GET /agencies answered {status}.", "See the logs of gateway.")
            file = box.places.state / "officers.jsonl"
            said = enter_officers(box.commands, file, json.loads(body)["items"])
            step.note = next(last_lines([said]), "done")
            _keep(box, OFFICERS, _fingerprint(box, inputs))
    with console.step(CATALOGUE.name) as step:
        _prepare(box, step, CATALOGUE)


def _start(box: Box, programs: Sequence[Program]) -> None:
    fingerprint = _fingerprint(box, CODE)
    if _recall(box, "processes") != fingerprint:
        box.supervisor.stop_group(SUITE)
    box.supervisor.start(program.name for program in programs)
    _keep(box, "processes", fingerprint)


def wait_until_ready(box: Box, programs: Sequence[Program]) -> None:
    """Poll /readyz of every program; SetupError with the end of the log of the one that fails."""
    deadline = time.monotonic() + READY_SECONDS
    waiting = list(programs)
    while waiting:
        waiting = [program for program in waiting if not is_ready(program)]
        if waiting and time.monotonic() > deadline:
            name = waiting[0].name
            log = box.places.logs / f"{name}.log"
            raise SetupError(f"{name} is not ready. {_tail(log)}", f"Its log is {log}.")
        time.sleep(0.1 if waiting else 0)


def is_ready(program: Program) -> bool:
    """Tell whether a program's /readyz answers 200; one without an address counts as ready."""
    return program.base is None or get(f"{program.base}/readyz")[0] == HTTP_OK


def get(url: str) -> tuple[int, bytes]:
    """GET a loopback address; status 0 when nobody answers."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=3)
    try:
        connection.request("GET", address.path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def _prepare(box: Box, step: Step, preparation: Preparation) -> None:
    if _is_done(box, preparation):
        step.note = "nothing new"
        return
    said = [box.commands.run(arguments) for arguments in preparation.commands]
    step.note = next(last_lines(said), "done").removeprefix(f"{box.places.state}/")
    _keep(box, preparation.name, _fingerprint(box, preparation.inputs))


def _is_done(box: Box, preparation: Preparation) -> bool:
    """Tell whether it ran before with the same input, on private servers that still hold it."""
    fingerprint = _fingerprint(box, preparation.inputs)
    return _is_private(box) and _recall(box, preparation.name) == fingerprint


def _is_private(box: Box) -> bool:
    return box.env["MOTCUA_SERVERS"] == "private"


def last_lines(texts: Iterable[str]) -> Iterator[str]:
    """Yield the last line of each text that has one."""
    return (text.splitlines()[-1] for text in texts if text)


def _fingerprint(box: Box, inputs: Sequence[str]) -> str:
    """Digest the names and contents of the input files and the settings."""
    digest = hashlib.sha256(box.places.env_file.read_bytes())
    for file in sorted(_files(box.places.root, inputs)):
        digest.update(str(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(root: Path, inputs: Sequence[str]) -> Iterator[Path]:
    for pattern in inputs:
        for found in root.glob(pattern):
            files = found.rglob("*") if found.is_dir() else [found]
            yield from (
                file for file in files if file.is_file() and file.suffix not in {".pyc", ".md"}
            )


def _done_file(box: Box, name: str) -> Path:
    return make_folder(box.places.state / "done") / name


def _recall(box: Box, name: str) -> str | None:
    file = _done_file(box, name)
    return file.read_text(encoding="ascii") if file.exists() else None


def _keep(box: Box, name: str, fingerprint: str) -> None:
    _done_file(box, name).write_text(fingerprint, encoding="ascii")


def _tail(log: Path) -> str:
    if not log.exists():
        return "It left no log."
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"It says: {lines[-1][:300]}" if lines else "Its log is empty."
