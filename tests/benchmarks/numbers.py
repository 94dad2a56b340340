"""Files 10,001 dossiers at one agency on one day through the use case: how long, which numbers.

    python -m tests.benchmarks.numbers [COUNT]

Needs the servers of `deploy/dev.py servers`; works on a database of its own.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from chassis import logging
from chassis.db import Database
from chassis.identifiers import new_id
from chassis.testing.databases import cloned_database
from kernel.codes import DossierCode
from kernel.errors import ConflictError, UnavailableError
from services.intake.registry.api.filing_schemas import FilingSchema
from services.intake.registry.api.routes_filing import Asked
from services.intake.wiring.registry import FilingTransactions
from tests.integration.intake.office import CITIZEN, Office, example

AT_ONCE = 8
COUNT = 10_001


def main(count: int = COUNT) -> int:
    """File and report; end with 1 unless the numbers are 1 to `count`, each once."""
    logging.configure("numbers", "WARNING")
    with cloned_database("intake") as url:
        database = Database(url, name="numbers", pool_size=AT_ONCE + 2)
        office = Office(database)
        filing = FilingSchema().load(example())
        transactions = FilingTransactions(office.parts)

        def file(_place: int) -> str:
            asked = Asked(actor=CITIZEN, key=str(new_id()), body=b"{}")
            while True:
                try:
                    reply = transactions.file(filing, asked)
                except (UnavailableError, ConflictError):
                    again.append(asked.key)  # as a client would: the same key again
                else:
                    return reply.headers["Location"].rpartition("/")[2]

        again: list[str | None] = []
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            codes = list(pool.map(file, range(count)))
        seconds = time.perf_counter() - began
        database.dispose()
    found = sorted(map(DossierCode.parse, codes))
    whole = [code.number for code in found] == list(range(1, count + 1))
    rate = count / seconds
    print(f"{count} filings by {AT_ONCE} threads: {seconds:.1f} s, {rate:.0f}/s")  # noqa: T201 -- its report
    print(f"sent again after a time-out: {len(again)}")  # noqa: T201 -- its report
    print(f"first {found[0]}, last {found[-1]}, dense: {whole}")  # noqa: T201 -- its report
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
