"""`motcua catalogue`: check the catalogue's files, import records, try and compare drafts."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from services.intake.catalogue.api.bpmn import bpmn_document
from services.intake.catalogue.api.comparison_text import comparison_lines
from services.intake.catalogue.api.documents import (
    DocumentFaultyError,
    read_calendar,
    read_procedure,
)
from services.intake.catalogue.api.import_report import report_document, summary
from services.intake.catalogue.api.package import read_package
from services.intake.catalogue.api.reading import parse_yaml
from services.intake.catalogue.api.records import read_records
from services.intake.catalogue.api.trial_report import trial_lines
from services.intake.catalogue.api.writing import to_yaml
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.charting import chart_of
from services.intake.catalogue.domain.comparison import compare
from services.intake.catalogue.domain.placing import placed_legs
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.commands_improvement import candidates, notes
from services.intake.commands_publication import (
    FOLDER,
    SHIPPED,
    publish,
    refuse_faulty,
    told,
    wiring,
)

_T = TypeVar("_T")


@click.group("catalogue")
def catalogue() -> None:
    """Check and publish procedures, agencies and calendars (YAML files in a folder)."""


catalogue.add_command(publish)
catalogue.add_command(candidates)
catalogue.add_command(notes)


@catalogue.command("lint")
@FOLDER
def lint(folder: Path) -> None:
    """List every fault of the files in FOLDER; end with 1 when there is one."""
    found = read_package(folder)
    refuse_faulty(found)
    package = found.package
    click.echo(
        f"Không có lỗi / no faults: {len(package.procedures)} thủ tục / procedures, "
        f"{len(package.agencies)} cơ quan / agencies, {len(package.calendars)} lịch / calendars."
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
    began = time.monotonic()
    with told():
        lines = list(read_records(file))
        with click.progressbar(length=len(lines), label=file.name, file=sys.stderr) as bar:
            found = wiring().import_procedures(lines, bar.update)
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
    moved = 0
    for page in wiring().calendar_pages(_read(file, read_calendar), notice):
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
    with told():
        done = wiring().publish_calendar_file(_read(file, read_calendar), notice)
    words_of = "đã công bố / published" if done.changed else "không đổi / unchanged"
    click.echo(f"{done.calendar} phiên bản / version {done.version}: {words_of}.")


_CATALOGUE = click.option(
    "--catalogue",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=SHIPPED,
    help="Folder of the catalogue's files; a draft stands among them.",
)
_LANGUAGE = click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True
)


@catalogue.command("export-bpmn")
@click.argument("code")
@_CATALOGUE
@click.option("--published", is_flag=True, help="Take the version in force, not the files.")
@_LANGUAGE
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
    _write(document, output)


@catalogue.command("simulate")
@click.argument("code")
@_CATALOGUE
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
    with told():
        found = wiring().try_draft(draft)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    for line in () if as_json else trial_lines(found):
        click.echo(line)


@catalogue.command("export")
@click.argument("code")
@click.option("--version", type=click.IntRange(min=1), help="Without it: the one in force.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def export(code: str, version: int | None, output: Path | None) -> None:
    """Write a published version of procedure CODE as the YAML that publishes the same again."""
    _write(to_yaml(_content(code, version)[1]).encode(), output)


@catalogue.command("diff")
@click.argument("old")
@click.argument("new")
@_LANGUAGE
def diff(old: str, new: str, language: str) -> None:
    """Tell what changes from OLD to NEW for citizens, papers, terms, fees, form and process.

    Each is a file, or a published procedure: `CODE` for what is in force, `CODE@3` for version 3.
    """
    for line in comparison_lines(compare(_named(old), _named(new)), language=language):
        click.echo(line)


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_bytes(content)


def _named(name: str) -> tuple[Procedure, Mapping[str, Any]]:
    if Path(name).is_file():
        return _read(Path(name), read_procedure)
    code, _, version = name.partition("@")
    return _content(code, int(version) if version.isdecimal() else None)


def _content(code: str, version: int | None) -> tuple[Procedure, Mapping[str, Any]]:
    """Return a published content, its document in the order in which files are written."""
    with told():
        return read_procedure(wiring().exported_procedure(code, version))


def _in_files(code: str, folder: Path) -> tuple[Procedure, Sequence[Agency]]:
    found = read_package(folder)
    refuse_faulty(found)
    for procedure, _ in found.package.procedures:
        if procedure.code == code:
            return procedure, found.package.agencies
    raise click.ClickException(f"Không có thủ tục / no such procedure: {code}")


def _published(code: str) -> tuple[Procedure, Sequence[Agency]]:
    with told():
        found: tuple[Procedure, Sequence[Agency]] = wiring().published_procedure(code)
        return found


def _read(file: Path, read: Callable[[object], _T]) -> _T:
    try:
        return read(parse_yaml(file.read_text(encoding="utf-8")))
    except DocumentFaultyError as error:
        words = "; ".join(f"{one.pointer} {one.text.vi}" for one in error.faults)
        raise click.ClickException(f"{file}: {words}") from error
