"""The servers of the gateway's measurements: databases, intake, the gateway, a bare endpoint."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from chassis.auth import TokenSigner
from chassis.clock import machine_clock
from chassis.testing.databases import cloned_database
from deploy.keys import make_keys
from deploy.onebox.access_token import DemonstrationIssuer, Holder
from deploy.setup.environment import read_env
from kernel.rights import Actor, Role
from tests.benchmarks.place import STATE, dev
from tests.integration.gateway.processes import ROOT, Served, under_gunicorn

# Numbers are dense by agency, so filings at one agency take turns; a province has many.
COMMUNES = (
    "14758", "14797", "14812", "14845", "15061", "15271", "15499", "15664", "15865", "16093",
)  # fmt: skip
_ISSUER = "http://issuer.test"
_DAY = 24 * 3600
_APPS = "tests.benchmarks.gateway_apps"
_SLOW_SECONDS = "10"
_ACTOR = Actor(subject="citizen-1", roles=frozenset({Role.CITIZEN}))


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPlace:
    """What runs, and the tokens to ask it with."""

    bare: Served
    intake: Served
    gateway: Served
    access_token: str
    officer_token: str
    signer: TokenSigner

    def service_token(self) -> str:
        """Return a token as the gateway sends it, good for a minute."""
        return self.signer.issue("intake", _ACTOR)


@contextmanager
def private_servers() -> Iterator[None]:
    """Run servers of the benchmarks' own, named by the environment; they stop at the end."""
    dev("servers")
    os.environ.update(read_env(STATE / "env"))
    try:
        yield
    finally:
        dev("stop")


@contextmanager
def gateway_place() -> Iterator[GatewayPlace]:
    """Start everything on the PostgreSQL of the environment; all of it goes at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        make_keys(folder, with_issuer=True)
        urls = {name: stack.enter_context(cloned_database(name)) for name in ("intake", "gateway")}
        bare_url = stack.enter_context(cloned_database(None))
        with psycopg.connect(bare_url) as connection:
            connection.execute(
                "CREATE TABLE bare (id bigserial PRIMARY KEY, body jsonb, at timestamptz)"
            )
        settings = _settings(folder, urls)
        _publish(settings)
        bare = _started(
            stack,
            f"{_APPS}:bare()",
            folder,
            settings | {"BARE_URL": bare_url},
            threads=4,
            workers=2,
        )
        # As many workers and threads as the bare endpoint has, so that one is beside the other.
        intake = _started(
            stack, "services.intake.wiring.service:app()", folder, settings, threads=4, workers=2
        )
        slow = _started(stack, f"{_APPS}:slow()", folder, settings, threads=32)
        issuer = DemonstrationIssuer.from_file(_ISSUER, "motcua", folder / "issuer.private.json")
        keys = _started(stack, f"{_APPS}:keys()", folder, settings, threads=1)
        behind = settings | {
            "MOTCUA_INTAKE_URL": intake.url,
            "MOTCUA_ROUTING_URL": slow.url,
            "MOTCUA_OIDC_JWKS_URL": f"{keys.url}/jwks",
        }
        gateway = _started(stack, "gateway.wiring:app()", folder, behind, threads=96)
        now = machine_clock()
        citizen = Holder(subject="citizen-1", roles=("citizen",))
        officer = Holder(subject="officer-1", roles=("officer",), about={"agency": "H56.14797"})
        signer = TokenSigner.from_file("gateway", folder / "gateway.private.json", machine_clock)
        yield GatewayPlace(
            bare=bare,
            intake=intake,
            gateway=gateway,
            access_token=issuer.issue(citizen, now=now, seconds=_DAY),
            officer_token=issuer.issue(officer, now=now, seconds=_DAY),
            signer=signer,
        )


def _started(
    stack: ExitStack,
    app: str,
    folder: Path,
    settings: Mapping[str, str],
    *,
    threads: int,
    workers: int = 1,
) -> Served:
    return stack.enter_context(
        under_gunicorn(app, folder, settings, threads=threads, workers=workers)
    )


def _settings(folder: Path, urls: Mapping[str, str]) -> dict[str, str]:
    settings = {
        "MOTCUA_ENVIRONMENT": "onebox",
        "MOTCUA_LOG_LEVEL": "WARNING",
        "MOTCUA_METRICS_DIR": str(folder / "metrics"),
        "MOTCUA_TRUSTED_KEYS_FILE": str(folder / "services.public.json"),
        "MOTCUA_OIDC_ISSUER": _ISSUER,
        "MOTCUA_GATEWAY_LIMITS_FACTOR": "1000",
        "MOTCUA_ISSUER_KEY_FILE": str(folder / "issuer.private.json"),
        "SLOW_SECONDS": _SLOW_SECONDS,
    }
    for part in ("intake", "routing", "notification", "reporting", "gateway"):
        own = f"MOTCUA_{part.upper()}"
        settings[f"{own}_SIGNING_KEY_FILE"] = str(folder / f"{part}.private.json")
        settings[f"{own}_MASTER_KEY_FILE"] = str(folder / f"{part}.master.json")
        settings[f"{own}_URL"] = "http://127.0.0.1:1"
        settings[f"{own}_DATABASE_URL"] = urls.get(part, urls["gateway"])
        settings[f"{own}_OWNER_DATABASE_URL"] = settings[f"{own}_DATABASE_URL"]
    return settings


def _publish(settings: Mapping[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.publish_shipped"],
        cwd=ROOT,
        env=kept | dict(settings),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def cpu_seconds(*served: Served) -> float:
    """Return the CPU that these programs, their workers included, used so far."""
    return sum(_cpu(pid) for program in served for pid in _family(program.pid))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _family(int(child))


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
