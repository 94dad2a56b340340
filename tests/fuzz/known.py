"""What there is in the served world: addresses and versions that are worth asking for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.intake.registry.store.reconciliation import BOOKS as INTAKE
from services.notification.dispatch.store.reconciliation import BOOKS as NOTIFICATION
from services.notification.people.domain.mark import Stop
from services.notification.templates.domain.courtesy import Courtesy
from services.routing.wiring.service import BOOKS as ROUTING
from tests.fuzz.signing import PROVIDER
from tests.integration.intake.office import COMMUNE
from tests.integration.rights.people import OTHER
from tests.integration.rights.world import BIRTH, LINKED, World

Values = Mapping[str, Mapping[str, Sequence[str | int]]]
"""What there is: by a regular expression of the path (empty: any), by the parameter."""

FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"
_PLACEMENTS = "SELECT id FROM delegation UNION SELECT id FROM secondment"


def values_of(world: World) -> Values:
    """Return what the fuzzer is to ask for most of the time."""
    codes = [filed.code for filed in world.dossiers]
    agencies = [COMMUNE, OTHER]

    def ids(service: str, query: str) -> list[str]:
        return [str(row[0]) for row in world.sql(service, query)]

    return {
        "": {
            "path.code": codes,
            "path.dossier": codes,
            "path.task_id": [task[0] for filed in world.dossiers for task in filed.tasks],
            "path.officer": ids("routing", "SELECT id FROM officer"),
            "path.account": ids("routing", "SELECT account FROM officer"),
            "path.placement": ids("routing", _PLACEMENTS),
            "path.agency": agencies,
            "path.calendar": ["vn"],
            "path.form": ["kstt-06", "receipt"],
            "path.version": [1, 2],
            "path.view": sorted({*INTAKE.views, *ROUTING.views, *NOTIFICATION.views}),
            "path.provider": [PROVIDER],
            "path.alert_id": list(world.alerts),
            "path.line": list(world.violations),
            "path.slip_id": [world.between["/handover-slips"][0]],
            "path.proposal_id": [world.between["/proposals"][0]],
            "path.amendment": [world.between["/amendments"][0]],
            "path.mandate": [world.mandate],
            "path.letter_id": ids("notification", "SELECT id FROM message"),
            "path.token": _tokens(world),
            "query.agency": agencies,
            "query.period": ["2026-11", "2026-Q4", "2026"],
            "query.from": ["2026-11-01", FIRST_DAY],
            "query.to": ["2026-11-30", LAST_DAY],
            "query.as_of": ["2026-11-23", LAST_DAY],
            "header.If-Match": ['"1"', '"2"', '"3"'],
            "body.procedure": [BIRTH, LINKED],
            "body.receiving_agency": agencies,
            "body.code": codes,
        },
        "/(procedures|statistics)/": {"path.code": [BIRTH, LINKED]},
        "^/deadline": {"query.from": ["2026-11-23T08:00:00+07:00", f"{LAST_DAY}T23:59:59-12:00"]},
        "^/staff-mail": {
            "header.If-Match": ['"0"', '"1"', '"2"'],
            "body.address": ["lan.tran@example.vn", "tran.lan@example.vn"],
        },
    }


def _tokens(world: World) -> list[str]:
    """Return the secrets of links that stop messages to an address nobody has."""
    links = world.notification.links
    return [
        links.link(Stop(address="a" * 64, kind=kind, language="vi")).rpartition("/")[2]
        for kind in Courtesy
    ]
