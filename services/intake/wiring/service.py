"""Puts intake together: the only entry that knows the concrete classes.

Each area has its module beside this one: `catalogue`, `registry` (what changes a dossier),
`reading` (what reads one), `forms`, `tracking` (without login), `voice` and so on; `parts` is
what they share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Flask

from chassis import logging
from chassis.auth import TokenSigner, TokenVerifier
from chassis.clients import ServiceClient
from chassis.clock import refuse_set_clock
from chassis.db import Database
from chassis.http import AppParts, Authenticator, create_app
from chassis.internal import replay_blueprint
from chassis.policy import enforce
from chassis.reconciliation_api import operator_blueprints
from chassis.settings import ProcessSettings
from kernel.calendar import Calendar
from services.intake import settings
from services.intake.catalogue.clients.readiness import NotificationTexts, RoutingStaffing
from services.intake.catalogue.clients.trials import RoutingTrials
from services.intake.catalogue.domain.agency import Agency
from services.intake.catalogue.domain.procedure import Procedure
from services.intake.catalogue.ports import CataloguePackage
from services.intake.catalogue.usecases.export_procedure import export_procedure
from services.intake.catalogue.usecases.find_procedure import find_procedure
from services.intake.catalogue.usecases.import_records import ImportReport, ReadLine
from services.intake.catalogue.usecases.publish_catalogue import Publication
from services.intake.improvement.domain.amendment import Amendment
from services.intake.improvement.domain.candidate import Candidate
from services.intake.policies import LISTENERS, POLICIES
from services.intake.registry.api.routes_calendars import Published, dry_run_document
from services.intake.registry.store.reconciliation import BOOKS
from services.intake.registry.usecases.dry_run_calendar import Page
from services.intake.settings import NAME
from services.intake.wiring import improvement
from services.intake.wiring.catalogue import (
    catalogue_blueprints,
    import_announced,
    publish,
    require_all_ready,
)
from services.intake.wiring.clock import clock_blueprints, publish_one_calendar, try_calendar
from services.intake.wiring.corrections import corrections_blueprints
from services.intake.wiring.correspondence import correspondence_blueprints
from services.intake.wiring.course import course_blueprints
from services.intake.wiring.delivery import delivery_blueprints
from services.intake.wiring.desk import desk_blueprints
from services.intake.wiring.drafts import drafts_blueprints
from services.intake.wiring.forms import forms_blueprints
from services.intake.wiring.mandates import mandates_blueprints
from services.intake.wiring.parts import Parts, open_parts
from services.intake.wiring.postings import postings_blueprints
from services.intake.wiring.reading import reading_blueprints
from services.intake.wiring.registry import writing_blueprints
from services.intake.wiring.tracking import tracking_blueprints
from services.intake.wiring.trail import trail_routes
from services.intake.wiring.voice import voice_blueprints

_PATIENCE_SECONDS = 30.0
"""How long a command waits for another service, which may go through a whole register."""


def app() -> Flask:
    """Return the HTTP application for gunicorn. Raises `SettingsError`."""
    process = settings.process()
    logging.configure(f"{NAME}.api", process.log_level)
    parts = open_parts(process, settings.registry())
    if not process.one_box:
        refuse_set_clock(parts.database)
    verifier = TokenVerifier.from_file(NAME, process.trusted_keys_file, parts.clock)
    return app_of(parts, verifier)


def app_of(parts: Parts, authenticator: Authenticator) -> Flask:
    """Return the HTTP application made of these parts."""
    app = create_app(
        AppParts(
            name=NAME,
            title="Một Cửa: intake",
            blueprints=(
                *catalogue_blueprints(parts),
                *writing_blueprints(parts),
                *clock_blueprints(parts),
                *course_blueprints(parts),
                *corrections_blueprints(parts),
                *reading_blueprints(parts),
                *forms_blueprints(parts),
                *tracking_blueprints(parts),
                *mandates_blueprints(parts),
                *drafts_blueprints(parts),
                *voice_blueprints(parts),
                *delivery_blueprints(parts),
                *postings_blueprints(parts),
                *correspondence_blueprints(parts),
                *desk_blueprints(parts),
                *improvement.improvement_blueprints(parts),
                trail_routes(parts.database),
                replay_blueprint(parts.database, LISTENERS),
                *operator_blueprints(parts.database, NAME, BOOKS),
            ),
            authenticator=authenticator,
            ready={"database": lambda: _ping(parts.database)},
        )
    )
    return enforce(app, POLICIES)


def publish_catalogue(package: CataloguePackage) -> Publication:
    """Publish a package with this environment's database, once routing and notification agree.

    Raises `SettingsError`, and as `require_all_ready`; then nothing is published.
    """
    process = settings.process()
    parts = open_parts(process, settings.registry())
    if package.procedures:
        require_all_ready(
            package,
            parts,
            staffing=RoutingStaffing(_client("routing", process, parts)),
            texts=NotificationTexts(_client("notification", process, parts)),
        )
    return publish(package, parts)


def published_procedure(code: str) -> tuple[Procedure, Sequence[Agency]]:
    """Return what is in force today; raises `SettingsError`, `ProcedureNotFoundError`."""
    parts = open_parts(settings.process(), settings.registry())
    with parts.database.read() as tx:
        found = find_procedure(code, on=parts.today(), procedures=parts.procedures(tx))
        return found.procedure, parts.agencies(tx).in_force(parts.today())


def exported_procedure(code: str, version: int | None) -> Mapping[str, Any]:
    """Return the document of a version, None: the one in force. Raises as `find_procedure`."""
    parts = open_parts(settings.process(), settings.registry())
    with parts.database.read() as tx:
        return export_procedure(code, version, on=parts.today(), procedures=parts.procedures(tx))


def import_procedures(
    lines: Iterable[ReadLine], on_entered: Callable[[int], object]
) -> ImportReport:
    """Import records with this environment's database. Raises `SettingsError`."""
    parts = open_parts(settings.process(), settings.registry())
    return import_announced(lines, parts, on_entered)


