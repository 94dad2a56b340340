"""What intake shows of its trail: whether it is whole, and where it stood at the ends of days."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from chassis.reconciliation import AGE, View
from kernel.books import Fault
from services.intake.registry.domain.trail import TrailFault
from services.intake.registry.store.trail import CLOSED, PgTrail
from services.intake.registry.usecases.verify_trail import verify_trail

_CLOSED_SINCE = (
    "CAST(max(day) + 1 AS timestamp) AT TIME ZONE 'Asia/Ho_Chi_Minh' + interval '10 minutes'"
)
_ENDS = """
    SELECT DISTINCT ON (dossier, day) dossier, '{chain}' AS chain, day, number, hash
    FROM {table} WHERE dossier >= :low AND dossier < :high AND day < CAST({closed} AS date)
    ORDER BY dossier, day, number DESC
"""


def _ends(chain: str, table: str) -> str:
    return _ENDS.format(chain=chain, table=table, closed=CLOSED)


TRAIL_ENDS = View(
    name="trail-ends",
    rows=f"""
        SELECT dossier AS id,
               string_agg(chain || '@' || day || '#' || number || ':' || encode(hash, 'hex'),
                   ',' ORDER BY chain, day) AS value,
               {AGE.format(f"({_CLOSED_SINCE})")} AS age
        FROM (
            SELECT * FROM ({_ends("timeline", "timeline_entry")}) AS told
            UNION ALL SELECT * FROM ({_ends("accesses", "access_seal")}) AS opened
        ) AS ended GROUP BY dossier
    """,  # noqa: S608 -- constants
    first="SELECT min(dossier) FROM timeline_entry WHERE dossier >= :low",
)
"""Where the chains of every dossier stood at the end of each day on which they grew."""


def check_trail(tx: Connection) -> Sequence[Fault]:
    """Walk every chain of every dossier."""
    return [_fault(fault) for fault in verify_trail(PgTrail(tx))]


def _fault(fault: TrailFault) -> Fault:
    row = "end" if fault.row is None else f"row {fault.row}"
    return Fault(
        invariant="I9",
        kind=f"{fault.chain} broken",
        id=f"{fault.dossier}#{row}",
        found=fault.found,
        wanted=fault.wanted,
    )
