"""What a dry run and the progress look like in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import click

from services.intake.reorganisation.domain.errors import ReorganisationFaultyError
from services.intake.reorganisation.ports import Progress, WorkFound
from services.intake.reorganisation.usecases.try_reorganisation import Trial

_MOST_CODES = 20
_TODO = {
    "place": "bố trí ở cơ quan kế thừa / enter or second them at a successor",
    "add-roles": "bổ sung vai trò ở cơ quan kế thừa / give the missing roles at the successor",
    "settle": "chuyển hẳn sang cơ quan kế thừa / change their post for good",
    "second-anew": "biệt phái lại hoặc kết thúc / second to a successor, or end it",
    "delegate-anew": "ủy quyền lại ở cơ quan kế thừa / delegate anew at the successor",
}


def echo_trials(trials: Sequence[Trial]) -> None:
    """Tell what each agency would hand on."""
    for trial in trials:
        click.echo(trial.agency)
        for line in _lines(trial):
            click.echo(f"    {line}")
    click.echo("Chưa thay đổi gì. / Nothing was changed.")


def _lines(trial: Trial) -> Iterator[str]:
    work = trial.work
    yield f"hồ sơ đang mở / open dossiers: {trial.open_dossiers}"
    for code, count in sorted(trial.to.items()):
        yield f"    → {code}: {count}"
    yield f"vụ việc / cases: {work.cases}"
    yield f"công việc đang mở / open tasks: {work.tasks}"
    yield f"    người giữ việc tiếp tục / owners kept: {work.owners_kept}"
    yield f"    trả về hàng chờ / to the queue: {work.owners_lost}"
    yield (
        "cán bộ chưa được bố trí ở cơ quan kế thừa / officers without a post: "
        f"{len(work.without_post)}{_named(sorted(work.without_post))}"
    )
    yield from _people(work)
    left = trial.without_rule
    yield f"hồ sơ chưa có quy tắc / dossiers no rule takes: {len(left)}{_named(left)}"


def _people(work: WorkFound) -> Iterator[str]:
    for one in work.people:
        lacks = f" (thiếu / lacks {', '.join(one.missing)})" if one.missing else ""
        yield f"    {one.account}, {', '.join(one.roles)}{lacks}: {_TODO.get(one.todo, one.todo)}"
    if work.plan:
        yield "    kế hoạch phân công không chuyển theo / its plan of assigning ends with it"
    if work.ladder:
        yield "    thang nhắc việc không chuyển theo / its ladder of escalation ends with it"


def _named(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = ", …" if len(names) > _MOST_CODES else ""
    return f" ({', '.join(names[:_MOST_CODES])}{more})"


def echo_faults(error: ReorganisationFaultyError) -> None:
    """Tell every fault with its place."""
    for fault in cast("Sequence[Mapping[str, str]]", error.extra["faults"]):
        click.echo(fault["pointer"] or "/", err=True)
        click.echo(f"    {fault['vi']}", err=True)
        click.echo(f"    {fault['en']}", err=True)


def echo_progress(progress: Sequence[Progress]) -> None:
    """Tell how far each agency is, or that none of them ends."""
    if not progress:
        click.echo("Không có cơ quan nào đang sắp xếp. / No agency is being reorganised.")
    for one in progress:
        until = "đang chuyển / under way"
        if one.finished_at is not None:
            until = f"xong / done {one.finished_at:%d/%m/%Y %H:%M}"
        click.echo(
            f"{one.reorganisation} {one.agency} ({one.takes_effect:%d/%m/%Y}): "
            f"đã chuyển / moved {one.moved}, "
            f"chưa có quy tắc / without a rule {one.without_rule}, {until}"
        )
