"""`motcua deadline`: when something is due, and every move of the date with its ground."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from deploy.deadline_catalogue import (
    CATALOGUE,
    FiledAgencies,
    FiledCalendars,
    FiledProcedures,
)
from kernel.channel import Channel
from kernel.errors import DomainError
from kernel.working_time import Deadline, InterruptionKind, Term
from services.intake.catalogue.usecases.compute_deadline import (
    DeadlineQuestion,
    compute_deadline,
    interruptions_of,
)


class Instant(click.ParamType[datetime]):
    """An instant as RFC 3339 writes it; without its offset it is refused, not guessed."""

    name = "instant"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """Return the aware instant."""
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no instant such as 2026-02-13T16:45+07:00", param, ctx)
        if instant.tzinfo is None:
            self.fail(f"{value!r} lacks its offset, such as {value}+07:00", param, ctx)
        return instant


_INSTANT = Instant()


@click.command()
@click.option("--from", "filed_at", type=_INSTANT, required=True, help="When it was filed.")
@click.option("--term", "written", help="5wd, 0wd, 8wh, 15d, 2m; else the procedure's.")
@click.option("--stop-at", type=_INSTANT, multiple=True)
@click.option("--resume-at", type=_INSTANT, multiple=True)
@click.option("--restart-at", type=_INSTANT, multiple=True)
@click.option("--channel", type=click.Choice([c.value for c in Channel]))
@click.option("--procedure", "code", help="Its rules, and its term when none is given.")
@click.option("--case", help="The procedure's case, where its term depends on it.")
@click.option("--agency", help="Its office hours and calendar.")
@click.option("--rules", help="A rule book by name, instead of the procedure's.")
@click.option(
    "--calendar",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A calendar file, whole or to lie over a shipped one.",
)
@click.option("--json", "as_json", is_flag=True)
def deadline(
    *,
    filed_at: datetime,
    written: str | None,
    stop_at: tuple[datetime, ...],
    resume_at: tuple[datetime, ...],
    restart_at: tuple[datetime, ...],
    channel: str | None,
    code: str | None,
    case: str | None,
    agency: str | None,
    rules: str | None,
    calendar: Path | None,
    as_json: bool,
) -> None:
    """Say when what was filed at an instant is due, and why."""
    kinds = InterruptionKind
    try:
        question = DeadlineQuestion(
            filed_at=filed_at,
            term=Term.parse(written) if written is not None else None,
            channel=Channel(channel) if channel else None,
            case=case,
            agency=agency,
            procedure=code,
            rules=rules,
            interruptions=interruptions_of(
                {kinds.STOP: stop_at, kinds.RESUME: resume_at, kinds.RESTART: restart_at}
            ),
        )
        answer = compute_deadline(
            question,
            procedures=FiledProcedures(CATALOGUE),
            agencies=FiledAgencies(CATALOGUE),
            calendars=FiledCalendars(CATALOGUE, calendar),
        )
    except DomainError as error:
        raise click.ClickException(_said(error)) from error
    click.echo(json.dumps(to_document(answer), ensure_ascii=False) if as_json else _plain(answer))


def _said(error: DomainError) -> str:
    text = error.detail or error.title
    return f"{text.vi}\n       {text.en} [{error.slug}]"


def to_document(answer: Deadline) -> dict[str, object]:
    """Return the answer as `GET /deadline` gives it."""
    return {
        "received_at": answer.received_at.isoformat(),
        "due_at": answer.due_at.isoformat(),
        "provisional": answer.provisional,
        "moves": [
            {
                "at": move.at.isoformat(),
                "rule": move.rule.value,
                "ground": move.ground,
                "text": move.text.to_document(),
            }
            for move in answer.moves
        ],
    }


def _plain(answer: Deadline) -> str:
    lines = [
        f"Nhận / received  {answer.received_at.isoformat(timespec='minutes')}",
        f"Hạn / due        {answer.due_at.isoformat(timespec='minutes')}"
        + (" (tạm tính / provisional)" if answer.provisional else ""),
    ]
    for move in answer.moves:
        lines += [
            f"- {move.at.isoformat(timespec='minutes')}  {move.rule.value}  [{move.ground}]",
            f"  {move.text.vi}",
            f"  {move.text.en}",
        ]
    return "\n".join(lines)
