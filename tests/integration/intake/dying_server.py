"""Serves intake in a process of its own, which a failpoint may kill: `python dying_server.py`."""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime

from joserfc.jwk import KeySet
from werkzeug.serving import make_server

from chassis.auth import TokenVerifier
from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.testing import FrozenClock
from services.intake.wiring.parts import Parts
from services.intake.wiring.service import app_of


def main() -> None:
    """Serve until killed; the port stands on the first line of the output."""
    given = json.loads(os.environ["DYING_SERVER"])
    clock = FrozenClock(datetime.fromisoformat(given["now"]))
    keys = {name: bytes.fromhex(key) for name, key in given["keys"].items()}
    parts = Parts(
        database=Database(given["database"], name="dying intake", pool_size=12),
        clock=clock,
        one_box=True,
        ring=KeyRing(
            current=given["current"],
            keys=keys,
            index=bytes.fromhex(given["index"]),
            derivation=bytes.fromhex(given["derivation"]),
        ),
        public_url="http://portal.example",
    )
    verifier = TokenVerifier("intake", KeySet.import_key_set(given["jwks"]), clock)
    server = make_server("127.0.0.1", 0, app_of(parts, verifier), threaded=True)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
