"""A dossier that comes into being: the whole of it, what is said and the reply in one statement.

The row of its agency's counter is locked from the number to the commit, so what lies between is
one round trip: everything is gathered first.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from chassis.failpoints import failpoint
from chassis.idempotency import KEEP, Idempotency, StoredReply
from chassis.outbox_part import SAY, WAKE
from contracts.events import Event
from kernel.collation import fold, person_key, sort_key
from services.intake.registry.domain.applicant import ApplicantKind, Person
from services.intake.registry.domain.content import Content
from services.intake.registry.domain.delivery import Delivery
from services.intake.registry.domain.limits import limit_at
from services.intake.registry.domain.opening import Opened
from services.intake.registry.domain.readership import AGENCY
from services.intake.registry.ports import SealedContact
from services.intake.registry.store.dossiers import (
    ADD_LEDGER,
    ADD_TIMELINE,
    KEEP_TIMER,
    stored_readers,
)
from services.intake.registry.store.rows import (
    DOSSIER_COLUMNS,
    dossier_document,
    ledger_rows,
    timeline_rows,
    to_json,
)
from services.intake.registry.store.sealing import DossierSeals

_NAMES_KEPT = 500
_quoted = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
# What no new dossier has; the database's defaults stand.
_LATER = frozenset(
    {
        "withdrawal_asked_at",
        "withdrawn_at",
        "suspended_at",
        "refusal_code",
        "refusal_ground",
        "refusal_reason",
        "refused_at",
        "content_version",
        "corrected_at",
        "case_number",
        "draft_offered_at",
        "confirm_by",
        "confirm_term",
        "term_calendar_version",
        "objections",
        "obligation_asked_at",
    }
)
_COLUMNS = ", ".join(_quoted(name) for name in DOSSIER_COLUMNS if name not in _LATER)

# The row comes as one document, and words are not wasted: a statement of more than 50 parameters
# or 4096 characters is read anew by psycopg at every call (2 ms). Foreign keys are checked at the
# end of the statement, so the parts need no order.
_WRITE = f"""
    WITH opened AS (
        INSERT INTO dossier ({_COLUMNS}, tracking_hash)
        SELECT {_COLUMNS}, %(tracking)s
        FROM jsonb_populate_record(NULL::dossier, %(dossier)s::jsonb)
    ), filled AS (
        INSERT INTO dossier_content (
            dossier, applicant, on_behalf_of, form, fee, delivery, names_folded,
            name_key, phone_index, email_index, sealed_with
        )
        VALUES (
            %(code)s, %(applicant)s, %(on_behalf_of)s, %(form)s, %(fee)s, %(delivery)s,
            %(names_folded)s, %(name_key)s, %(phone_index)s, %(email_index)s, %(sealed_with)s
        )
    ), papers AS (
        INSERT INTO dossier_paper (dossier, place, paper, source, originals, copies)
        SELECT %(code)s, place, paper, source, originals, copies
        FROM jsonb_to_recordset(%(papers)s::jsonb) AS entry (
            place smallint, paper text, source text, originals smallint, copies smallint
        )
    ), readers AS (
        INSERT INTO dossier_reader (reader, filed_at, dossier, open, names)
        SELECT r, %(filed_at)s, %(code)s, %(open)s, n
        FROM unnest(%(readers)s::text[], %(names)s::text[]) AS u (r, n)
    ), told AS ({ADD_TIMELINE}
    ), counted AS ({ADD_LEDGER}
    ), timed AS ({KEEP_TIMER}
    ), keyed AS (
        INSERT INTO contact_key (key_id, dossier, wrapped)
        SELECT %(key_id)s::uuid, %(code)s, %(wrapped)s WHERE %(key_id)s::uuid IS NOT NULL
    ), {SAY}, replied AS ({KEEP}
    )
    {WAKE}
