"""`motcua inbox`: mails and SMS of one box, as a person would read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import click

from chassis.settings import SettingsError, reading
from kernel.clock import VIETNAM

_HEADERS = ("From", "To", "Date", "Subject", "Message-ID")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mail in the box; `number` counts from 1, the oldest."""

    number: int
    mail: EmailMessage

    @property
    def written(self) -> datetime | None:
        """Return when the mail was written, in Vietnam's time."""
        written: datetime | None = getattr(self.mail["Date"], "datetime", None)
        return written.astimezone(VIETNAM) if written else None

    @property
    def moment(self) -> str:
        """Return that as a line of a table shows it."""
        return f"{self.written:%Y-%m-%d %H:%M:%S}" if self.written else ""

    def header(self, name: str) -> str:
        """Return a header in clear, empty when it is missing."""
        return str(self.mail[name] or "")

    @property
    def title(self) -> str:
        """Return the subject of a mail, or the words of a text message, which has none."""
        return self.part("plain").strip() if self.mail["X-Encoding"] else self.header("Subject")

    def part(self, kind: str) -> str:
        """Return the text of the `plain` or `html` part, empty when there is none."""
        body = self.mail.get_body((kind,))
        return str(body.get_content()).replace("\r\n", "\n") if body else ""


def read_mailbox(folder: Path) -> Sequence[Kept]:
    """Return the mails of the folder, oldest first; files half written are not seen."""
    return [
        Kept(number=number, mail=read_mail(path))
        for number, path in enumerate(sorted(folder.glob("[0-9]*.eml")), start=1)
    ]


def table(mails: Sequence[Kept]) -> str:
    """Return one aligned line a mail."""
    rows = [("No", "Date", "To", "Subject")]
    rows += [(str(m.number), m.moment, m.header("To"), m.title) for m in mails]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    )


def page(kept: Kept, *, html: bool) -> str:
    """Return headers and body of a mail."""
    head = [f"{name + ':':<12}{kept.header(name)}" for name in _HEADERS]
    return "\n".join([*head, "", kept.part("html" if html else "plain")])


@click.group("inbox", invoke_without_command=True)
@click.option("--about", metavar="CODE", help="Only mails and SMS that name this dossier.")
@click.option("--limit", default=50, show_default=True, help="How many of the newest to show.")
@click.pass_context
def inbox(ctx: click.Context, about: str | None, limit: int) -> None:
    """List the mails and SMS of the one-box set-up, or show one."""
    if ctx.invoked_subcommand is not None:
        return
    mails = [m for m in _mails() if about is None or about in m.title]
    click.echo(table(mails[-limit:]) if mails else "The mailbox is empty.")


@inbox.command("show")
@click.argument("number", type=int, required=False)
@click.option("--html", is_flag=True, help="Show the page's source instead of the plain text.")
def show(number: int | None, *, html: bool) -> None:
    """Print mail NUMBER, or the newest."""
    mails = _mails()
    wanted = len(mails) if number is None else number
    if not 1 <= wanted <= len(mails):
        raise click.ClickException(f"There is no such mail; the box holds {len(mails)}.")
    click.echo(page(mails[wanted - 1], html=html))


def _mails() -> Sequence[Kept]:
    try:
        with reading() as env:
            folder = env.path("MAILBOX_DIR")
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    return read_mailbox(folder)


def read_mail(path: Path) -> EmailMessage:
    """Return the mail in a file of the box."""
    mail = message_from_bytes(path.read_bytes(), policy=default)
    if not isinstance(mail, EmailMessage):
        raise TypeError(path.name)
    return mail
