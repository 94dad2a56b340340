"""`motcua notification …`: the processes of notification."""

from __future__ import annotations

from pathlib import Path

from chassis.cli import Deployable, service_command
from services.notification import settings
from services.notification.settings import NAME

main = service_command(
    Deployable(
        name=NAME,
        app="services.notification.wiring:app()",
        process=settings.process,
        bus=settings.bus,
        loops="services.notification.wiring:build_loops",
        migrations=str(Path(__file__).parent / "migrations"),
    )
)

if __name__ == "__main__":
    main()
