"""`motcua reporting …`: the processes of reporting."""

from __future__ import annotations

from pathlib import Path

from chassis.cli import Deployable, service_command
from services.reporting import settings
from services.reporting.settings import NAME

main = service_command(
    Deployable(
        name=NAME,
        app="services.reporting.wiring.service:app()",
        process=settings.process,
        bus=settings.bus,
        loops="services.reporting.wiring.service:build_loops",
        migrations=str(Path(__file__).parent / "migrations"),
    )
)

if __name__ == "__main__":
    main()
