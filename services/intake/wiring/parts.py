"""What the areas of intake are made of: opened once a process, shared by its threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from chassis.clock import suite_clock
from chassis.crypto import KeyRing
from chassis.db import Database, Transaction
from chassis.http import current_traceparent
from chassis.outbox import Outbox
from chassis.settings import ProcessSettings
from contracts.envelope import Envelope
from contracts.events import Event
from kernel.clock import Clock
from kernel.schedule import in_vietnam
from services.intake.catalogue.store.agencies import PgAgencies
from services.intake.catalogue.store.announced import PgAnnounced
from services.intake.catalogue.store.calendars import KeptCalendars, PgCalendars
from services.intake.catalogue.store.procedures import KeptProcedures, PgProcedures
from services.intake.catalogue.store.search import KeptCatalogues, PgSearch
from services.intake.catalogue.store.wordings import PgWordings
from services.intake.drafts.store.drafts import PgDrafts
from services.intake.registry.store.contents import PgContents
from services.intake.registry.store.dossier_files import PgDossierFiles
from services.intake.registry.store.dossier_lists import PgDossierLists
from services.intake.registry.store.dossiers import PgDossiers
from services.intake.registry.store.filing_marks import PgFilingMarks
from services.intake.registry.store.mandates import PgMandates
from services.intake.registry.store.new_dossiers import GatheredDossier
from services.intake.registry.store.reasons import PgReasons
from services.intake.registry.store.reference import ReferenceMemory, RememberedReference
from services.intake.registry.store.sealing import DossierSeals
from services.intake.settings import (
    DRAFT_DAYS,
    DUPLICATE_DAYS,
    NAME,
    RETENTION_YEARS,
    RegistrySettings,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Database, clock, keys and memories of one process."""

    database: Database
    clock: Clock
    one_box: bool
    ring: KeyRing = field(repr=False)
    public_url: str
    retention_years: int = RETENTION_YEARS
    duplicate_days: int = DUPLICATE_DAYS
    draft_days: int = DRAFT_DAYS
    post_connected: bool = False
    kept_procedures: KeptProcedures = field(default_factory=KeptProcedures)
    kept_catalogues: KeptCatalogues = field(default_factory=KeptCatalogues)
    kept_calendars: KeptCalendars = field(default_factory=KeptCalendars)
    memory: ReferenceMemory = field(default_factory=ReferenceMemory)

    def today(self) -> date:
        """Return the present day in Vietnam."""
        return in_vietnam(self.clock()).date()

    def procedures(self, tx: Transaction) -> PgProcedures:
        """Return the catalogue's procedures."""
        return PgProcedures(tx, self.kept_procedures)

    def agencies(self, tx: Transaction) -> PgAgencies:
        """Return the catalogue's agencies."""
        return PgAgencies(tx)

    def calendars(self, tx: Transaction) -> PgCalendars:
        """Return the catalogue's calendars."""
        return PgCalendars(tx, self.kept_calendars)

    def search(self, tx: Transaction) -> PgSearch:
        """Return the catalogue as people look for procedures in it."""
        return PgSearch(tx, self.kept_catalogues)

    def announced(self, tx: Transaction) -> PgAnnounced:
        """Return what was announced and cannot be filed yet."""
        return PgAnnounced(tx)

    def wordings(self, tx: Transaction) -> PgWordings:
        """Return the wording of the search, for publishing."""
        return PgWordings(tx)

    def dossiers(self, tx: Transaction) -> PgDossiers:
        """Return the dossiers for writing."""
        return PgDossiers(tx, DossierSeals(self.ring))

    def new_dossier(self, tx: Transaction) -> GatheredDossier:
        """Return where one dossier that comes into being is stored."""
        return GatheredDossier(tx, DossierSeals(self.ring))

    def marks(self, tx: Transaction) -> PgFilingMarks:
        """Return what was filed lately."""
        return PgFilingMarks(tx, DossierSeals(self.ring), days=self.duplicate_days)

    def drafts(self, tx: Transaction) -> PgDrafts:
        """Return what people have begun to fill in."""
        return PgDrafts(tx, DossierSeals(self.ring))

    def mandates(self, tx: Transaction) -> PgMandates:
        """Return who lets whom file for them."""
        return PgMandates(tx, DossierSeals(self.ring))

    def files(self, tx: Transaction) -> PgDossierFiles:
        """Return the dossiers for reading."""
        return PgDossierFiles(tx, DossierSeals(self.ring))

    def contents(self, tx: Transaction) -> PgContents:
        """Return what dossiers hold, for writing."""
        return PgContents(tx, DossierSeals(self.ring))

    def reasons(self, tx: Transaction) -> PgReasons:
        """Return why people did something to dossiers."""
        return PgReasons(tx, DossierSeals(self.ring))

    def lists(self, tx: Transaction) -> PgDossierLists:
        """Return the lists of dossiers."""
        return PgDossierLists(tx, DossierSeals(self.ring))

    def reference(self, tx: Transaction) -> RememberedReference:
        """Return the catalogue as the registry asks for it."""
        return RememberedReference(
            self.memory,
            procedures=self.procedures(tx),
            agencies=self.agencies(tx),
            calendars=self.calendars(tx),
        )

    def events(self, tx: Transaction) -> Outbox:
        """Return the outbox of a request's transaction."""
        return Outbox(tx, source=NAME, clock=self.clock, traceparent=current_traceparent())

    def events_after(self, tx: Transaction, cause: Envelope) -> CausedEvents:
        """Return the outbox of a transaction that an event led to."""
        outbox = Outbox(tx, source=NAME, clock=self.clock, traceparent=cause.traceparent)
        return CausedEvents(outbox, cause.id)


class CausedEvents:
    """An outbox whose events name the event that led to them, and carry its trace on."""

    def __init__(self, outbox: Outbox, cause: UUID) -> None:
        self._outbox = outbox
        self._cause = cause

    def add(self, event: Event) -> Envelope:
        """Say the event once the transaction commits."""
        return self._outbox.add(event, causation=self._cause)


def open_parts(process: ProcessSettings, registry: RegistrySettings) -> Parts:
    """Return the parts of this process; nothing connects before the first use."""
    database = Database(process.database_url, name=NAME, pool_size=process.pool_size)
    return Parts(
        database=database,
        clock=suite_clock(database, one_box=process.one_box),
        one_box=process.one_box,
        ring=KeyRing.from_file(registry.master_key_file, complete=not process.one_box),
        public_url=registry.public_url,
        retention_years=registry.retention_years,
        duplicate_days=registry.duplicate_days,
        draft_days=registry.draft_days,
        post_connected=registry.post.carrier_url is not None,
    )
