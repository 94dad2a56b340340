"""Binds the trial of a draft to a transaction that only reads."""

from __future__ import annotations

from dataclasses import dataclass

from services.routing.process.store.schedules import PgSchedules
from services.routing.simulation.domain.comparison import Comparison
from services.routing.simulation.store.past_work import PgPastWork
from services.routing.simulation.usecases.simulate_process import Draft, simulate_process
from services.routing.wiring.work import Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """What stands behind the route."""

    routing: Routing

    def simulate(self, draft: Draft) -> Comparison:
        """Try a draft on past cases; raises as `simulate_process`."""
        with self.routing.database.read(snapshot=True) as tx:
            return simulate_process(
                draft,
                past_work=PgPastWork(tx, self.routing.procedures(tx)),
                schedules=PgSchedules(tx, self.routing.kept_schedules),
            )
