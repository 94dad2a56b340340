"""What in a text looks like a person's: an e-mail address, a telephone or an id number."""

from __future__ import annotations

import re
from typing import Final

PERSONAL: Final = re.compile(
    r"""
    [\w.+%-]+ (?:@|%40) [\w-]+ (?:\.[\w-]+)+            # an e-mail address, also in a URL
    | (?<![\w.-]) (?:(?:\+|%2B|00)?84|0) (?:[ .]?\d){9,10} (?![\w-])  # a Vietnamese phone number
    | (?<![\w-]) \d{12} (?![\w-])                       # a personal id number
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Whole matches only; what is longer or part of a code is not meant."""
