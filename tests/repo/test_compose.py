"""The compose set-up and the code speak of the same settings, ports, paths and processes."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = ("intake", "routing", "notification", "reporting")
PARTS = (*SERVICES, "gateway")
READ = re.compile(r'env\.\w+\(\s*f?"([^"]+)"')
READ_LATE = re.compile(r'environ(?:\.get)?[\[(]"(MOTCUA_[A-Z_]+)"')
USED = re.compile(r"\$\{(MOTCUA_\w+)(?:(:[-?])([^}]*))?\}")
API_PORT, BACKGROUND_PORT = 8000, 8001
LEFT_AS_THEY_ARE = frozenset(
    {
        *("BIND", "BACKGROUND_BIND", "OWNER_DATABASE_URL", "WORKERS", "THREADS", "POOL_SIZE"),
        *("POST_POLL_SECONDS", "DISPATCHERS", "SMS_DISPATCHERS", "SERVICE_SECONDS"),
        *("PART_SECONDS", "LIMITS_FILE", "LIMITS_FACTOR"),
    }
)
"""What nobody need set here: ports are the container's own, the rest is for tuning."""
NOT_GIVEN = frozenset({"MOTCUA_RABBITMQ_API_URL"})
"""Only `setup` may ask the broker's management; processes have no account for it."""
ANSWERS = {
    "MOTCUA_OIDC_ISSUER": "https://id.example.vn",
    "MOTCUA_PUBLIC_URL": "https://motcua.example.vn",
    "MOTCUA_NOTIFICATION_SMTP_URL": "smtp://mail.example.vn",
    "MOTCUA_NOTIFICATION_MAIL_FROM": "motcua@example.vn",
}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return loaded


def given(process: str) -> dict[str, str]:
    """Return what the environment of a process names, values as they are written."""
    environment: dict[str, Any] = compose()["services"][process]["environment"]
    return {name: str(value) for name, value in environment.items()}


