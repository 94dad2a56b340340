"""Examples that stand in the published description: JSON files beside the routes they show."""

from __future__ import annotations

import json
from importlib import resources


def example(module: str, name: str) -> object:
    """Return `examples/<name>.json` beside a module; raises `FileNotFoundError`."""
    file = resources.files(module.rpartition(".")[0]) / "examples" / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))
