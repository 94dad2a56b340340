"""The command line `motcua`: one root, sub-commands loaded only when they are called."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from deploy.setup.environment import read_env

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a sub-command lives (`module:attribute`) and its line in the help."""

    target: str
    purpose: str

    def load(self) -> click.Command:
        """Import the command."""
        module, _, attribute = self.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


COMMANDS: Mapping[str, Lazy] = {
    "intake": Lazy("services.intake.__main__:main", "Processes of intake."),
    "routing": Lazy("services.routing.__main__:main", "Processes of routing."),
    "notification": Lazy("services.notification.__main__:main", "Processes of notification."),
    "reporting": Lazy("services.reporting.__main__:main", "Processes of reporting."),
    "gateway": Lazy("gateway.__main__:main", "Processes of the gateway."),
    "issuer": Lazy("deploy.onebox.issuer:issuer", "Issuer of demonstration tokens (one box)."),
    "mail-sink": Lazy("deploy.onebox.mail_sink:mail_sink", "Mail server that only keeps."),
    "post-carrier": Lazy("deploy.onebox.post_carrier:post_carrier", "Carrier that only tells."),
    "sms-gateway": Lazy("deploy.onebox.sms_gateway:sms_gateway", "Provider of SMS that keeps."),
    "smsc": Lazy("deploy.onebox.smsc:smsc", "Centre of SMS that keeps (SMPP)."),
    "land-tax": Lazy("deploy.onebox.land_tax:land_tax", "Tax office that answers (one box)."),
    "inbox": Lazy("deploy.onebox.inbox:inbox", "Show the mails and SMS of one box."),
    "token": Lazy("deploy.onebox.token:token", "Print a demonstration access token."),
    "keys": Lazy("deploy.keys:keys", "Make the keys of a set-up."),
    "database": Lazy("deploy.databases:database", "Make databases and their roles."),
    "topology": Lazy("deploy.topology:topology", "Exchanges, queues and users of the broker."),
    "parked": Lazy("deploy.parked:parked", "Events that could not be applied."),
    "audit": Lazy("deploy.audit:audit", "Whether the trail of dossiers is what it was."),
    "reconcile": Lazy("deploy.reconcile:reconcile", "Whether the services agree."),
    "clock": Lazy("deploy.suite_clock:clock", "The suite's clock (one box)."),
    "catalogue": Lazy("services.intake.commands:catalogue", "Check and publish procedures."),
    "texts": Lazy("services.notification.commands:texts", "Show and check what people are told."),
    "officers": Lazy("services.routing.commands:officers", "Enter officers from a file."),
    "agencies": Lazy("services.intake.commands_agencies:agencies", "Merge and split agencies."),
    "deadline": Lazy("deploy.deadline:deadline", "Say when something is due, and why."),
    "report": Lazy("deploy.report:report", "Print a statutory report."),
}


class LazyGroup(click.Group):
    """A group that knows its sub-commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own signature
        """Import the command that is called, None when there is no such name."""
        lazy = COMMANDS.get(cmd_name)
        return lazy.load() if lazy else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's own signature
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.purpose) for name, lazy in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """One-stop shop of a province: its processes, its set-up, its answers."""
    # Settings must stand before a sub-command's module is imported: some are read at import.
    if ctx.invoked_subcommand is not None:
        load_local_settings(ROOT / ".local" / "env")


def load_local_settings(path: Path) -> None:
    """Take the settings of the one-box set-up in `path` when the shell carries none.

    `MOTCUA_ENVIRONMENT` decides whether it carries any; what is set already is kept.
    """
    if "MOTCUA_ENVIRONMENT" in os.environ or not path.is_file():
        return
    for name, value in read_env(path).items():
        os.environ.setdefault(name, value)


if __name__ == "__main__":
    main(prog_name="motcua")
