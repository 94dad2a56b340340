"""Money is whole đồng in an int; there is no smaller coin."""

from __future__ import annotations

from typing import TypeAlias

Dong: TypeAlias = int
"""An amount of đồng."""


def format_dong(amount: Dong) -> str:
    """Return `amount` as people write it: `12.000 đ`, `-1.500 đ`."""
    return f"{amount:,} đ".replace(",", ".")
