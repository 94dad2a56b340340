"""`motcua parked`: what services could not apply, seen and mended without touching a database.

Works on the services' databases with their run-time roles, so it works while gateway and broker
are down; the same functions stand behind `/admin/{service}/parked`.
"""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import click
import orjson
from sqlalchemy.exc import ProgrammingError

from chassis import logging
from chassis import parked as events
from chassis.db import Database
from chassis.parked import Action, Choice, Operator
from chassis.parked_api import event_document, group_document
from deploy.setup.environment import SERVICES
from deploy.suite_clock import instant_of
from deploy.table import aligned
from kernel.clock import VIETNAM
from kernel.errors import UnavailableError

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Instant(click.ParamType[datetime]):
    """An RFC 3339 instant; without offset Vietnam's time."""

    name = "instant"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the instant, or fail as click does."""
        if isinstance(value, datetime):
            return value
        try:
            return instant_of(str(value))
        except ValueError:
            self.fail(f"{value} is no instant such as 2026-11-23T10:00", param, ctx)


@click.group()
def parked() -> None:
    """Show, replay or discard the events services could not apply."""
    logging.configure("motcua.parked", "ERROR")


def _choosing(command: _Command) -> _Command:
    """Add the options that choose events."""
    for option in (
        click.option("--before", type=_Instant(), help="Heard before this instant."),
        click.option("--type", "type_", help="Type, e.g. intake.dossier-accepted.v1."),
        click.option("--reason", help="How the cause begins."),
        click.option(
            "--service",
            "services",
            multiple=True,
            type=click.Choice(SERVICES),
            help="Only this service; may be given again.",
        ),
    ):
        command = option(command)
    return command


@parked.command("list")
@_choosing
@click.option("--limit", default=50, show_default=True, help="Most lines a service.")
@click.option("--causes", is_flag=True, help="Count by cause and type instead.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def list_(
    *,
    services: tuple[str, ...],
    reason: str | None,
    type_: str | None,
    before: datetime | None,
    limit: int,
    causes: bool,
    as_json: bool,
) -> None:
    """List what is parked, the longest parked first."""
    choice = Choice(reason=reason, type=type_, before=before)
    with _opened(services) as databases:
        groups = {name: _groups(database, choice) for name, database in databases.items()}
        pages = {} if causes else {n: _page(d, choice, limit) for n, d in databases.items()}
    if as_json:
        _print_json(groups if causes else pages)
        return
    if any(groups.values()):
        click.echo(_causes_table(groups) if causes else _events_table(pages))
    click.echo(_totals(groups))


@parked.command()
@click.argument("event_id", type=click.UUID)
@click.option("--service", "services", multiple=True, type=click.Choice(SERVICES))
def show(*, event_id: UUID, services: tuple[str, ...]) -> None:
    """Show one parked event with its body; what is sealed in it stays sealed."""
    found = False
    with _opened(services) as databases:
        for name, database in databases.items():
            with database.read() as tx:
                one = events.find(tx, event_id)
            if one is not None:
                found = True
                click.echo(_card(name, one))
    if not found:
        raise click.ClickException(f"No event {event_id} is parked.")


def _acting(action: Action, words: str) -> click.Command:
    @click.command(action.value, help=words)
    @click.argument("event_ids", nargs=-1, type=click.UUID)
    @_choosing
    @click.option("--all", "everything", is_flag=True, help="All that is parked.")
    @click.option("--yes", is_flag=True, help="Do it; without this many are only counted.")
    @click.option("--operator", help="Who is written down; else the account and the machine.")
    def act(
        *,
        event_ids: tuple[UUID, ...],
        services: tuple[str, ...],
        reason: str | None,
        type_: str | None,
        before: datetime | None,
        everything: bool,
        yes: bool,
        operator: str | None,
    ) -> None:
        choice = Choice(event_ids=event_ids or None, reason=reason, type=type_, before=before)
        if choice.everything and not everything:
            raise click.UsageError("Name events, or --reason, --type, --before or --all.")
        who = Operator(subject=operator or _account(), door="command-line")
        _do(services, action, choice, who, sure=yes or bool(event_ids))

    return act


parked.add_command(
    _acting(Action.REPLAY, "Try events again, as if they came anew. Many need --yes.")
)
parked.add_command(
    _acting(
        Action.DISCARD,
        "Pass events over for good; what waits behind them goes on. Many need --yes.",
    )
)


def _do(
    services: Sequence[str], action: Action, choice: Choice, who: Operator, *, sure: bool
) -> None:
    with _opened(services) as databases:
        groups = {name: _groups(database, choice) for name, database in databases.items()}
        if not any(groups.values()):
            raise click.ClickException("Nothing parked is meant by this.")
        if not sure:
            click.echo(_causes_table(groups))
            click.echo(_totals(groups))
            click.echo(f"Nothing was done. Add --yes to {action} these.")
            return
        for name in (name for name, found in groups.items() if found):
            count = events.act(databases[name], action, choice, who)
            click.echo(f"{name}: {count} {_DONE[action]}")


_DONE: Mapping[Action, str] = {
    Action.REPLAY: "to be tried again now",
    Action.DISCARD: "discarded",
}


@contextmanager
def _opened(services: Sequence[str]) -> Iterator[dict[str, Database]]:
    """Yield the databases of the services, of all when none is named."""
    names = {name: f"MOTCUA_{name.upper()}_DATABASE_URL" for name in services or SERVICES}
    missing = [variable for variable in names.values() if not os.environ.get(variable)]
    if missing:
        raise click.ClickException(f"Not set: {', '.join(missing)}")
    databases = {
        name: Database(os.environ[variable], name=f"motcua-parked-{name}", pool_size=1)
        for name, variable in names.items()
    }
    try:
        yield databases
    except UnavailableError as error:
        raise click.ClickException("A database cannot be reached.") from error
    except ProgrammingError as error:
        raise click.ClickException("A database is not migrated.") from error
    finally:
        for database in databases.values():
            database.dispose()


def _groups(database: Database, choice: Choice) -> Sequence[events.Group]:
    with database.read() as tx:
        return events.groups(tx, choice)


def _page(database: Database, choice: Choice, limit: int) -> Sequence[events.ParkedEvent]:
    with database.read() as tx:
        return events.page(tx, choice, limit=limit)


def _account() -> str:
    return f"{getpass.getuser()}@{socket.gethostname()}"


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}"


def _events_table(pages: Mapping[str, Sequence[events.ParkedEvent]]) -> str:
    rows = [
        (name, event.event_id, _moment(event.received_at), event.type or "?",
         event.subject or "?", event.sequence or "?", event.attempts, event.reason or "")
        for name, page in pages.items()
        for event in page
    ]  # fmt: skip
    heads = ("service", "event", "heard", "type", "subject", "no", "tries", "reason")
    return aligned(heads, rows, right={"no", "tries"})


def _causes_table(groups: Mapping[str, Sequence[events.Group]]) -> str:
    rows = [
        (name, group.events, _moment(group.oldest), group.type or "?", group.reason or "")
        for name, found in groups.items()
        for group in found
    ]
    return aligned(("service", "events", "oldest", "type", "reason"), rows, right={"events"})


def _totals(groups: Mapping[str, Sequence[events.Group]]) -> str:
    sums = {name: sum(group.events for group in found) for name, found in groups.items()}
    parts = ", ".join(f"{name} {count}" for name, count in sums.items() if count)
    return f"\n{sum(sums.values())} parked ({parts})" if parts else "Nothing is parked."


def _card(service: str, found: events.ParkedBody) -> str:
    event = found.event
    lines = {
        "event": event.event_id,
        "service": service,
        "type": event.type or "cannot be read",
        "subject": f"{event.subject or '?'}, number {event.sequence or '?'} of {event.source}",
        "heard": f"{_moment(event.received_at)}, tries {event.attempts}",
        "reason": event.reason or "",
        "held up": f"{found.held_up} later events wait for it",
    }
    head = "\n".join(f"{name:<8}  {value}" for name, value in lines.items())
    document = found.document()
    if document is None:
        return f"{head}\n\n{len(found.body)} bytes that are no JSON:\n{found.body[:400]!r}"
    return f"{head}\n\n{orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()}"


def _print_json(found: Mapping[str, Sequence[events.Group | events.ParkedEvent]]) -> None:
    document = {name: [_document(one) for one in items] for name, items in found.items()}
    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())


def _document(one: events.Group | events.ParkedEvent) -> dict[str, Any]:
    return group_document(one) if isinstance(one, events.Group) else event_document(one)
