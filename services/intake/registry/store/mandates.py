"""Mandates in PostgreSQL: people and paper sealed, found by blind indexes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Executable, Row, text

from kernel.mandate import HeldMandate, MandatedAction
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.mandate import Mandate, MandateEnd, MandatePaper
from services.intake.registry.store.rows import to_json
from services.intake.registry.store.sealing import DossierSeals

TABLE = "mandate"
LAPSE = "mandate"
"""The kind of the timers that ring when the last day of a mandate is over."""
SEALED = "sealed"
_MOST = 100

_ADD = text("""
    INSERT INTO mandate (
        id, version, principal, agent, procedures, actions, agency, granted_at, granted_by,
        expires_on, sealed, principal_name, agent_name
    )
    VALUES (
        :id, :version, :principal, :agent, :procedures, :actions, :agency, :granted_at,
        CAST(:granted_by AS jsonb), :expires_on, :sealed, :principal_name, :agent_name
    )
""")
_GET = "SELECT * FROM mandate WHERE id = CAST(:id AS uuid)"
_LOCK = text(f"{_GET} FOR NO KEY UPDATE")
_RELY = text(f"{_GET} FOR SHARE")
_READ = text(_GET)
_SAVE = text("""
    UPDATE mandate SET version = :version, ended_at = :ended_at, "end" = :end
    WHERE id = CAST(:id AS uuid)
""")
_OF = text("""
    SELECT * FROM mandate WHERE principal = ANY (:keys) OR agent = ANY (:keys)
    ORDER BY granted_at DESC, id DESC LIMIT :most
""")
_NAMED = text("""
    SELECT * FROM mandate
    WHERE (principal_name = :name OR agent_name = :name) AND agency = ANY (:agencies)
    ORDER BY granted_at DESC, id DESC LIMIT :most
