"""`motcua catalogue`: check the catalogue's files, publish what changed, import records."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from chassis.settings import SettingsError
from kernel.calendar import Calendar
from kernel.errors import DomainError
from services.intake.catalogue.api.bpmn import bpmn_document
from services.intake.catalogue.api.documents import DocumentFaultyError, read_calendar
from services.intake.catalogue.api.import_report import report_document, summary
from services.intake.catalogue.api.package import ReadPackage, read_package
from services.intake.catalogue.api.reading import parse_yaml
from services.intake.catalogue.api.records import read_records
from services.intake.catalogue.api.trial_report import trial_lines
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.charting import chart_of
from services.intake.catalogue.domain.placing import placed_legs
from services.intake.catalogue.domain.procedure import Procedure

_SHIPPED = Path(__file__).resolve().parents[2] / "catalogue"
_FOLDER = click.argument(
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=_SHIPPED,
)


@click.group("catalogue")
def catalogue() -> None:
    """Check and publish procedures, agencies and calendars (YAML files in a folder)."""


@catalogue.command("lint")
@_FOLDER
def lint(folder: Path) -> None:
    """List every fault of the files in FOLDER; end with 1 when there is one."""
    found = read_package(folder)
    _refuse_faulty(found)
    package = found.package
    click.echo(
        f"Không có lỗi / no faults: {len(package.procedures)} thủ tục / procedures, "
        f"{len(package.agencies)} cơ quan / agencies, {len(package.calendars)} lịch / calendars."
    )


@catalogue.command("publish")
@_FOLDER
def publish(folder: Path) -> None:
    """Publish what changed in FOLDER, all of it or nothing."""
    from services.intake.wiring import publish_catalogue  # noqa: PLC0415 -- lint needs no server

    found = read_package(folder)
    _refuse_faulty(found)
    try:
        published = publish_catalogue(found.package)
    except DomainError as error:
        words = error.detail or error.title
        raise click.ClickException(f"{words.vi} / {words.en}") from error
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    for code, version in published.procedures:
        click.echo(f"{code} phiên bản / version {version}")
    click.echo(
        f"Đã công bố / published: {len(published.procedures)} thủ tục / procedures, "
        f"{len(published.agencies)} cơ quan / agencies, "
        f"{len(published.calendars)} lịch / calendars."
    )


@catalogue.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where the report is written; beside FILE when not said.",
)
def import_(file: Path, report: Path | None) -> None:
    """Import records of the national portal: JSON lines in FILE, each loaded or listed."""
    from services.intake.wiring import import_procedures  # noqa: PLC0415 -- lint needs no server

    began = time.monotonic()
    try:
        lines = list(read_records(file))
        with click.progressbar(length=len(lines), label=file.name, file=sys.stderr) as bar:
            found = import_procedures(lines, bar.update)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    seconds = round(time.monotonic() - began, 1)
    written = report or file.with_suffix(".report.json")
    written.write_text(
        json.dumps(report_document(found, file, seconds), ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
    click.echo(summary(found, seconds))
    click.echo(f"Báo cáo / report: {written}")


_CALENDAR = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_NOTICE = click.option("--notice", help="Number of the notice that fixes the days.")


@catalogue.command("dry-run")
@_CALENDAR
@_NOTICE
def dry_run(file: Path, notice: str | None) -> None:
    """List each open dossier that the calendar in FILE would move, with its dates and reason."""
    from services.intake.wiring import calendar_pages  # noqa: PLC0415 -- lint needs no server

    moved = 0
    for page in calendar_pages(_calendar(file), notice):
        for item in page["items"]:
            if item["moved"]:
                moved += 1
                click.echo(
                    f"{item['dossier']} {item['clock']} {item['old_at']} → {item['new_at']}"
                )
                click.echo(f"    {item['reason']['vi']}")
    click.echo(f"Sẽ chuyển / would move: {moved}.")


@catalogue.command("publish-calendar")
@_CALENDAR
@_NOTICE
def publish_calendar(file: Path, notice: str | None) -> None:
    """Publish the calendar in FILE; open dossiers follow it in the background."""
    from services.intake.wiring import publish_calendar_file  # noqa: PLC0415 -- the same

    try:
        done = publish_calendar_file(_calendar(file), notice)
    except DomainError as error:
        words = error.detail or error.title
        raise click.ClickException(f"{words.vi} / {words.en}") from error
    words_of = "đã công bố / published" if done.changed else "không đổi / unchanged"
    click.echo(f"{done.calendar} phiên bản / version {done.version}: {words_of}.")


@catalogue.command("export-bpmn")
@click.argument("code")
@click.option(
    "--catalogue",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=_SHIPPED,
    help="Folder of the catalogue's files.",
)
@click.option("--published", is_flag=True, help="Take the version in force, not the files.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def export_bpmn(
    code: str,
    *,
    folder: Path,
    published: bool,
    language: str,
    output: Path | None,
) -> None:
    """Write the internal process of procedure CODE as BPMN 2.0 XML with its diagram."""
    procedure, agencies = _published(code) if published else _in_files(code, folder)
    document = bpmn_document(chart_of(procedure, agencies), language=language)
    if output is None:
        click.echo(document, nl=False)
    else:
        output.write_bytes(document)


@catalogue.command("simulate")
@click.argument("code")
@click.option(
    "--catalogue",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=_SHIPPED,
    help="Folder with the draft among the catalogue's files.",
)
@click.option("--published", is_flag=True, help="Try the version in force, not the files.")
@click.option("--cases", type=click.IntRange(1, 2000), default=500, show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True)
@click.option(
    "--share",
    type=click.FloatRange(0, 1),
    default=1.0,
    show_default=True,
    help="Part of its stated hours that a step never done before takes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def simulate(
    code: str,
    *,
    folder: Path,
    published: bool,
    cases: int,
    seed: int,
    share: float,
    as_json: bool,
) -> None:
    """Replay past cases of CODE through its draft: lateness and load, before and after."""
    procedure, agencies = _published(code) if published else _in_files(code, folder)
    draft = {
        "procedure": procedure.code,
        "process": procedure.process_document,
        "agencies": placed_legs(procedure.process, agencies),
        "most": cases,
        "seed": seed,
        "share": share,
    }
    found = _tried(draft)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for line in trial_lines(found):
        click.echo(line)


def _tried(draft: Mapping[str, Any]) -> Mapping[str, Any]:
    from services.intake.wiring import try_draft  # noqa: PLC0415 -- the same

    try:
        return try_draft(draft)
    except DomainError as error:
        words = error.detail or error.title
        raise click.ClickException(f"{words.vi} / {words.en}") from error
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _in_files(code: str, folder: Path) -> tuple[Procedure, Sequence[Agency]]:
    found = read_package(folder)
    _refuse_faulty(found)
    for procedure, _ in found.package.procedures:
        if procedure.code == code:
            return procedure, found.package.agencies
    raise click.ClickException(f"Không có thủ tục / no such procedure: {code}")


def _published(code: str) -> tuple[Procedure, Sequence[Agency]]:
    from services.intake.wiring import published_procedure  # noqa: PLC0415 -- files need no server

    try:
        return published_procedure(code)
    except DomainError as error:
        words = error.detail or error.title
        raise click.ClickException(f"{words.vi} / {words.en}") from error
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


def _calendar(file: Path) -> Calendar:
    try:
        return read_calendar(parse_yaml(file.read_text(encoding="utf-8")))
    except DocumentFaultyError as error:
        raise click.ClickException("; ".join(one.text.vi for one in error.faults)) from error


def _refuse_faulty(found: ReadPackage) -> None:
    for item in found.faults:
        click.echo(f"{item.file} {item.fault.pointer or '/'}", err=True)
        click.echo(f"    {item.fault.text.vi}", err=True)
        click.echo(f"    {item.fault.text.en}", err=True)
    if found.faults:
        raise click.ClickException(f"{len(found.faults)} lỗi / faults")
