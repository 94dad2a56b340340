"""Binds the sealing anew of notification's data keys."""

from __future__ import annotations

from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.rotation import Rotation, WrappedKeys
from services.notification import settings
from services.notification.settings import NAME


def open_rotation() -> Rotation:
    """Return what notification seals, with this environment's keys. Raises `SettingsError`."""
    process, bus = settings.process(), settings.bus()
    ring = KeyRing.from_file(bus.master_key_file, complete=not process.one_box)
    return Rotation(
        database=Database(process.database_url, name=f"{NAME}-keys", pool_size=1),
        key_file=bus.master_key_file,
        tables=(WrappedKeys(ring, id_type="text"),),
    )
