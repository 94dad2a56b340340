"""Sheets: CSV (RFC 4180) that spreadsheets open with the right letters and run nothing of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")
_BYTE_ORDER_MARK = "\ufeff"


def csv_sheet(lines: Iterable[Sequence[object]]) -> bytes:
    """Return lines of cells as CSV in UTF-8, each cell guarded."""
    sheet = io.StringIO(newline="")
    csv.writer(sheet).writerows([guarded(cell) for cell in line] for line in lines)
    return (_BYTE_ORDER_MARK + sheet.getvalue()).encode()


def guarded(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_DANGEROUS):
        return f"'{cell}"
    return cell