""")
# Two devices that give one at the same moment are counted one after the other.
_LOCK_PRINCIPAL = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('mandate/' || :principal, 0))"
)
_COUNT_ONLINE = text("""
    SELECT count(*) FROM mandate
    WHERE principal = :principal AND agency IS NULL AND ended_at IS NULL
        AND expires_on >= (motcua_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
""")
# Anybody may name somebody as their agent: what nothing was filed under opens nothing, and must
# not crowd out what opens something.
_HELD = text("""
    SELECT id, actions FROM mandate
    WHERE agent = ANY (:keys) AND ended_at IS NULL
        AND expires_on >= (motcua_now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
        AND EXISTS (SELECT FROM dossier WHERE dossier.mandate = mandate.id)
    ORDER BY granted_at DESC LIMIT :most
""")
_UNDER = text("SELECT code FROM dossier WHERE mandate = CAST(:id AS uuid) ORDER BY code")
_PURGE = text("""
    DELETE FROM mandate WHERE id = ANY (ARRAY(
        SELECT id FROM mandate
        WHERE least(ended_at, expires_on::timestamptz) < (SELECT motcua_now())
                - make_interval(years => :years)
            AND NOT EXISTS (SELECT FROM dossier WHERE dossier.mandate = mandate.id)
        LIMIT :limit
    ))
""")


class PgMandates:
    """The port `Mandates` on one transaction."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._seals = seals
        self._texts = seals.texts(TABLE)

    def add(self, mandate: Mandate) -> None:
        """Keep a mandate, what is personal in it sealed."""
        document = to_json(mandate.to_document())
        row = {
            "id": mandate.id,
            "version": mandate.version,
            "principal": self._key(mandate.principal),
            "agent": self._key(mandate.agent),
            "procedures": list(mandate.procedures),
            "actions": sorted(mandate.actions),
            "agency": mandate.agency,
            "granted_at": mandate.granted_at,
            "granted_by": to_json(mandate.granted_by),
            "expires_on": mandate.expires_on,
            "sealed": self._texts.seal(mandate.id, SEALED, document),
            "principal_name": self._seals.name_index(mandate.principal.name),
            "agent_name": self._seals.name_index(mandate.agent.name),
        }
        self._tx.execute(_ADD, row)

    def count_online(self, principal: str) -> int:
        """Return how many given online are in force; others who give one for them wait."""
        key = {"principal": self._seals.reader(principal)}
        self._tx.execute(_LOCK_PRINCIPAL, key)
        found: int = self._tx.execute(_COUNT_ONLINE, key).scalar_one()
        return found

    def get(self, id_: str) -> Mandate | None:
        """Return the mandate; raises `SealBrokenError`."""
        return self._one(_READ, id_)

    def lock(self, id_: str) -> Mandate | None:
        """Return the mandate under a lock that keeps others from ending or relying on it."""
        return self._one(_LOCK, id_)

    def rely_on(self, id_: str) -> Mandate | None:
        """Return the mandate under a shared lock."""
        return self._one(_RELY, id_)

    def save(self, mandate: Mandate) -> None:
        """Keep that the mandate ended."""
        changed = {"ended_at": mandate.ended_at, "end": mandate.end}
        self._tx.execute(_SAVE, {"id": mandate.id, "version": mandate.version, **changed})

    def of(self, identities: Sequence[str]) -> Sequence[Mandate]:
        """Return those somebody gave or holds, newest first."""
        rows = self._tx.execute(_OF, {"keys": self._keys(identities), "most": _MOST})
        return [self._mandate(row) for row in rows]

    def named(self, name: str, agencies: Sequence[str]) -> Sequence[Mandate]:
        """Return those a side of which has this name, entered at one of the agencies."""
        wanted = {"name": self._seals.name_index(name), "agencies": list(agencies)}
        rows = self._tx.execute(_NAMED, wanted | {"most": _MOST})
        return [self._mandate(row) for row in rows]

    def held(self, identities: Sequence[str]) -> Sequence[HeldMandate]:
        """Return those in force today, by the clock of the database."""
        rows = self._tx.execute(_HELD, {"keys": self._keys(identities), "most": _MOST})
        return [HeldMandate(id=str(row.id), actions=_actions(row.actions)) for row in rows]

    def dossiers_under(self, id_: str) -> Sequence[str]:
        """Return the codes of the dossiers filed under it, open or closed, in their order."""
        return [row.code for row in self._tx.execute(_UNDER, {"id": id_})]

    def _one(self, statement: Executable, id_: str) -> Mandate | None:
        row = self._tx.execute(statement, {"id": id_}).one_or_none()
        return None if row is None else self._mandate(row)

    def _mandate(self, row: Row[Any]) -> Mandate:
        id_ = str(row.id)
        sealed: Mapping[str, Any] = orjson.loads(self._texts.open(id_, SEALED, row.sealed))
        return Mandate(
            id=id_,
            version=row.version,
            principal=Person.from_document(sealed["principal"]),
            agent=Person.from_document(sealed["agent"]),
            procedures=tuple(row.procedures),
            actions=_actions(row.actions),
            expires_on=row.expires_on,
            agency=row.agency,
            paper=_paper(sealed["paper"]),
            granted_at=row.granted_at,
            granted_by=row.granted_by,
            ended_at=row.ended_at,
            end=MandateEnd(row.end) if row.end else None,
        )

    def _key(self, person: Person) -> str:
        return self._seals.reader(person.key)

    def _keys(self, identities: Sequence[str]) -> list[str]:
        return [self._seals.reader(key) for key in identities]


def purge(tx: Connection, limit: int, *, years: int) -> int:
    """Delete mandates over for so many years under which no dossier is kept; at most `limit`."""
    return tx.execute(_PURGE, {"years": years, "limit": limit}).rowcount


def _actions(stored: Sequence[str]) -> frozenset[MandatedAction]:
    return frozenset(map(MandatedAction, stored))


def _paper(document: Mapping[str, Any] | None) -> MandatePaper | None:
    if document is None:
        return None
    signed_on = date.fromisoformat(document["signed_on"])
    return MandatePaper(**{**document, "signed_on": signed_on})
