"""supervisord's configuration names every program once and starts none by itself."""

from __future__ import annotations

import shlex
from configparser import RawConfigParser
from pathlib import Path

from deploy.setup.places import Places
from deploy.setup.ports import block
from deploy.setup.programs import SERVER_NAMES, server_programs, suite_programs
from deploy.setup.supervision import render_configuration


def places(root: Path) -> Places:
    """Return the places of a checkout at `root`, as an ordinary user."""
    local = root / ".local"
    return Places(
        root=root,
        shared=local,
        state=local,
        packages=local / "packages",
        servers=local / "servers",
        account=None,
    )


def configuration(root: Path) -> RawConfigParser:
    """Return the parsed configuration of a full set-up."""
    programs = [
        *server_programs(places(root), block(0), set(SERVER_NAMES)),
        *suite_programs(places(root), block(0)),
    ]
    parser = RawConfigParser()
    parser.read_string(render_configuration(places(root), programs))
    return parser


def test_every_program_comes_back_and_none_starts_unasked() -> None:
    """Order and readiness are the set-up's business, coming back is supervisord's."""
    parser = configuration(Path("/srv/motcua"))
    programs = [name for name in parser.sections() if name.startswith("program:")]

    assert len(programs) == len(SERVER_NAMES) + 14
    assert {parser[name]["autorestart"] for name in programs} == {"true"}
    assert {parser[name]["autostart"] for name in programs} == {"false"}


def test_servers_stop_after_the_suite() -> None:
    """The supervisor stops the group of the highest number first."""
    parser = configuration(Path("/srv/motcua"))

    assert int(parser["group:suite"]["priority"]) > int(parser["group:servers"]["priority"])


def test_a_percent_sign_in_a_path_is_not_expanded() -> None:
    """The supervisor expands %(…)s in every value."""
    parser = configuration(Path("/srv/100%"))

    assert parser["supervisord"]["directory"] == "/srv/100%%"


def test_a_deep_checkout_gets_a_short_socket() -> None:
    """A Unix socket's path may hold little more than a hundred bytes."""
    deep = Path("/srv") / ("deep" * 40)

    assert len(str(places(deep).supervisor_socket)) < 100


def test_a_folder_with_a_space_in_its_name_is_one_word() -> None:
    """The supervisor splits commands as a shell does."""
    parser = configuration(Path("/srv/Một Cửa"))
    commands = [parser[name]["command"] for name in parser.sections() if "program:" in name]
    words = {tuple(shlex.split(command)[:2]) for command in commands}

    assert ("/bin/sh", "/srv/Một Cửa/.local/servers/bin/postgres") in words
    assert {shell for shell, _ in words} == {"/bin/sh"}
    assert all(script.startswith("/srv/Một Cửa/.local/") for _, script in words)
