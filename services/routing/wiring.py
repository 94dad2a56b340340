"""Puts the processes of routing together: the HTTP application and the background loops."""

from __future__ import annotations

from flask import Flask

from chassis.auth import TokenVerifier
from chassis.clock import suite_clock
from chassis.db import Database, DatabaseUnavailableError
from chassis.http import AppParts, Authenticator, create_app
from chassis.internal import replay_blueprint
from chassis.settings import ProcessSettings
from services.routing import settings
from services.routing.settings import NAME
from services.routing.wiring_work import Routing
from services.routing.work.api.routes_cases import case_blueprint
from services.routing.work.api.routes_tasks import task_blueprint

LISTENERS = ("intake", "notification", "reporting")
"""Services that may ask to hear again what routing said."""

READERS = ("gateway", "intake")
"""Services that may read the case of a dossier."""


def open_routing(process: ProcessSettings) -> Routing:
    """Return the use cases of this process; nothing connects before the first use."""
    database = Database(process.database_url, name=NAME, pool_size=process.pool_size)
    return Routing(database=database, clock=suite_clock(database, one_box=process.one_box))


def build_app() -> Flask:
    """Return the HTTP application. Raises `SettingsError`."""
    process = settings.process()
    routing = open_routing(process)
    keys = TokenVerifier.from_file(NAME, process.trusted_keys_file, routing.clock)
    return app_of(routing, keys)


def app_of(routing: Routing, authenticator: Authenticator) -> Flask:
    """Return the HTTP application of these use cases."""
    return create_app(
        AppParts(
            name=NAME,
            title="Một Cửa: routing",
            blueprints=(
                task_blueprint(routing.door()),
                case_blueprint(routing.case, READERS),
                replay_blueprint(routing.database, LISTENERS),
            ),
            authenticator=authenticator,
            ready={"database": lambda: _ping(routing.database)},
        )
    )


def _ping(database: Database) -> None:
    if not database.ping():
        raise DatabaseUnavailableError
