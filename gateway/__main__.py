"""`motcua gateway`: the gateway's processes."""

from __future__ import annotations

from chassis.cli import Deployable, service_command
from gateway.settings import read_process_settings

main = service_command(
    Deployable(name="gateway", app="gateway.wiring:app()", process=read_process_settings)
)

if __name__ == "__main__":
    main()
