"""`motcua notification …`: the processes of notification."""

from __future__ import annotations

from pathlib import Path

from chassis.cli import Deployable, service_command
from chassis.rotation import Rotation, rotation_commands
from services.notification import settings
from services.notification.commands_portals import portals
from services.notification.commands_providers import providers
from services.notification.settings import NAME


def _rotation() -> Rotation:
    from services.notification.wiring.keys import open_rotation

    return open_rotation()


main = service_command(
    Deployable(
        name=NAME,
        app="services.notification.wiring.service:app()",
        process=settings.process,
        bus=settings.bus,
        loops="services.notification.wiring.service:build_loops",
        migrations=str(Path(__file__).parent / "migrations"),
        commands=(*rotation_commands(_rotation), providers, portals),
    )
)

if __name__ == "__main__":
    main()