"""  # noqa: S608 -- the columns are the class's own
WRITE = " ".join(_WRITE.split())
"""Stores a dossier with all that goes with it."""


class GatheredEvents:
    """The port `Events`: holds what is said until it is written with the dossier."""

    def __init__(self) -> None:
        self.held: list[Event] = []

    def add(self, event: Event) -> None:
        """Hold an event."""
        self.held.append(event)


class GatheredDossier:
    """The port `NewDossiers` for one dossier; nothing is stored before `write`."""

    def __init__(self, tx: Connection, seals: DossierSeals) -> None:
        self._tx = tx
        self._seals = seals
        self._row: dict[str, Any] = {}

    def add(self, opened: Opened, *, tracking: bytes, contact: SealedContact | None) -> None:
        """Hold a new dossier, its content, papers, readers, timeline, ledger, contact key."""
        dossier = opened.dossier
        content = content_row(dossier.code, opened.content, self._seals)
        readers = stored_readers(dossier, self._seals)
        words = None if dossier.confidential else searched_names(content["names_folded"])
        self._row = content | {
            "code": dossier.code,
            "filed_at": dossier.filed_at,
            "dossier": to_json(dossier_document(dossier, self._seals)),
            "tracking": tracking,
            "limit_at": limit_at(dossier),
            "readers": readers,
            "names": [words if key.startswith(AGENCY) else None for key in readers],
            "open": not dossier.status.final,
            "timeline": timeline_rows(opened.timeline),
            "ledger": ledger_rows(opened.ledger),
            "key_id": contact.event.key_id if contact else None,
            "wrapped": contact.wrapped_key if contact else None,
        }

    def write(
        self, request: Idempotency, reply: StoredReply, *, speech: dict[str, object]
    ) -> None:
        """Store the dossier, what `chassis.outbox_part.said` made of its events, and the reply."""
        self._tx.exec_driver_sql(WRITE, self._row | speech | request.kept(reply))
        failpoint("outbox.added")
        failpoint("idempotency.kept")


def name_key(applicant: Person) -> str:
    """Return where an applicant stands in a list by name."""
    person = applicant.kind is ApplicantKind.CITIZEN
    return person_key(applicant.name) if person else sort_key(applicant.name)


def searched_names(names_folded: str) -> str:
    """Return folded names as they stand with the key of an agency, which searches by them."""
    words = names_folded.replace("\n", " ")[:_NAMES_KEPT]
    return f" {words}"


def content_row(code: str, content: Content, seals: DossierSeals) -> dict[str, Any]:
    """Return the row of a dossier's content, sealed, with its papers as JSON."""
    people = (content.applicant, content.on_behalf_of)
    papers = [
        {
            "place": place,
            "paper": paper.paper,
            "source": paper.source,
            "originals": paper.originals,
            "copies": paper.copies,
        }
        for place, paper in enumerate(content.papers)
    ]
    applicant, behalf = content.applicant, content.on_behalf_of
    principal = seals.seal_person(code, "on_behalf_of", behalf.to_document()) if behalf else None
    return {
        "applicant": to_json(seals.seal_person(code, "applicant", applicant.to_document())),
        "on_behalf_of": to_json(principal) if principal else None,
        "form": to_json(seals.seal_fields(code, "form", content.form, content.sensitive)),
        "fee": to_json(content.fee.to_document()),
        "delivery": to_json(stored_delivery(code, content.delivery, seals)),
        "names_folded": "\n".join(fold(person.name) for person in people if person),
        "name_key": name_key(applicant),
        "phone_index": seals.phone_index(applicant.phone),
        "email_index": seals.email_index(applicant.email),
        "sealed_with": seals.current,
        "papers": to_json(papers),
    }


def stored_delivery(code: str, delivery: Delivery, seals: DossierSeals) -> dict[str, Any]:
    """Return how the result is wanted, an address sealed whole."""
    document = delivery.to_document()
    if delivery.address is None:
        return document
    return seals.seal_fields(code, "delivery", document, ("/address",))
