"""`motcua intake …`: the processes of intake."""

from __future__ import annotations

from pathlib import Path

from chassis.cli import Deployable, service_command
from services.intake import settings
from services.intake.settings import NAME

main = service_command(
    Deployable(
        name=NAME,
        app="services.intake.wiring:app()",
        process=settings.process,
        bus=settings.bus,
        loops="services.intake.wiring_background:build_loops",
        migrations=str(Path(__file__).parent / "migrations"),
    )
)

if __name__ == "__main__":
    main()
