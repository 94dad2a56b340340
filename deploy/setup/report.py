"""What `dev.py status` tells: which processes run, how much memory they hold, who is ready."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from deploy.setup.console import GREEN, RED, paint
from deploy.setup.environment import read_env
from deploy.setup.places import Places
from deploy.setup.ports import block
from deploy.setup.processes import parents, proportional_bytes, resident_bytes, tree
from deploy.setup.programs import SERVER_NAMES, Program, server_programs, suite_programs
from deploy.setup.suite import is_ready
from deploy.setup.supervision import ProcessState, Supervisor

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessReport:
    """One program; memory is of it and its children together.

    `rss_bytes` counts a page shared by several processes in each of them, `pss_bytes` once.
    """

    name: str
    pid: int
    state: str
    ready: bool
    processes: int
    rss_bytes: int
    pss_bytes: int
    metrics: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """The whole set-up; ready when every program runs and says it is ready."""

    ready: bool
    gateway: str | None
    processes: list[ProcessReport]


def look(places: Places) -> StatusReport:
    """Ask supervisord, /proc and every /readyz."""
    env = read_env(places.env_file)
    ports = block(int(env.get("MOTCUA_PORT_OFFSET", "0")))
    states = {state.name: state for state in Supervisor(places).processes()}
    servers = server_programs(places, ports, set(SERVER_NAMES) & set(states))
    programs = [*servers, *suite_programs(places, ports)]
    asked = [program for program in programs if program.name in states]
    with ThreadPoolExecutor(len(asked) or 1) as pool:
        reports = list(pool.map(lambda program: _report(program, states[program.name]), asked))
    return StatusReport(
        ready=bool(reports) and all(report.ready for report in reports),
        gateway=env.get("MOTCUA_GATEWAY_URL"),
        processes=reports,
    )


def _report(program: Program, state: ProcessState) -> ProcessReport:
    members = tree(state.pid, parents()) if state.pid else set()
    running = state.state == "RUNNING"
    return ProcessReport(
        name=program.name,
        pid=state.pid,
        state=state.state.lower(),
        ready=running and (program.name in SERVER_NAMES or is_ready(program)),
        processes=len(members),
        rss_bytes=resident_bytes(members),
        pss_bytes=proportional_bytes(members),
        metrics=program.metrics,
    )


def as_json(report: StatusReport) -> str:
    """Write the report for programs."""
    return json.dumps(asdict(report), indent=2)


def as_table(report: StatusReport) -> str:
    """Write the report for people."""
    if not report.processes:
        return "Nothing runs. Start it: python3 deploy/dev.py run"
    head = f"  {'process':<26} {'pid':>7} {'state':<9} {'of':>3} {'rss':>8} {'pss':>8}  metrics"
    rows = [_row(process) for process in report.processes]
    rss = sum(process.rss_bytes for process in report.processes) / MEBIBYTE
    pss = sum(process.pss_bytes for process in report.processes) / MEBIBYTE
    count = sum(process.processes for process in report.processes)
    word = paint("ready", GREEN) if report.ready else paint("not ready", RED)
    foot = (
        f"  {len(rows)} programs, {count} processes, {rss:.0f} MiB resident, "
        f"{pss:.0f} MiB with shared pages counted once; {word}"
    )
    return "\n".join([head, *rows, foot, f"  gateway {report.gateway}"])


def _row(process: ProcessReport) -> str:
    state = "ready" if process.ready else process.state
    rss, pss = (f"{size / MEBIBYTE:.0f} MiB" for size in (process.rss_bytes, process.pss_bytes))
    return (
        f"  {process.name:<26} {process.pid:>7} {state:<9} {process.processes:>3} {rss:>8} "
        f"{pss:>8}  {process.metrics or '-'}"
    )
