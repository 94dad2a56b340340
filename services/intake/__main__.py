"""`motcua intake …`: the processes of intake."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from chassis import logging
from chassis.cli import Deployable, service_command
from services.intake import settings
from services.intake.settings import NAME
from services.intake.wiring import build_app
from services.intake.wiring_background import build_loops


def create_app() -> Flask:
    """Return the application for gunicorn."""
    process = settings.process()
    logging.configure(f"{NAME}.api", process.log_level)
    return build_app()


main = service_command(
    Deployable(
        name=NAME,
        app="services.intake.__main__:create_app()",
        process=settings.process,
        bus=settings.bus,
        loops=build_loops,
        migrations=str(Path(__file__).parent / "migrations"),
    )
)

if __name__ == "__main__":
    main()
