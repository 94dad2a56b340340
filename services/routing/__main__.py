"""`motcua routing …`: the processes of routing."""

from __future__ import annotations

from pathlib import Path

from chassis.cli import ROLES, Deployable, service_command
from services.routing import settings
from services.routing.settings import NAME

main = service_command(
    Deployable(
        name=NAME,
        app="services.routing.wiring.service:app()",
        process=settings.process,
        bus=settings.bus,
        loops="services.routing.wiring.service:build_loops",
        roles=(*ROLES, "connectors"),
        migrations=str(Path(__file__).parent / "migrations"),
    )
)

if __name__ == "__main__":
    main()
