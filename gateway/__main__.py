"""`motcua gateway`: the gateway's processes."""

from __future__ import annotations

from pathlib import Path

from chassis.cli import Deployable, service_command
from gateway.settings import read_process_settings

main = service_command(
    Deployable(
        name="gateway",
        app="gateway.wiring:app()",
        process=read_process_settings,
        migrations=str(Path(__file__).with_name("migrations")),
    )
)

if __name__ == "__main__":
    main()
