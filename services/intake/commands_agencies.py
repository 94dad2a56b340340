"""`motcua agencies`: merge and split agencies, and see how far that has come."""

from __future__ import annotations

from pathlib import Path

import click

from chassis.settings import SettingsError
from kernel.errors import DomainError, UnavailableError
from services.intake.catalogue.api.reading import parse_yaml
from services.intake.reorganisation.api.documents import read_reorganisation
from services.intake.reorganisation.api.telling import echo_faults, echo_progress, echo_trials
from services.intake.reorganisation.domain.errors import ReorganisationFaultyError


@click.group("agencies")
def agencies() -> None:
    """Merge and split agencies, and show how far that has come."""


@agencies.command("reorganise")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", "dry", is_flag=True, help="Count what would move; change nothing.")
def reorganise(file: Path, *, dry: bool) -> None:
    """Publish who takes over from whom, as FILE says; open dossiers follow on the day."""
    from services.intake.wiring.reorganisation import publish_file, try_file

    try:
        reorganisation = read_reorganisation(parse_yaml(file.read_text(encoding="utf-8")))
        if dry:
            echo_trials(try_file(reorganisation))
            return
        ended = publish_file(reorganisation)
    except ReorganisationFaultyError as error:
        echo_faults(error)
        raise click.ClickException(f"{error.title.vi} / {error.title.en}") from error
    except DomainError as error:
        words = error.detail or error.title
        raise click.ClickException(f"{words.vi} / {words.en}") from error
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    day = reorganisation.takes_effect
    news = ", ".join(ended) or "không đổi / unchanged"
    click.echo(f"{reorganisation.id}, {day:%d/%m/%Y}: {news}.")


@agencies.command("progress")
def progress() -> None:
    """Show how far the open dossiers of each agency that ends have moved."""
    from services.intake.wiring.reorganisation import progress_here

    try:
        echo_progress(progress_here())
    except (SettingsError, UnavailableError) as error:
        raise click.ClickException(str(error)) from error
