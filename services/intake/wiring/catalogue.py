"""Binds the catalogue's use cases to transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from flask_smorest import Blueprint

from kernel.calendar import Calendar
from kernel.deadline import Deadline
from kernel.rights import Action, Actor
from services.intake.catalogue.api.routes_coverage import coverage_blueprint
from services.intake.catalogue.api.routes_procedures import ProcedureActions, procedures_blueprint
from services.intake.catalogue.api.routes_reference import ReferenceActions, reference_blueprint
from services.intake.catalogue.api.routes_reviews import reviews_blueprint
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.coverage import Coverage
from services.intake.catalogue.domain.errors import CalendarNotFoundError
from services.intake.catalogue.domain.procedure import ProcedureVersion
from services.intake.catalogue.domain.search import ProcedureQuery
from services.intake.catalogue.ports import AnnouncedVersion, CataloguePackage, ReviewQuery
from services.intake.catalogue.ports.readiness import PublishedTexts, Staffing
from services.intake.catalogue.store.coverage import PgCoverage
from services.intake.catalogue.usecases.advise import Advice, AdviceQuestion, advise
from services.intake.catalogue.usecases.check_readiness import require_ready
from services.intake.catalogue.usecases.compute_deadline import DeadlineQuestion, compute_deadline
from services.intake.catalogue.usecases.find_procedure import find_procedure
from services.intake.catalogue.usecases.import_records import (
    ImportReport,
    ReadLine,
    import_records,
)
from services.intake.catalogue.usecases.list_agencies import AgencyFilter, list_agencies
from services.intake.catalogue.usecases.list_reviews import ReviewPage, list_reviews
from services.intake.catalogue.usecases.publish_agencies import with_their_ends
from services.intake.catalogue.usecases.publish_catalogue import Publication, publish_catalogue
from services.intake.catalogue.usecases.publish_procedure import digest_of
from services.intake.catalogue.usecases.read_card import read_card
from services.intake.catalogue.usecases.read_coverage import read_coverage
from services.intake.catalogue.usecases.search_procedures import ProcedurePage, search_procedures
from services.intake.registry.domain.readership import require_role
from services.intake.registry.store.replans import PgReplans
from services.intake.wiring.parts import Parts


def catalogue_blueprints(parts: Parts) -> Sequence[Blueprint]:
    """Return the routes of the catalogue."""
    return (
        procedures_blueprint(_procedure_actions(parts), examples=parts.one_box),
        reference_blueprint(_reference_actions(parts)),
        reviews_blueprint(partial(_reviews, parts)),
        coverage_blueprint(partial(_coverage, parts)),
    )


def publish(package: CataloguePackage, parts: Parts) -> Publication:
    """Publish a package in one transaction."""
    with parts.database.transaction() as tx:
        return publish_catalogue(
            package,
            procedures=parts.procedures(tx),
            agencies=parts.agencies(tx),
            calendars=parts.calendars(tx),
            wordings=parts.wordings(tx),
            events=parts.events(tx),
            replans=PgReplans(tx),
        )


def require_all_ready(
    package: CataloguePackage, parts: Parts, *, staffing: Staffing, texts: PublishedTexts
) -> None:
    """Ask about the procedures of a package whose content is new; raises as `require_ready`."""
    with parts.database.transaction() as tx:
        published = parts.procedures(tx).digests()
        agencies = with_their_ends(package.agencies, parts.agencies(tx).newest())
    require_ready(
        [one for one, text in package.procedures if published.get(one.code) != digest_of(text)],
        agencies=agencies,
        today=parts.today(),
        staffing=staffing,
        texts=texts,
    )


def import_announced(
    lines: Iterable[ReadLine], parts: Parts, on_entered: Callable[[int], object]
) -> ImportReport:
    """Import records of the national portal in one transaction."""
    with parts.database.transaction() as tx:
        return import_records(
            lines, at=parts.clock(), entries=parts.announced(tx), on_entered=on_entered
        )


def _coverage(parts: Parts) -> Coverage:
    with parts.database.read() as tx:
        return read_coverage(on=parts.today(), facts=PgCoverage(tx))


def _reviews(parts: Parts, query: ReviewQuery, actor: Actor) -> ReviewPage:
    require_role(actor, Action.KEEP_REFERENCE_DATA)
    with parts.database.read() as tx:
        return list_reviews(query, on=parts.today(), reviews=parts.announced(tx))


def _procedure_actions(parts: Parts) -> ProcedureActions:
    def search(query: ProcedureQuery, agency: str | None) -> ProcedurePage:
        with parts.database.read() as tx:
            return search_procedures(
                query,
                agency=agency,
                on=parts.today(),
                search=parts.search(tx),
                agencies=parts.agencies(tx),
            )

    def find(code: str) -> ProcedureVersion:
        with parts.database.read() as tx:
            return find_procedure(code, on=parts.today(), procedures=parts.procedures(tx))

    def card(code: str) -> ProcedureVersion | AnnouncedVersion:
        with parts.database.read() as tx:
            return read_card(
                code,
                on=parts.today(),
                procedures=parts.procedures(tx),
                announced=parts.announced(tx),
            )

    def advice(code: str, question: AdviceQuestion) -> Advice:
        with parts.database.read() as tx:
            return advise(
                code,
                question,
                now=parts.clock(),
                procedures=parts.procedures(tx),
                agencies=parts.agencies(tx),
                calendars=parts.calendars(tx),
            )

    return ProcedureActions(search=search, find=find, card=card, advise=advice)


def _reference_actions(parts: Parts) -> ReferenceActions:
    def agencies(wanted: AgencyFilter) -> Sequence[Agency]:
        with parts.database.read() as tx:
            return list_agencies(
                wanted,
                on=parts.today(),
                agencies=parts.agencies(tx),
                procedures=parts.procedures(tx),
            )

    def calendar(name: str) -> Calendar:
        with parts.database.read() as tx:
            found = parts.calendars(tx).get(name)
        if found is None:
            raise CalendarNotFoundError
        return found

    def deadline(question: DeadlineQuestion) -> Deadline:
        with parts.database.read() as tx:
            return compute_deadline(
                question,
                procedures=parts.procedures(tx),
                agencies=parts.agencies(tx),
                calendars=parts.calendars(tx),
            )

    return ReferenceActions(agencies=agencies, calendar=calendar, deadline=deadline)
