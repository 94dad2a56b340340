"""`motcua catalogue candidates` and `notes`: what would make procedures better."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import click

from services.intake.commands_publication import told, wiring
from services.intake.improvement.domain.amendment import Amendment
from services.intake.improvement.domain.candidate import FLOOR, Candidate

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("candidates")
@click.option("--from", "first", type=_DAY, required=True, help="First day looked at.")
@click.option("--to", "last", type=_DAY, required=True, help="Last day looked at.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True)
@click.option(
    "--least",
    type=click.IntRange(min=FLOOR),
    default=FLOOR,
    show_default=True,
    help="Fewest people a line may tell of; never below the default.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def candidates(first: datetime, last: datetime, *, days: int, least: int, as_json: bool) -> None:
    """List pairs of procedures that people file one after the other: candidates for a link.

    Of the applicants of the first, how many filed the second within DAYS, what part of them that
    is, and how much likelier it is after the first than after whatever else people file. Nobody
    is named, and no line tells of fewer than ten people.
    """
    after = last.date() + timedelta(days=1)
    with told():
        found = wiring().linked_candidates(first.date(), after, days=days, least=least)
    if as_json:
        click.echo(json.dumps([_document(one) for one in found], ensure_ascii=False, indent=2))
        return
    for line in candidate_lines(found):
        click.echo(line)


@click.command("notes")
@click.argument("code", required=False)
def notes(code: str | None) -> None:
    """List what was accepted as a note for the next version of CODE, or of every procedure."""
    with told():
        found = wiring().notes_for_next(code)
    for amendment in found:
        click.echo("\n".join(_note(amendment)))
    click.echo(f"Ghi chú cho phiên bản sau / notes for next versions: {len(found)}.")


def candidate_lines(found: Sequence[Candidate]) -> list[str]:
    """Return candidates as aligned lines, with a head."""
    head = ("A → B", "người / people", "trong số / of", "tỷ lệ / share", "gấp / lift")
    rows = [
        head,
        *(
            (
                f"{one.first} → {one.then}",
                str(one.people),
                str(one.applicants),
                f"{one.share:.1%}",
                f"×{one.lift:.1f}",
            )
            for one in found
        ),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _document(one: Candidate) -> dict[str, object]:
    return {
        "first": one.first,
        "then": one.then,
        "people": one.people,
        "applicants": one.applicants,
        "share": round(one.share, 4),
        "lift": round(one.lift, 2),
    }


def _note(amendment: Amendment) -> list[str]:
    wish = amendment.wish
    version = f"{wish.procedure} → phiên bản / version {amendment.for_version}"
    lines = [f"{version} · {wish.part} · {amendment.agency} · {amendment.id}", f"    {wish.what}"]
    lines += [f"    căn cứ / law: {wish.law}"] if wish.law else []
    lines += [f"    lời văn / text: {wish.text}"] if wish.text else []
    return [*lines, f"    ghi chú / note: {amendment.words[-1].text}"]
