"""A mandate is revoked while a dossier is filed under it: one is first, whatever the order."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from chassis.identifiers import new_id
from chassis.testing.fixtures import ServiceDatabase
from contracts.events.intake import ContactSet
from tests.integration.intake.mandated import AGENT, MOTHER, granted, listed, under
from tests.integration.intake.office import Office
from tests.races.intake_acts import Standing
from tests.races.scheduler import Races

NUMBER = min(int(os.environ.get("MOTCUA_RACES", "20")), 200)
SEED = int(os.environ.get("MOTCUA_RACES_SEED", "7"))


@pytest.mark.timeout(1800)
def test_nothing_is_filed_under_a_mandate_that_was_revoked(
    service_database: ServiceDatabase,
) -> None:
    """Filed before it ended, its letters go to the giver; after it, nothing is filed."""
    seen: Counter[tuple[object, object]] = Counter()
    with Races(service_database("intake").url) as races:
        office = Office(races.database)
        here = Standing(office).office
        for place in range(NUMBER):
            seen[_race(races, office, here, SEED + place)] += 1

    assert set(seen) <= {(201, 200), (403, 200)}
    assert seen.total() == NUMBER


def _race(races: Races, office: Office, here: Office, seed: int) -> tuple[object, object]:
    office.forget_dossiers()
    mandate = granted(office)
    path = f"/mandates/{mandate['id']}/revocation"
    keyed = [{"Idempotency-Key": str(new_id())} for _ in range(2)]
    agent, mother = here.headers(AGENT) | keyed[0], here.headers(MOTHER) | keyed[1]
    mother |= {"If-Match": '"1"'}

    def file() -> object:
        with here.app.test_client() as client:
            return client.post("/dossiers", json=under(mandate), headers=agent).status_code

    def take_back() -> object:
        with here.app.test_client() as client:
            return client.post(path, json={}, headers=mother).status_code

    race = races.run(seed, {"file": file, "revoke": take_back})
    for code in listed(office, MOTHER):
        said = [event for event in office.said(code) if isinstance(event, ContactSet)]
        assert len(said) == 2, f"the agent is still written to after the race of seed {seed}"
    assert listed(office, AGENT) == []
    return race.results["file"], race.results["revoke"]