def example_values() -> list[tuple[str, str]]:
    """Return what the example sets, a line each."""
    lines = (DEPLOY / "compose.env.example").read_text("utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return [(name, value) for name, _, value in pairs]


def filled(process: str) -> dict[str, str]:
    """Return its environment by the example's values, and an operator's where those are empty."""
    example = dict(example_values())

    def value(match: re.Match[str]) -> str:
        name, kind, default = match.groups()
        found = ANSWERS.get(name) or example.get(name, "")
        if kind == ":-":
            return found or str(default)
        return found or "0123456789abcdef"

    return {name: USED.sub(value, written) for name, written in given(process).items()}


def read_by(part: str) -> set[str]:
    """Return the settings that the code of a part reads, also those every process has."""
    folder = ROOT / ("gateway" if part == "gateway" else f"services/{part}")
    text = (folder / "settings.py").read_text("utf-8")
    shared = (ROOT / "chassis" / "settings.py").read_text("utf-8")
    if part == "gateway":  # it says nothing on the bus
        shared = shared.partition("def bus_settings")[0]
    names = {f"MOTCUA_{name}" for name in READ.findall(text + shared)}
    expanded = {name.replace("{own}", part.upper()) for name in names}
    of_others = {name for name in expanded if "{" in name}
    urls = {f"MOTCUA_{other.upper()}_URL" for other in PARTS} if of_others else set()
    return (expanded - of_others) | urls


def read_anywhere() -> set[str]:
    """Return what any command reads, for `setup`, which runs several."""
    late = {
        name
        for folder in ("chassis", "deploy", "services", "gateway")
        for path in (ROOT / folder).rglob("*.py")
        for name in READ_LATE.findall(path.read_text("utf-8"))
    }
    return late.union(*(read_by(part) for part in PARTS))


@pytest.mark.parametrize("part", PARTS)
def test_what_a_process_is_given_is_read(part: str) -> None:
    """A name nobody reads is a misspelt one, or one of another service."""
    common = compose()["x-common"]
    unread = set(given(f"{part}-api")) - set(common) - read_by(part)

    assert unread == set()
    assert set(common) <= read_anywhere()


@pytest.mark.parametrize("part", PARTS)
def test_what_a_process_reads_can_be_set(part: str) -> None:
    """An operator of containers can change what an operator of one box can."""
    missing = read_by(part) - set(given(f"{part}-api")) - NOT_GIVEN
    own = f"MOTCUA_{part.upper()}_"

    assert {name for name in missing if name.removeprefix(own) not in LEFT_AS_THEY_ARE} == set()


def test_the_example_names_what_compose_asks_for_and_no_more() -> None:
    names = [name for name, _ in example_values()]
    used = {match[0] for match in USED.findall((DEPLOY / "compose.yaml").read_text("utf-8"))}

    assert sorted(names) == sorted(used)


def readers(part: str) -> list[tuple[str, Callable[[], object]]]:
    """Return the functions of a part's settings that read the environment."""
    name = "gateway" if part == "gateway" else f"services.{part}"
    module = importlib.import_module(f"{name}.settings")
    return [
        (name, value)
        for name, value in vars(module).items()
        if callable(value)
        and getattr(value, "__module__", "") == module.__name__
        and not isinstance(value, type)
        and not name.startswith("_")
    ]


@pytest.mark.parametrize("part", PARTS)
def test_a_filled_in_example_can_be_read(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is optional may stay empty, and production refuses nothing of it."""
    for name in [name for name in os.environ if name.startswith("MOTCUA_")]:
        monkeypatch.delenv(name)
    for name, value in filled(f"{part}-api").items():
        monkeypatch.setenv(name, value)
    found = {name: read() for name, read in readers(part)}

    assert found
    assert "${" not in str(filled(f"{part}-api"))


def prometheus_jobs() -> list[dict[str, Any]]:
    written = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
    jobs: list[dict[str, Any]] = written["scrape_configs"]
    return jobs


def test_every_process_stands_there_is_asked_how_it_is_and_scraped() -> None:
    """An API and a background each; ports and paths are those of the code."""
    services = compose()["services"]
    scraped = {
        f"{name}:{found['port']}"
        for job in prometheus_jobs()
        if job["job_name"] == "motcua"
        for found in job["dns_sd_configs"]
        for name in found["names"]
    }
    ports = {f"{part}-api": API_PORT for part in PARTS}
    ports |= {f"{service}-background": BACKGROUND_PORT for service in SERVICES}
    shared = (ROOT / "chassis" / "settings.py").read_text("utf-8")

    assert scraped == {f"{name}:{port}" for name, port in ports.items()}
    assert f'_BIND", "0.0.0.0:{API_PORT}"' in shared
    assert f'_BACKGROUND_BIND", "0.0.0.0:{BACKGROUND_PORT}"' in shared
    for name, port in ports.items():
        part, _, role = name.rpartition("-")
        assert services[name]["command"] == [part, role]
        assert f"http://127.0.0.1:{port}/readyz" in " ".join(services[name]["healthcheck"]["test"])


def test_who_calls_outside_may_leave() -> None:
    """The other networks are internal: nothing on them alone reaches a provider."""
    services: Mapping[str, Any] = compose()["services"]
    leaving = {name for name, one in services.items() if "outside" in one.get("networks", ())}

    assert leaving == {
        "gateway-api",  # keys of the identity provider
        "intake-background",  # the postal carrier
        "notification-api",  # one-time codes, answers to texts
        "notification-background",  # letters, texts, portals
        "routing-background",  # specialised systems
    }


def test_prometheus_meets_each_process_on_one_network() -> None:
    """On two it would find two addresses of one copy, and count it twice."""
    services = compose()["services"]
    watching = set(services["prometheus"]["networks"])
    processes = [name for name in services if name.endswith(("-api", "-background"))]

    assert len(processes) == len(PARTS) + len(SERVICES)
    for name in (*processes, "rabbitmq"):
        assert len(watching & set(services[name]["networks"])) == 1, name


def test_every_command_for_containers_names_the_passwords() -> None:
    """Compose refuses to read its file without them, whatever it is asked to do."""
    told = [
        line
        for path in (*DEPLOY.rglob("*.md"), *(ROOT / "docs").rglob("*.md"))
        for line in path.read_text("utf-8").splitlines()
        if "docker compose " in line
    ]

    assert len(told) > 2
    assert [line for line in told if "--env-file deploy/compose.env " not in line] == []
