"""Publishes the shipped catalogue with the settings of the environment, asking nobody.

`motcua catalogue publish` asks routing and notification first. What measures or harms a suite
sets its databases up before any process runs; its staff come with their tokens.
"""

from __future__ import annotations

from pathlib import Path

from services.intake import settings
from services.intake.catalogue.api.package import read_package
from services.intake.wiring.catalogue import publish
from services.intake.wiring.parts import open_parts

SHIPPED = Path(__file__).parents[1] / "catalogue"


def main() -> None:
    """Publish it."""
    publish(read_package(SHIPPED).package, open_parts(settings.process(), settings.registry()))


if __name__ == "__main__":
    main()
