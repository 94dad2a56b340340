"""`motcua texts`: look at what people are told, before and after it is released."""

from __future__ import annotations

from collections.abc import Sequence

import click

from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.short_text import short_text, without_accents
from services.notification.templates.domain.template import LANGUAGES, Template
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.lint_texts import WIDEST, Linted, lint_texts

_PLACE = "https://motcua.example.vn"
_PRICE = click.option(
    "--price", default=350, show_default=True, help="What a segment costs, in đồng."
)


@click.group("texts")
def texts() -> None:
    """Show and check the texts of letters and SMS."""


@texts.command("lint")
@_PRICE
def lint(price: int) -> None:
    """List every text of SMS with segments, cost and faults; end with 1 when there is a fault."""
    linted = lint_texts(texts=FileTexts(_PLACE), short_texts=FileShortTexts(), segment_price=price)
    click.echo("\n".join(_table(linted)))
    faults = [
        _fault(one, finding.rule, finding.found) for one in linted for finding in one.findings
    ]
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} lỗi / faults")
    click.echo(f"Không có lỗi / no faults: {len(linted)} mẫu / texts.")


@texts.command("preview")
@click.argument("template", type=click.Choice([str(one) for one in Template]))
@click.option("--language", type=click.Choice(LANGUAGES), default="vi", show_default=True)
@click.option(
    "--channel", type=click.Choice(["email", "html", "sms"]), default="sms", show_default=True
)
@_PRICE
def preview(template: str, language: str, channel: str, price: int) -> None:
    """Print the newest text of TEMPLATE, filled in with made-up facts."""
    letters, wanted = FileTexts(_PLACE), Template(template)
    version = letters.newest_version(wanted)
    try:
        if channel == "sms":
            words = FileShortTexts().words(wanted, version, language, WIDEST)
            click.echo("\n".join(_both_forms(words, price)))
            return
        greeting = Greeting(name="Nguyễn Thị Ế")
        letter = letters.render(wanted, version, language, WIDEST, greeting)
    except TextFaultyError as error:
        raise click.ClickException(str(error)) from error
    body = letter.html if channel == "html" else letter.text
    click.echo(f"{letter.subject}\n\n{body}")


def _both_forms(words: str, price: int) -> Sequence[str]:
    lines = []
    for found in (short_text(words), short_text(without_accents(words))):
        lines.append(found.words)
        cost = found.segments * price
        lines.append(f"  {found.encoding}, {found.segments} × {price} đ = {cost} đ\n")
    return lines


def _table(linted: Sequence[Linted]) -> Sequence[str]:
    rows = [("template", "", "segments", "đ", "plain", "đ")]
    rows += [
        (
            str(one.template),
            one.language,
            str(one.segments),
            str(one.cost),
            str(one.plain_segments),
            str(one.plain_cost),
        )
        for one in linted
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _fault(one: Linted, rule: str, found: str) -> str:
    return f"{one.template}/{one.version}/{one.language}.sms.jinja: {rule}: {found}"
