"""`motcua officers`: enter many officers from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import orjson
from marshmallow import ValidationError

from chassis.messages import bilingual
from chassis.settings import SettingsError
from kernel.errors import DomainError
from services.routing.officers.api.schemas import OfficerSchema
from services.routing.officers.domain.officer import Profile
from services.routing.wiring.roll import enter_here


@click.group("officers")
def officers() -> None:
    """Enter officers in the register."""


@officers.command("enter")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--operator", default="command-line", show_default=True, help="Whom the record names."
)
def enter(file: Path, operator: str) -> None:
    """Enter the officers in FILE, all or nobody; who is in the register stays as they are.

    A line of JSON each, as `POST /admin/officers` takes it: `account`, `name`, `post`, `agency`,
    `roles`, `first_day`, and `last_day` where there is one.
    """
    people, faults = _read(file)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} lỗi / faults")
    try:
        entered = enter_here(people, by=operator)
    except DomainError as error:
        words = error.detail or error.title
        raise click.ClickException(f"{words.vi} / {words.en} ({error.slug})") from error
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"Đã ghi / entered: {len(entered.officers)}; "
        f"có từ trước / in the register before: {entered.known}."
    )


def _read(file: Path) -> tuple[list[tuple[str, Profile]], list[str]]:
    people: list[tuple[str, Profile]] = []
    faults: list[str] = []
    schema = OfficerSchema()
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            people.append(schema.load(orjson.loads(line)))
        except orjson.JSONDecodeError as error:
            faults.append(f"{number}: {error}")
        except ValidationError as error:
            faults.extend(f"{number}: {one}" for one in _words(error.messages))
    return people, faults


def _words(messages: Mapping[str, Any] | Iterable[Any], where: str = "") -> Iterator[str]:
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            yield from _words(below, f"{where}/{name}")
        return
    for one in messages:
        text = bilingual(one)
        yield f"{where} {text.vi} / {text.en}"
