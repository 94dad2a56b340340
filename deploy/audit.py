"""`motcua audit verify`: is the trail of the dossiers what it was when it was written."""

from __future__ import annotations

import click
import orjson

from chassis import logging
from chassis.settings import SettingsError
from deploy.table import aligned
from kernel.errors import NotFoundError, UnavailableError
from services.intake.registry.domain.trail import Chain, DayEnd, Head, TrailFault
from services.intake.wiring.trail import verify as verify_trail
from services.reporting.reconciliation.domain.trail import TrailEnd
from services.reporting.wiring.reconciliation import kept_trail

_BROKEN = 1
_SHOWN = 100


@click.group()
def audit() -> None:
    """Check the trail: timelines, and who of the staff opened which dossier."""


@audit.command()
@click.argument("dossier", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def verify(dossier: str | None, *, as_json: bool) -> None:
    """Walk the chains of DOSSIER, or of all, and name every row that does not fit.

    They are also held against the ends of past days that reporting keeps. Exit status 1 when
    something does not fit.
    """
    logging.configure("motcua.audit", "ERROR")
    try:
        kept = [_end(one) for one in kept_trail(dossier)]
        faults = verify_trail(kept, dossier)
    except NotFoundError as error:
        raise click.ClickException(f"There is no dossier {dossier}.") from error
    except (SettingsError, UnavailableError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json_of(faults, len(kept)) if as_json else text_of(faults, len(kept), dossier))
    if faults:
        raise click.exceptions.Exit(_BROKEN)


def text_of(faults: list[TrailFault], kept: int, dossier: str | None) -> str:
    """Return what was found as a person reads it."""
    about = dossier or "every dossier"
    against = f"{kept} ends of past days kept by reporting"
    if not faults:
        return f"The trail of {about} is whole, also held against {against}."
    rows = [
        (one.dossier, one.chain.value, _row(one), one.found, one.wanted) for one in faults[:_SHOWN]
    ]
    table = aligned(("dossier", "chain", "row", "found", "should be"), rows, right={"row"})
    more = len(faults) - len(rows)
    rest = f"\n… and {more} more; --json has all." if more > 0 else ""
    head = f"The trail of {about} does not fit: {len(faults)} faults; held against {against}."
    return f"{head}\n\n{table}{rest}\n\nSee the runbook on the trail."


def json_of(faults: list[TrailFault], kept: int) -> str:
    """Return what was found as JSON."""
    items = [
        {
            "dossier": one.dossier,
            "chain": one.chain.value,
            "row": one.row,
            "found": one.found,
            "wanted": one.wanted,
        }
        for one in faults
    ]
    return orjson.dumps({"kept_ends": kept, "faults": items}).decode()


def _end(kept: TrailEnd) -> DayEnd:
    head = Head(number=kept.number, hash=bytes.fromhex(kept.hash))
    return DayEnd(dossier=kept.dossier, chain=Chain(kept.chain), head=head)


def _row(fault: TrailFault) -> str:
    return "end" if fault.row is None else str(fault.row)
