"""`motcua intake …`: the processes of intake."""

from __future__ import annotations

from pathlib import Path

from chassis.cli import Deployable, service_command
from chassis.rotation import Rotation, rotation_commands
from services.intake import settings
from services.intake.settings import NAME


def _rotation() -> Rotation:
    from services.intake.wiring.keys import open_rotation

    return open_rotation()


main = service_command(
    Deployable(
        name=NAME,
        app="services.intake.wiring.service:app()",
        process=settings.process,
        bus=settings.bus,
        loops="services.intake.wiring.background:build_loops",
        migrations=str(Path(__file__).parent / "migrations"),
        commands=rotation_commands(_rotation),
    )
)

if __name__ == "__main__":
    main()
