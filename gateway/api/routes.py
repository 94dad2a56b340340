"""The whole table of routes; what does not stand here is answered to nobody."""

from __future__ import annotations

from gateway.api import (
    routes_admin,
    routes_catalogue,
    routes_dossiers,
    routes_messages,
    routes_officers,
    routes_reports,
    routes_work,
)

ROUTES = (
    *routes_catalogue.ROUTES,
    *routes_dossiers.ROUTES,
    *routes_messages.ROUTES,
    *routes_work.ROUTES,
    *routes_reports.ROUTES,
    *routes_admin.ROUTES,
    *routes_officers.ROUTES,
)
