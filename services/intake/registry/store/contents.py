"""What dossiers hold, for writing, and what they held before, sealed whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select, text

from chassis.identifiers import new_id
from services.intake.registry.domain.applicant import Person
from services.intake.registry.domain.content import Content, FiledPaper
from services.intake.registry.domain.content_version import (
    ContentVersion,
    ReceivedAs,
    VersionCause,
)
from services.intake.registry.domain.delivery import Delivery
from services.intake.registry.domain.dossier import Dossier
from services.intake.registry.domain.errors import DossierNotFoundError
from services.intake.registry.domain.readership import AGENCY
from services.intake.registry.ports import SealedContact
from services.intake.registry.store.dossiers import stored_readers
from services.intake.registry.store.new_dossiers import (
    content_row,
    searched_names,
    stored_delivery,
)
from services.intake.registry.store.rows import content_from, fee_from
from services.intake.registry.store.sealing import DossierSeals
from services.intake.registry.store.tables import (
    contact_key,
    dossier_content,
    dossier_paper,
    dossier_reader,
)
from services.intake.registry.store.tables import dossier_version as table

_COLUMN = table.c.sealed.name

# Whoever is no longer named in the dossier must not find it any more.
_REPLACE = text("""
    WITH emptied AS (DELETE FROM dossier_paper WHERE dossier = :code),
    forgotten AS (
        DELETE FROM dossier_reader WHERE dossier = :code AND reader <> ALL (:readers)
    )
    UPDATE dossier_content
    SET applicant = CAST(:applicant AS jsonb), on_behalf_of = CAST(:on_behalf_of AS jsonb),
        form = CAST(:form AS jsonb), fee = CAST(:fee AS jsonb),
        delivery = CAST(:delivery AS jsonb), names_folded = :names_folded, name_key = :name_key,
        phone_index = :phone_index, email_index = :email_index, sealed_with = :sealed_with
    WHERE dossier = :code
""")
_PAPERS = text("""
    INSERT INTO dossier_paper (dossier, place, paper, source, originals, copies)
    SELECT :code, place, paper, source, originals, copies
    FROM jsonb_to_recordset(CAST(:papers AS jsonb)) AS entry (
        place smallint, paper text, source text, originals smallint, copies smallint
    )
""")


class PgContents:
    """The port `Contents` on one transaction."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._seals = seals
        self._texts = seals.texts(table.name)

    def get(self, code: str) -> Content:
        """Return what the dossier holds; `DossierNotFoundError`, `SealBrokenError`."""
        holds = dossier_content.c.dossier
        mine = select(dossier_content, holds.label("code")).where(holds == code)
        row = self._tx.execute(mine).one_or_none()
        if row is None:
            raise DossierNotFoundError
        papers = self._tx.execute(
            select(dossier_paper)
            .where(dossier_paper.c.dossier == code)
            .order_by(dossier_paper.c.place)
        )
        return content_from(row, papers, self._seals)

    def replace(self, dossier: Dossier, content: Content, earlier: ContentVersion) -> None:
        """Store the content, and what stood before."""
        place = new_id()
        sealed = orjson.dumps(_document(earlier)).decode()
        self._tx.execute(
            table.insert().values(
                id=place,
                dossier=dossier.code,
                number=earlier.number,
                replaced_at=earlier.replaced_at,
                by=dict(earlier.by),
                cause=earlier.cause.value,
                sealed=self._texts.seal(str(place), _COLUMN, sealed),
            )
        )
        row = content_row(dossier.code, content, self._seals) | {"code": dossier.code}
        readers = stored_readers(dossier, self._seals)
        papers = row.pop("papers")
        self._tx.execute(_REPLACE, row | {"readers": readers})
        self._tx.execute(_PAPERS, {"code": dossier.code, "papers": papers})
        self._rename(dossier, row["names_folded"])

    def _rename(self, dossier: Dossier, names_folded: str) -> None:
        """Let agencies search by the names as they are now; none searches a confidential one."""
        names = None if dossier.confidential else searched_names(names_folded)
        self._tx.execute(
            dossier_reader.update()
            .where(
                dossier_reader.c.dossier == dossier.code,
                dossier_reader.c.reader.startswith(AGENCY),
                dossier_reader.c.names.is_distinct_from(names),
            )
            .values(names=names)
        )

    def redirect(self, code: str, delivery: Delivery) -> None:
        """Store how the result is wanted now."""
        self._tx.execute(
            dossier_content.update()
            .where(dossier_content.c.dossier == code)
            .values(delivery=stored_delivery(code, delivery, self._seals))
        )

    def reach(self, code: str, contact: SealedContact) -> None:
        """Keep the new key in place of the old one."""
        self._tx.execute(contact_key.delete().where(contact_key.c.dossier == code))
        self._tx.execute(
            contact_key.insert().values(
                key_id=contact.event.key_id, dossier=code, wrapped=contact.wrapped_key
            )
        )

    def versions(self, code: str) -> Sequence[ContentVersion]:
        """Return the earlier contents; `SealBrokenError`."""
        mine = select(table).where(table.c.dossier == code).order_by(table.c.number)
        return [self._version(row) for row in self._tx.execute(mine)]

    def _version(self, row: Row[Any]) -> ContentVersion:
        document = orjson.loads(self._texts.open(str(row.id), _COLUMN, row.sealed))
        return ContentVersion(
            number=row.number,
            replaced_at=row.replaced_at,
            by=row.by,
            cause=VersionCause(row.cause),
            reason=document["reason"],
            case=document["case"],
            content=_content(document),
            received_as=_received_as(document.get("received_as")),
        )


def _document(version: ContentVersion) -> dict[str, Any]:
    content = version.content
    behalf = content.on_behalf_of
    return {
        "reason": version.reason,
        "case": version.case,
        "received_as": asdict(version.received_as) if version.received_as else None,
        "applicant": content.applicant.to_document(),
        "on_behalf_of": behalf.to_document() if behalf else None,
        "form": content.form,
        "papers": [
            {
                "paper": paper.paper,
                "source": paper.source,
                "originals": paper.originals,
                "copies": paper.copies,
            }
            for paper in content.papers
        ],
        "fee": content.fee.to_document(),
        "delivery": content.delivery.to_document(),
    }


def _received_as(document: dict[str, Any] | None) -> ReceivedAs | None:
    if document is None:
        return None
    due = document["due_at"]
    return ReceivedAs(**{**document, "due_at": datetime.fromisoformat(due) if due else None})


def _content(document: dict[str, Any]) -> Content:
    behalf = document["on_behalf_of"]
    return Content(
        applicant=Person.from_document(document["applicant"]),
        on_behalf_of=Person.from_document(behalf) if behalf else None,
        form=document["form"],
        sensitive=(),
        papers=tuple(FiledPaper(**paper) for paper in document["papers"]),
        fee=fee_from(document["fee"]),
        delivery=_delivery(document["delivery"]),
    )


def _delivery(kept: str | dict[str, Any]) -> Delivery:
    """Return how the result was wanted; of versions kept before addresses only the word."""
    return Delivery.from_document({"method": kept} if isinstance(kept, str) else kept)
