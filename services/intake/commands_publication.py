"""`motcua catalogue publish`: what changed in the catalogue's files comes into force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import click

from chassis.settings import SettingsError
from kernel.errors import DomainError
from services.intake.catalogue.api.package import ReadPackage, read_package, read_places

SHIPPED = Path(__file__).resolve().parents[2] / "catalogue"
FOLDER = click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SHIPPED,
)


@click.command("publish")
@FOLDER
@click.option(
    "--agencies",
    "places_only",
    is_flag=True,
    help="Only agencies and calendars, so that officers can be entered before any procedure.",
)
def publish(folder: Path, *, places_only: bool) -> None:
    """Publish what changed in FOLDER, all of it or nothing.

    Before a procedure begins, routing is asked whether there is somebody for every step and
    notification whether there are texts for what applicants are told; both must be running.
    """
    found = read_places(folder) if places_only else read_package(folder)
    refuse_faulty(found)
    with told():
        published = wiring().publish_catalogue(found.package)
    for code, version in published.procedures:
        click.echo(f"{code} phiên bản / version {version}")
    click.echo(
        f"Đã công bố / published: {len(published.procedures)} thủ tục / procedures, "
        f"{len(published.agencies)} cơ quan / agencies, "
        f"{len(published.calendars)} lịch / calendars."
    )


def wiring() -> ModuleType:
    """Return what has a server behind it."""
    from services.intake.wiring import service as module

    return module


@contextmanager
def told() -> Iterator[None]:
    """Turn what goes wrong with published contents into lines for the terminal."""
    try:
        yield
    except DomainError as error:
        faults = error.extra.get("faults")
        for item in faults if isinstance(faults, list) else ():
            _echo(item)
        words = error.detail or error.title
        raise click.ClickException(f"{words.vi} / {words.en}") from error
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def refuse_faulty(found: ReadPackage) -> None:
    """Print every fault of the files and end the command when there is one."""
    for item in found.faults:
        text = item.fault.text.to_document()
        _echo({"document": item.file, "pointer": item.fault.pointer, **text})
    if found.faults:
        raise click.ClickException(f"{len(found.faults)} lỗi / faults")


def _echo(item: Mapping[str, str]) -> None:
    click.echo(f"{item['document']} {item['pointer'] or '/'}", err=True)
    click.echo(f"    {item['vi']}", err=True)
    click.echo(f"    {item['en']}", err=True)
