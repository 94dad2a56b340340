"""`motcua reporting …`: the processes of reporting."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from chassis import logging
from chassis.cli import Deployable, service_command
from services.reporting import settings
from services.reporting.settings import NAME
from services.reporting.wiring import build_app, build_loops


def create_app() -> Flask:
    """Return the application for gunicorn."""
    process = settings.process()
    logging.configure(f"{NAME}.api", process.log_level)
    return build_app()


main = service_command(
    Deployable(
        name=NAME,
        app="services.reporting.__main__:create_app()",
        process=settings.process,
        bus=settings.bus,
        loops=build_loops,
        migrations=str(Path(__file__).parent / "migrations"),
    )
)

if __name__ == "__main__":
    main()
