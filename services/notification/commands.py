"""`motcua texts`: look at what people are told, before and after it is released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from services.notification.templates.domain.approval import Release
from services.notification.templates.domain.errors import TextFaultyError
from services.notification.templates.domain.greeting import Greeting
from services.notification.templates.domain.short_text import short_text, without_accents
from services.notification.templates.domain.template import LANGUAGES, Template
from services.notification.templates.store.approvals import (
    FOLDER,
    LAYOUT,
    FileApprovals,
    write_approval,
)
from services.notification.templates.store.short_texts import FileShortTexts
from services.notification.templates.store.texts import FileTexts
from services.notification.templates.usecases.lint_letters import Faulty, lint_letters
from services.notification.templates.usecases.lint_texts import WIDEST, Linted, lint_texts

_PLACE = "https://motcua.example.vn"
_DAY = click.DateTime(["%Y-%m-%d"])
_PRICE = click.option(
    "--price", default=350, show_default=True, help="What a segment costs, in đồng."
)


@click.group("texts")
def texts() -> None:
    """Show and check the texts of letters and SMS."""


@texts.command("lint")
@_PRICE
def lint(price: int) -> None:
    """List every text of SMS with segments and cost, then the faults of these and of letters.

    Ends with 1 when there is a fault, a version that nobody approved among them.
    """
    approvals = FileApprovals()
    linted = lint_texts(approvals=approvals, short_texts=FileShortTexts(), segment_price=price)
    click.echo("\n".join(_table(linted)))
    letters = lint_letters(texts=FileTexts(_PLACE), approvals=approvals, layout=LAYOUT)
    faults = [
        _fault(one, finding.rule, finding.found) for one in linted for finding in one.findings
    ] + [_fault_of_letter(one) for one in letters]
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
    """Print the newest text of TEMPLATE, approved or not yet, filled in with made-up facts."""
    letters, wanted = FileTexts(_PLACE), Template(template)
    version = max(one.version for one in FileApprovals().releases(wanted))
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


@texts.command("approvals")
def approvals() -> None:
    """List every version of every text: from when it is used, approved by whom and when."""
    for name in (LAYOUT, *Template):
        for one in FileApprovals().releases(name):
            click.echo(f"{name}/{one.version}: {_approved(one)}")


@texts.command("approve")
@click.argument("text", type=click.Choice([LAYOUT, *(str(one) for one in Template)]))
@click.argument("version", type=click.IntRange(min=1))
@click.option("--by", required=True, help="The person or office that approves.")
@click.option("--on", required=True, type=_DAY, help="The day it was approved.")
@click.option("--in-force", required=True, type=_DAY, help="The first day it is used.")
def approve(text: str, version: int, by: str, on: datetime, in_force: datetime) -> None:
    """Write down that VERSION of TEXT was approved as it stands; a later change undoes it."""
    try:
        write_approval(FOLDER, text, version, in_force=in_force.date(), by=by, on=on.date())
    except FileNotFoundError as error:
        raise click.ClickException(f"Không có / there is no {text}/{version}.") from error
    click.echo(f"{text}/{version}: {on:%d/%m/%Y}, {by}.")


def _approved(one: Release) -> str:
    approval = one.approval
    if approval is None or not one.approved:
        return "chưa được duyệt / not approved"
    return (
        f"từ / from {approval.in_force:%d/%m/%Y}, {approval.approved_by}, "
        f"{approval.approved_on:%d/%m/%Y}"
    )


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


def _fault_of_letter(one: Faulty) -> str:
    file = f"{one.language}.jinja" if one.language else "approval.toml"
    return f"{one.text}/{one.version}/{file}: {one.finding.rule}: {one.finding.found}"
