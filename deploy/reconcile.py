"""`motcua reconcile`: do the services agree, said so that a person can act on it."""

from __future__ import annotations

import getpass
import socket
from collections import Counter
from collections.abc import Iterable, Sequence

import click
import orjson

from chassis import logging
from chassis.settings import SettingsError
from deploy.table import aligned
from kernel.clock import VIETNAM
from kernel.errors import UnavailableError
from services.reporting.reconciliation.domain.divergence import Divergence, Remedy
from services.reporting.reconciliation.domain.invariant import PROMISES, Invariant
from services.reporting.reconciliation.domain.report import Report
from services.reporting.reconciliation.store.reports import report_document
from services.reporting.reconciliation.usecases.reconcile import Patience
from services.reporting.wiring.reconciliation import reconcile_once

_DIVERGES = 1
_INCOMPLETE = 2
_SHOWN = 50
_EVERY_REMEDY = frozenset({Remedy.RE_EMIT, Remedy.RE_OPEN, Remedy.RESTORE})
_VALUE_WIDTH = 48


@click.command()
@click.option(
    "--repair", is_flag=True, help="Have the owners say again what was lost, and verify."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--settle", default=5.0, show_default=True, help="Seconds between two looks.")
@click.option("--operator", help="Who is written down; else the account and the machine.")
def reconcile(*, repair: bool, as_json: bool, settle: float, operator: str | None) -> None:
    """Compare what the services hold; exit status 1 when something differs, 2 when one is silent.

    Repairs by events alone: the owner says them again with the ids they had. What no event can
    mend is shown and left to a person.
    """
    logging.configure("motcua.reconcile", "ERROR")
    try:
        report = reconcile_once(
            operator=operator or f"{getpass.getuser()}@{socket.gethostname()}",
            remedies=_EVERY_REMEDY if repair else frozenset(),
            patience=Patience(settle=settle),
        )
    except (SettingsError, UnavailableError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json_of(report) if as_json else text_of(report))
    if report.left:
        raise click.exceptions.Exit(_DIVERGES)
    if report.silent:
        raise click.exceptions.Exit(_INCOMPLETE)


def json_of(report: Report) -> str:
    """Return the report as JSON, with every divergence."""
    document = report_document(report, shown=len(report.left))
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def text_of(report: Report) -> str:
    """Return the report as a person reads it: invariants, kinds, then each divergence."""
    parts = [_headline(report), _invariants(report)]
    if report.found:
        parts += [_kinds(report), _divergences(report.left)]
    if report.silent:
        parts.append(f"Not checked, no answer: {', '.join(sorted(report.silent))}.")
    return "\n\n".join(part for part in parts if part)


def _headline(report: Report) -> str:
    began = f"{report.began_at.astimezone(VIETNAM):%Y-%m-%d %H:%M:%S}"
    head = f"Reconciliation of {began}, {report.seconds:.1f} s: "
    if report.clean:
        return head + (f"{len(report.found)} found, all mended." if report.found else "all agree.")
    return (
        f"{head}{len(report.found)} found, {len(report.mended)} mended, {len(report.left)} left."
    )


def _invariants(report: Report) -> str:
    found = Counter(one.invariant for one in report.found)
    left = Counter(one.invariant for one in report.left)
    rows = [
        (
            invariant,
            *_figures(invariant, found, left, report),
            promise.says if promise.waits_for is None else _not_yet(invariant),
        )
        for invariant, promise in PROMISES.items()
    ]
    heads = ("", "compared", "found", "mended", "left", "what must hold")
    return aligned(heads, rows, right=set(heads[1:5]))


def _figures(
    invariant: Invariant, found: Counter[Invariant], left: Counter[Invariant], report: Report
) -> tuple[object, ...]:
    if PROMISES[invariant].waits_for is not None:
        return ("", "", "", "")
    number = found[invariant]
    compared = report.compared.get(invariant, "inside")
    return (compared, number, number - left[invariant], left[invariant])


def _not_yet(invariant: Invariant) -> str:
    promise = PROMISES[invariant]
    return f"{promise.says} (not yet: waits for {promise.waits_for})"


def _kinds(report: Report) -> str:
    found = Counter(_kind(one) for one in report.found)
    left = Counter(_kind(one) for one in report.left)
    rows = [
        (*kind, number, number - left[kind], left[kind]) for kind, number in sorted(found.items())
    ]
    heads = ("", "kind", "where", "remedy", "found", "mended", "left")
    return aligned(heads, rows, right={"found", "mended", "left"})


def _kind(one: Divergence) -> tuple[str, str, str, str]:
    where = one.service if one.service == one.owner else f"{one.service}, of {one.owner}"
    return (one.invariant.value, one.kind, where, one.remedy.value)


def _divergences(left: Sequence[Divergence]) -> str:
    if not left:
        return ""
    rows = [
        (one.invariant, one.id, one.service, one.owner, _short(one.found), _short(one.wanted))
        for one in sorted(left, key=lambda one: (one.invariant, one.id, one.kind))[:_SHOWN]
    ]
    table = aligned(("", "what", "at", "owner", "found", "should be"), rows)
    more = len(left) - len(rows)
    return table + (f"\n… and {more} more; --json has all." if more > 0 else "") + _advice(left)


def _advice(left: Iterable[Divergence]) -> str:
    remedies = {one.remedy for one in left}
    lines = []
    if remedies - {Remedy.PERSON}:
        lines.append("Some of it can be mended: run it again with --repair.")
    if Remedy.PERSON in remedies:
        lines.append("No event mends the rest: see the runbook on reconciliation.")
    return "\n\n" + "\n".join(lines)


def _short(value: str) -> str:
    return value if len(value) <= _VALUE_WIDTH else value[: _VALUE_WIDTH - 1] + "…"
