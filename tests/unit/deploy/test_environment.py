"""The settings file: complete, private, stable from one run to the next."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.setup.environment import (
    PARTS,
    SERVERS,
    SERVICES,
    build_env,
    given_servers,
    read_env,
    write_env,
)

STATE = Path("/srv/motcua/.local")


def build(
    *, known: dict[str, str] | None = None, given: dict[str, str] | None = None, offset: int = 0
) -> dict[str, str]:
    """Build the settings of a set-up under STATE."""
    return build_env(state=STATE, offset=offset, known=known or {}, given=given or {})


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """A round trip through the file changes nothing, odd paths included."""
    env = {**build(), "MOTCUA_ODD": "/a path/with spaces & signs$"}

    write_env(tmp_path / "env", env)

    assert read_env(tmp_path / "env") == env


def test_a_shell_reads_the_same_values(tmp_path: Path) -> None:
    """The launcher sources the file; nothing in a value may be expanded."""
    write_env(tmp_path / "env", {"MOTCUA_ODD": "/a path/$HOME `id`"})

    said = subprocess.run(  # noqa: S603 - our own text
        ["/bin/sh", "-c", '. "$0"; printf %s "$MOTCUA_ODD"', str(tmp_path / "env")],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout == "/a path/$HOME `id`"


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    """It holds passwords."""
    write_env(tmp_path / "env", build())

    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600


def test_a_value_that_would_break_the_file_is_refused(tmp_path: Path) -> None:
    """Neither quotes nor line breaks may end a value early."""
    with pytest.raises(ValueError, match="quote"):
        write_env(tmp_path / "env", {"MOTCUA_ODD": "it's"})

    assert not (tmp_path / "env").exists()


def test_passwords_stay_from_one_run_to_the_next() -> None:
    """Built again from what is known, the settings are the same."""
    first = build()

    assert build(known=first) == first


def test_moving_the_ports_keeps_the_passwords() -> None:
    """Data of the servers survive a change of ports."""
    first, moved = build(), build(known=build(), offset=100)
    again = build(known=first, offset=100)

    assert again["MOTCUA_INTAKE_URL"] == "http://127.0.0.1:8201"
    for key in (*SERVERS, "MOTCUA_INTAKE_DATABASE_URL", "MOTCUA_ROUTING_AMQP_URL"):
        assert urlsplit(again[key]).password == urlsplit(first[key]).password
        assert urlsplit(moved[key]).password != urlsplit(first[key]).password


def test_every_account_has_its_own_password() -> None:
    """A leaked password opens one door."""
    env = build()
    keys = [
        f"MOTCUA_{part.upper()}_{kind}DATABASE_URL" for part in PARTS for kind in ("", "OWNER_")
    ]
    keys += [f"MOTCUA_{service.upper()}_AMQP_URL" for service in SERVICES]
    keys += ["MOTCUA_POSTGRES_URL", "MOTCUA_AMQP_URL"]

    passwords = {urlsplit(env[key]).password for key in keys}

    assert len(passwords) == len(keys)


def test_given_servers_are_used() -> None:
    """The services' accounts move to the caller's servers."""
    given = {"MOTCUA_POSTGRES_URL": "postgresql://admin:secret@db.example:6000/postgres"}

    env = build(given=given)

    assert env["MOTCUA_SERVERS"] == "given"
    assert urlsplit(env["MOTCUA_INTAKE_DATABASE_URL"]).netloc.endswith("@db.example:6000")


def test_the_private_servers_passwords_outlive_a_run_with_given_servers() -> None:
    """Their data wait for the next run without given servers."""
    first = build()
    between = build(known=first, given={"MOTCUA_POSTGRES_URL": "postgresql://a:b@db.example/x"})

    again = build(known=between)

    assert again["MOTCUA_POSTGRES_URL"] == first["MOTCUA_POSTGRES_URL"]


def test_our_own_settings_in_the_shell_are_not_servers_of_the_caller() -> None:
    """A test run that starts a second set-up carries the first one's settings."""
    assert given_servers(build()) == {"MOTCUA_LOG_LEVEL": "INFO"}
    assert given_servers({"MOTCUA_POSTGRES_URL": "postgresql://x/y"}) == {
        "MOTCUA_POSTGRES_URL": "postgresql://x/y"
    }
