"""Binds the sealing anew of what intake holds."""

from __future__ import annotations

from chassis.crypto import KeyRing
from chassis.db import Database
from chassis.rotation import Rotation, WrappedKeys
from services.intake import settings
from services.intake.correspondence.store.messages import sealed_messages
from services.intake.delivery.store.corrections import sealed_corrections
from services.intake.delivery.store.handovers import sealed_hand_overs
from services.intake.delivery.store.postings import sealed_postings
from services.intake.forms.store.resealing import SealedPapers
from services.intake.registry.store.resealing import SealedContents, SealedParties
from services.intake.registry.store.sealed_texts import SealedColumns
from services.intake.settings import NAME


def open_rotation() -> Rotation:
    """Return what intake seals, with this environment's keys. Raises `SettingsError`.

    As the owner of the tables where this environment names it: some are append-only for the role
    that intake runs with.
    """
    process, registry = settings.process(), settings.registry()
    ring = KeyRing.from_file(registry.master_key_file, complete=not process.one_box)
    url = process.owner_database_url or process.database_url
    database = Database(url, name=f"{NAME}-keys", pool_size=1)
    return Rotation(
        database=database,
        key_file=registry.master_key_file,
        tables=(
            SealedContents(ring),
            SealedParties(ring),
            SealedColumns(ring, table="dossier_reason", key="id", columns=("sealed",)),
            SealedColumns(ring, table="dossier_version", key="id", columns=("sealed",)),
            SealedColumns(
                ring, table="draft", key="id", columns=("sealed", "email", "contact_key")
            ),
            SealedColumns(ring, table="mandate", key="id", columns=("sealed",)),
            WrappedKeys(ring, id_type="uuid"),
            SealedPapers(ring),
            sealed_corrections(ring),
            sealed_hand_overs(ring),
            sealed_postings(ring),
            sealed_messages(ring),
        ),
    )