def try_draft(draft: Mapping[str, Any]) -> Mapping[str, Any]:
    """Have routing try a draft. Raises `SettingsError`, and as `RoutingTrials.try_draft`."""
    process = settings.process()
    parts = open_parts(process, settings.registry())
    return RoutingTrials(_client("routing", process, parts)).try_draft(draft)


def _client(service: str, process: ProcessSettings, parts: Parts) -> ServiceClient:
    signer = TokenSigner.from_file(NAME, process.signing_key_file, parts.clock)
    return ServiceClient(service, settings.sources()[service], signer, seconds=_PATIENCE_SECONDS)


def linked_candidates(first: date, last: date, *, days: int, least: int) -> Sequence[Candidate]:
    """Look for candidates in this environment's database. Raises `SettingsError`."""
    parts = open_parts(settings.process(), settings.registry())
    return improvement.linked_candidates(parts, first, last, days=days, least=least)


def notes_for_next(code: str | None) -> Sequence[Amendment]:
    """Return the notes for versions not published yet. Raises `SettingsError`."""
    parts = open_parts(settings.process(), settings.registry())
    return improvement.notes_for_next(parts, code)


def calendar_pages(written: Calendar, notice: str | None) -> Iterator[dict[str, Any]]:
    """Yield the pages of a dry run with this environment's database. Raises `SettingsError`."""
    parts = open_parts(settings.process(), settings.registry())
    after: str | None = ""
    while after is not None:
        found = try_calendar(parts, written, notice, Page(after=after, limit=500))
        yield dry_run_document(found)
        after = found.after


def publish_calendar_file(written: Calendar, notice: str | None) -> Published:
    """Publish a calendar with this environment's database. Raises `SettingsError`."""
    parts = open_parts(settings.process(), settings.registry())
    return publish_one_calendar(parts, written, notice, by=NAME)


def _ping(database: Database) -> None:
    if not database.ping():
        raise ConnectionError
