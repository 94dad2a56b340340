"""The command line knows its commands by name and imports only the one that is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.motcua import COMMANDS, load_local_settings, main

ROOT = Path(__file__).parents[3]
HEAVY = ("flask", "sqlalchemy", "pika", "kombu", "joserfc", "yaml", "chassis", "services")


def test_the_help_lists_every_command_and_imports_none() -> None:
    """Help is for people who wait."""
    code = (
        "import sys; from click.testing import CliRunner; from deploy.motcua import main;"
        "print(CliRunner().invoke(main, ['--help']).output);"
        f"print('imported', sorted(set(sys.modules) & set({HEAVY})))"
    )
    shown = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert all(f"  {name}" in shown for name in COMMANDS)
    assert "imported []" in shown


def test_an_unknown_command_is_named() -> None:
    """A typing mistake gets a plain answer."""
    result = CliRunner().invoke(main, ["gatway"])

    assert result.exit_code == 2
    assert "gatway" in result.output


@pytest.mark.parametrize(
    "name", ["gateway", "issuer", "token", "keys", "database", "topology", "clock", "deadline",
             "report"]
)  # fmt: skip
def test_each_command_of_this_folder_can_be_loaded(name: str) -> None:
    """A row that leads nowhere is found before a person finds it."""
    result = CliRunner().invoke(main, [name, "--help"])

    assert result.exit_code == 0, result.output


def test_a_plain_shell_gets_the_settings_of_the_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the shell has already stays as it is."""
    file = tmp_path / "env"
    file.write_text("# made\nMOTCUA_ENVIRONMENT=onebox\nMOTCUA_OIDC_AUDIENCE='mine too'\n")
    environment = {"MOTCUA_OIDC_AUDIENCE": "given"}
    monkeypatch.setattr("os.environ", environment)
    load_local_settings(file)

    assert environment == {"MOTCUA_ENVIRONMENT": "onebox", "MOTCUA_OIDC_AUDIENCE": "given"}


def test_a_shell_with_settings_keeps_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A production shell in a checkout must not get one-box settings mixed in."""
    file = tmp_path / "env"
    file.write_text("MOTCUA_GATEWAY_URL=http://127.0.0.1:8080\n")
    environment = {"MOTCUA_ENVIRONMENT": "production"}
    monkeypatch.setattr("os.environ", environment)
    load_local_settings(file)

    assert environment == {"MOTCUA_ENVIRONMENT": "production"}
