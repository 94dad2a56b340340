"""`motcua deadline`: when something is due, and every move of the date with its ground."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import yaml

from kernel.calendar import calendar_from_document
from kernel.channel import Channel
from kernel.clock import VIETNAM
from kernel.errors import DomainError
from kernel.office_hours import STANDARD_HOURS, OfficeHours, office_hours_from_document
from kernel.working_time import (
    DEFAULT_RULES,
    Deadline,
    Interruption,
    InterruptionKind,
    RuleBook,
    Schedule,
    Term,
    deadline_if_filed,
    rule_book,
)

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"


class Instant(click.ParamType[datetime]):
    """An instant as RFC 3339 writes it; a wall time without offset is Vietnam's."""

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
        return instant if instant.tzinfo else instant.replace(tzinfo=VIETNAM)


_INSTANT = Instant()


@click.command()
@click.option("--from", "filed_at", type=_INSTANT, required=True, help="When it was filed.")
@click.option("--term", "written", help="5wd, 0wd, 8wh, 15d, 2m; else the procedure's.")
@click.option("--stop-at", type=_INSTANT, multiple=True)
@click.option("--resume-at", type=_INSTANT, multiple=True)
@click.option("--restart-at", type=_INSTANT, multiple=True)
@click.option("--channel", type=click.Choice([c.value for c in Channel]), default="online")
@click.option("--procedure", "code", help="Its rules, and its term when none is given.")
@click.option("--case", help="The procedure's case, where its term depends on it.")
@click.option("--agency", help="Its office hours.")
@click.option("--calendar", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def deadline(
    *,
    filed_at: datetime,
    written: str | None,
    stop_at: tuple[datetime, ...],
    resume_at: tuple[datetime, ...],
    restart_at: tuple[datetime, ...],
    channel: str,
    code: str | None,
    case: str | None,
    agency: str | None,
    calendar: Path | None,
    as_json: bool,
) -> None:
    """Say when what was filed at an instant is due, and why."""
    try:
        procedure = _procedure(code) if code else None
        answer = deadline_if_filed(
            filed_at,
            Term.parse(written) if written else _term_of(procedure, Channel(channel), case),
            _schedule(calendar or CATALOGUE / "calendars" / "vn.yaml", agency),
            at_desk=Channel(channel) is Channel.DESK,
            rules=_rules_of(procedure),
            interruptions=interruptions(stop_at, resume_at, restart_at),
        )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(to_document(answer), ensure_ascii=False) if as_json else _plain(answer))


def interruptions(
    stops: tuple[datetime, ...], resumes: tuple[datetime, ...], restarts: tuple[datetime, ...]
) -> list[Interruption]:
    """Put what interrupted the term in the order it happened."""
    kinds = (
        (InterruptionKind.STOP, stops),
        (InterruptionKind.RESUME, resumes),
        (InterruptionKind.RESTART, restarts),
    )
    events = [Interruption(kind=kind, at=at) for kind, instants in kinds for at in instants]
    return sorted(events, key=lambda event: event.at)


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
        lines += [f"- {move.text.vi}  [{move.ground}]", f"  {move.text.en}"]
    return "\n".join(lines)


def _rules_of(procedure: Mapping[str, Any] | None) -> RuleBook:
    return rule_book(procedure["rules"]) if procedure and "rules" in procedure else DEFAULT_RULES


def _term_of(procedure: Mapping[str, Any] | None, channel: Channel, case: str | None) -> Term:
    from services.intake.catalogue.domain.term import TermRule, term_for  # noqa: PLC0415 - rarely

    if procedure is None:
        raise click.UsageError("Give --term, or a --procedure that has one.")
    rules = [TermRule.from_document(rule) for rule in procedure["terms"]]
    found = term_for(rules, channel=channel, case=case)
    if found is None:
        raise click.UsageError(f"The term of {procedure['code']} depends on --case.")
    return found.term


def _procedure(code: str) -> Mapping[str, Any]:
    for path in sorted((CATALOGUE / "procedures").rglob("*.yaml")):
        document = _read(path)
        if isinstance(document, Mapping) and document.get("code") == code:
            return document
    raise click.UsageError(f"The catalogue has no procedure {code}.")


def _schedule(calendar: Path, agency: str | None) -> Schedule:
    hours = _hours_of(agency) if agency else STANDARD_HOURS
    return Schedule(calendar_from_document(_read(calendar)), hours)


def _hours_of(agency: str) -> OfficeHours:
    document = _read(CATALOGUE / "agencies.yaml")
    named = {hours["id"]: hours for hours in document.get("office_hours", [])}
    for entry in document["agencies"]:
        if entry["code"] == agency:
            hours = named.get(entry.get("office_hours"))
            return office_hours_from_document(hours) if hours else STANDARD_HOURS
    raise click.UsageError(f"The catalogue has no agency {agency}.")


def _read(path: Path) -> Any:  # noqa: ANN401 - any YAML value
    return yaml.safe_load(path.read_text(encoding="utf-8"))
