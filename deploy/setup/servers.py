"""From a bare checkout to a running broker and database: the steps both commands begin with."""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.setup import postgres, rabbitmq
from deploy.setup.command_line import CommandLine
from deploy.setup.console import Console, SetupError
from deploy.setup.environment import SERVERS, build_env, given_servers, read_env, write_env
from deploy.setup.places import Places, make_folder
from deploy.setup.ports import BLOCKS, STEP, block, choose_offset, is_free
from deploy.setup.programs import SERVER_NAMES, Program, script_of, server_programs, suite_programs
from deploy.setup.supervision import Supervisor
from deploy.setup.tools import provide_uv, sync_dependencies

POSTGRES_SECONDS = 60
RABBITMQ_SECONDS = 120
CRASHES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A set-up whose servers run: its places, settings, ports and supervisor."""

    places: Places
    env: dict[str, str]
    ports: dict[str, int]
    supervisor: Supervisor
    commands: CommandLine
    ends_before: dict[str, int] = field(default_factory=dict)


@contextmanager
def locked(places: Places) -> Iterator[None]:
    """Keep a second set-up of the same checkout waiting until this one is done."""
    make_folder(places.shared)
    make_folder(places.state)
    with (places.shared / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("  another deploy/dev.py works in this checkout; waiting for it", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def bring_up_servers(
    places: Places, console: Console, *, meanwhile: Callable[[Box], None] | None = None
) -> Box:
    """Do every step up to a database and a broker that answer.

    `meanwhile` is called once the database answers, while the broker still boots.
    """
    with console.step("uv") as step:
        uv = provide_uv(places, step)
    with console.step("dependencies") as step:
        sync_dependencies(places, uv, step)
    supervisor = Supervisor(places)
    with console.step("settings") as step:
        env = settle_settings(places, console, running=supervisor.is_up())
        step.note = f"{places.env_file}, gateway on port {8080 + int(env['MOTCUA_PORT_OFFSET'])}"
    box = Box(
        places=places,
        env=env,
        ports=block(int(env["MOTCUA_PORT_OFFSET"])),
        supervisor=supervisor,
        commands=CommandLine(places=places, env=env),
    )
    database = _prepare_postgres(box, console)
    broker = _prepare_rabbitmq(box, console)
    supervisor.serve([*_servers(box), *suite_programs(places, box.ports)])
    supervisor.start(program.name for program in _servers(box))
    _wait_for_postgres(box, database, console)
    if meanwhile is not None:
        meanwhile(box)
    _wait_for_rabbitmq(box, broker, console)
    return box


def settle_settings(places: Places, console: Console, *, running: bool) -> dict[str, str]:
    """Choose the ports, keep or make the passwords, write the settings and the launcher."""
    known = read_env(places.env_file)
    _guard_lost_settings(places, known)
    given = given_servers(os.environ)
    asked = os.environ.get("MOTCUA_PORT_OFFSET") or known.get("MOTCUA_PORT_OFFSET", "0")
    if not asked.isdigit() or int(asked) % STEP or int(asked) >= STEP * BLOCKS:
        raise SetupError(
            f"MOTCUA_PORT_OFFSET is {asked!r}.", f"Give 0, 100, 200 … {STEP * (BLOCKS - 1)}."
        )
    offset = int(known["MOTCUA_PORT_OFFSET"]) if running and known else None
    if offset is None:
        Supervisor(places).sweep()
        offset = _free_offset(int(asked), console)
    env = build_env(state=places.state, offset=offset, known=known, given=given)
    if env != known:
        write_env(places.env_file, env)
    _write_launcher(places)
    return env


def _guard_lost_settings(places: Places, known: dict[str, str]) -> None:
    if not known and (places.servers / "postgres" / "PG_VERSION").exists():
        raise SetupError(
            f"{places.env_file} is gone, and so are the passwords of {places.servers}.",
            "Put the file back, or run: python3 deploy/dev.py clean",
        )


def _free_offset(asked: int, console: Console) -> int:
    offset, taken = choose_offset(asked, is_free)
    if offset is None:
        raise SetupError(
            f"Every block of ports has one that is taken, the first is {taken[0]}.",
            "Stop what listens there, or set MOTCUA_PORT_OFFSET.",
        )
    if taken:
        ports = ", ".join(str(port) for port in taken)
        console.warn(f"Taken by somebody else: port {ports}. All ports move up by {offset}.")
    return offset


def _write_launcher(places: Places) -> None:
    make_folder(places.launcher.parent)
    text = (
        "#!/bin/sh\n# The command line of this set-up: its settings, then the program.\n"
        f"set -a\n. '{places.env_file}'\nset +a\nexport PYTHONPATH='{places.root}'\n"
        f"cd '{places.root}' || exit 1\nexec '{places.python}' -m deploy.motcua \"$@\"\n"
    )
    places.launcher.write_text(text, encoding="utf-8")
    places.launcher.chmod(0o755)


def _is_given(box: Box, key: str) -> bool:
    return box.env["MOTCUA_SERVERS"] == "given" and bool(given_servers(os.environ).get(key))


def _own_names(box: Box) -> set[str]:
    names = set(SERVER_NAMES)
    if _is_given(box, SERVERS[0]):
        names -= {"postgres"}
    if _is_given(box, SERVERS[1]):
        if not _is_given(box, SERVERS[2]):
            raise SetupError(
                "MOTCUA_AMQP_URL is set without MOTCUA_RABBITMQ_API_URL.", "Set both or none."
            )
        names -= {"epmd", "rabbitmq"}
    return names


def _servers(box: Box) -> list[Program]:
    return server_programs(box.places, box.ports, _own_names(box))


def _prepare_postgres(box: Box, console: Console) -> postgres.Postgres | None:
    if "postgres" not in _own_names(box):
        return None
    with console.step("PostgreSQL") as step:
        server = postgres.provide_postgres(box.places, step)
    with console.step("PostgreSQL data") as step:
        postgres.create_cluster(box.places, server, box.env["MOTCUA_POSTGRES_URL"], step)
        postgres.write_settings(box.places, box.ports["postgres"])
    _write_script(box.places, "postgres", postgres.start_script(box.places, server))
    return server


def _prepare_rabbitmq(box: Box, console: Console) -> rabbitmq.RabbitMQ | None:
    if "rabbitmq" not in _own_names(box):
        return None
    with console.step("RabbitMQ") as step:
        server = rabbitmq.provide_rabbitmq(box.places, step)
    rabbitmq.write_settings(box.places, box.ports, box.env["MOTCUA_AMQP_URL"])
    _write_script(box.places, "epmd", rabbitmq.epmd_script(server, box.ports))
    _write_script(box.places, "rabbitmq", rabbitmq.start_script(box.places, server, box.ports))
    return server


def _write_script(places: Places, name: str, text: str) -> None:
    path = Path(script_of(places, name))
    make_folder(path.parent)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def _wait_for_postgres(box: Box, server: postgres.Postgres | None, console: Console) -> None:
    with console.step("database answers") as step:
        if server is None:
            _ask_given_database(box)
            step.note = "the given one"
            return
        port = box.ports["postgres"]
        _wait(box, "postgres", lambda: postgres.is_ready(server, port), POSTGRES_SECONDS)
        step.note = f"127.0.0.1:{port}"


def _wait_for_rabbitmq(box: Box, server: rabbitmq.RabbitMQ | None, console: Console) -> None:
    urls = box.env["MOTCUA_AMQP_URL"], box.env["MOTCUA_RABBITMQ_API_URL"]
    with console.step("broker answers") as step:
        name = "rabbitmq" if server else ""
        _wait(box, name, lambda: rabbitmq.is_ready(*urls), RABBITMQ_SECONDS)
        step.note = f"127.0.0.1:{box.ports['rabbitmq']}" if server else "the given one"


def _wait(box: Box, name: str, ready: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            remedy = (
                f"Look into {box.places.logs / name}.log."
                if name
                else "Check MOTCUA_AMQP_URL and MOTCUA_RABBITMQ_API_URL."
            )
            raise SetupError(f"The {name or 'given'} server does not answer.", remedy)
        _refuse_crash_loop(box, name)
        time.sleep(0.1)


def _refuse_crash_loop(box: Box, name: str) -> None:
    """Do not wait for a server that ends again and again; kill -9 and old locks need a few."""
    log = box.places.logs / "supervisord.log"
    if name and log.exists():
        ends = log.read_text(encoding="utf-8", errors="replace").count(f"exited: {name} (exit")
        if ends - box.ends_before.setdefault(name, ends) > CRASHES:
            raise SetupError(
                f"The {name} server ends as soon as it starts.",
                f"Look into {box.places.logs / name}.log.",
            )


def _ask_given_database(box: Box) -> None:
    code = "import os, psycopg; psycopg.connect(os.environ['MOTCUA_POSTGRES_URL']).close()"
    answer = subprocess.run(
        [str(box.places.python), "-c", code],
        env={**os.environ, **box.env},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        lines = answer.stderr.strip().splitlines()
        raise SetupError(
            f"The given database does not answer: {lines[-1] if lines else 'no message'}",
            "Check MOTCUA_POSTGRES_URL.",
        )
