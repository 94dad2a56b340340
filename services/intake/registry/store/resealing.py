"""The sealed columns of dossiers, portion by portion, for a change of the master key.

Rows that were stored before fields were sealed are sealed here too.
"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Row, text

from chassis.crypto import KeyRing, SealBrokenError
from chassis.db import Transaction
from chassis.rotation import Portion
from services.intake.catalogue.store.procedures import PgProcedures
from services.intake.registry.store.sealing import DossierSeals

_TAKE_CONTENTS = text("""
    SELECT content.*, dossier.procedure, dossier.procedure_version
    FROM dossier_content AS content JOIN dossier ON code = dossier
    WHERE dossier > :after AND sealed_with IS DISTINCT FROM :current
    ORDER BY dossier LIMIT :limit FOR UPDATE OF content SKIP LOCKED
""")
_PUT_CONTENT = text("""
    UPDATE dossier_content
    SET applicant = CAST(:applicant AS jsonb), on_behalf_of = CAST(:on_behalf_of AS jsonb),
        form = CAST(:form AS jsonb), delivery = CAST(:delivery AS jsonb),
        phone_index = coalesce(phone_index, :phone_index),
        email_index = coalesce(email_index, :email_index), sealed_with = :current
    WHERE dossier = :dossier
""")
_COUNT_CONTENTS = text("SELECT count(*) FROM dossier_content WHERE sealed_with = :key_id")
_LEFT_CONTENTS = text(
    "SELECT count(*) FROM dossier_content WHERE sealed_with IS DISTINCT FROM :current"
)
_OTHER_PARTIES = "parties <> '{}' AND split_part(parties[1], ':', 1) <> :current"
_TAKE_PARTIES = text(f"""
    SELECT code, parties FROM dossier WHERE code > :after AND {_OTHER_PARTIES}
    ORDER BY code LIMIT :limit FOR UPDATE SKIP LOCKED
""")  # noqa: S608 -- constants
_PUT_PARTIES = text("UPDATE dossier SET parties = :parties WHERE code = :code")
_PUT_READER = text("""
    UPDATE dossier_reader SET reader = :new WHERE dossier = :code AND reader = :old
""")
_COUNT_PARTIES = text("""
    SELECT count(*) FROM dossier WHERE parties <> '{}' AND split_part(parties[1], ':', 1) = :key_id
""")
_LEFT_PARTIES = text(f"SELECT count(*) FROM dossier WHERE {_OTHER_PARTIES}")  # noqa: S608 -- constants


_COLUMNS = ("applicant", "on_behalf_of", "form", "delivery")


class SealedContents:
    """People and forms in `dossier_content`."""

    name = "dossier_content"

    def __init__(self, ring: KeyRing) -> None:
        self._seals = DossierSeals(ring)

    def reseal(self, tx: Transaction, after: str, limit: int) -> Portion:
        """Seal up to `limit` contents with the current key."""
        wanted = {"after": after, "limit": limit, "current": self._seals.current}
        rows = tx.execute(_TAKE_CONTENTS, wanted).all()
        changed, broken = [], []
        for row in rows:
            try:
                changed.append(self._anew(tx, row))
            except SealBrokenError:
                broken.append(row.dossier)
        if changed:
            tx.execute(_PUT_CONTENT, changed)
        last = rows[-1].dossier if rows else None
        return Portion(last=last, done=len(changed), broken=tuple(broken))

    def count(self, tx: Transaction, key_id: str) -> int:
        """Return how many contents are sealed with this key."""
        return int(tx.execute(_COUNT_CONTENTS, {"key_id": key_id}).scalar_one())

    def left(self, tx: Transaction) -> int:
        """Return how many contents are not sealed with the current key."""
        return int(tx.execute(_LEFT_CONTENTS, {"current": self._seals.current}).scalar_one())

    def _anew(self, tx: Transaction, row: Row[Any]) -> dict[str, Any]:
        seals, code = self._seals, row.dossier
        new: dict[str, Any] = {"phone_index": None, "email_index": None}
        columns = {name: getattr(row, name) for name in _COLUMNS}
        if row.sealed_with is None:
            version = PgProcedures(tx).get(row.procedure, row.procedure_version)
            pointers = version.procedure.form.sensitive_pointers() if version else ()
            new["phone_index"] = seals.phone_index(row.applicant.get("phone"))
            new["email_index"] = seals.email_index(row.applicant.get("email"))
            for name in ("applicant", "on_behalf_of"):
                columns[name] = seals.seal_person(code, name, columns[name])
            columns["form"] = seals.seal_fields(code, "form", row.form, pointers)
        else:
            columns = {
                name: seals.reseal_fields(code, name, document)
                for name, document in columns.items()
            }
        written = {
            name: None if document is None else orjson.dumps(document).decode()
            for name, document in columns.items()
        }
        return new | written | {"dossier": code, "current": seals.current}


class SealedParties:
    """The identities of `dossier.parties`; the row is locked for the portion alone."""

    name = "dossier"

    def __init__(self, ring: KeyRing) -> None:
        self._seals = DossierSeals(ring)

    def reseal(self, tx: Transaction, after: str, limit: int) -> Portion:
        """Seal the identities of up to `limit` dossiers with the current key."""
        wanted = {"after": after, "limit": limit, "current": self._seals.current}
        rows = tx.execute(_TAKE_PARTIES, wanted).all()
        changed, readers, broken = [], [], []
        for row in rows:
            try:
                parties = self._seals.open_parties(row.code, row.parties)
            except SealBrokenError:
                broken.append(row.code)
                continue
            changed.append(
                {"code": row.code, "parties": self._seals.seal_parties(row.code, parties)}
            )
            # Those stored before stand among the readers in clear too.
            readers += [
                {"code": row.code, "old": one, "new": self._seals.reader(one)}
                for one in parties
                if one in row.parties
            ]
        if changed:
            tx.execute(_PUT_PARTIES, changed)
        if readers:
            tx.execute(_PUT_READER, readers)
        last = rows[-1].code if rows else None
        return Portion(last=last, done=len(changed), broken=tuple(broken))

    def count(self, tx: Transaction, key_id: str) -> int:
        """Return how many dossiers have identities sealed with this key."""
        return int(tx.execute(_COUNT_PARTIES, {"key_id": key_id}).scalar_one())

    def left(self, tx: Transaction) -> int:
        """Return how many dossiers have identities not sealed with the current key."""
        return int(tx.execute(_LEFT_PARTIES, {"current": self._seals.current}).scalar_one())
