"""Writing a checked document back as the YAML the catalogue is kept in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

_WIDTH = 110


def to_yaml(document: Mapping[str, Any]) -> str:
    """Return the document as YAML that `parse_yaml` reads back to the same values."""
    return yaml.safe_dump(dict(document), allow_unicode=True, sort_keys=False, width=_WIDTH)
