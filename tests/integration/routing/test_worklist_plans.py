"""What worklists and counters read of PostgreSQL: indexes, and no more the longer they are."""

from __future__ import annotations

from sqlalchemy import text

from kernel.process import StepRole
from kernel.rights import Role
from services.routing.process.store.procedures import KeptProcedures, PgProcedures
from services.routing.work.domain.reading import CounterQuery, Place, WorklistQuery
from services.routing.work.domain.scope import Scope
from services.routing.work.domain.task import Task
from services.routing.work.store.queries import PgTasks
from services.routing.work.store.worklists import counter_statement, page_statement
from tests.integration.routing.suite import Suite
from tests.integration.routing.test_worklist import OFFICER, open_cases
from tests.unit.routing.samples import COMMUNE, INSURANCE, MONDAY, officer


def test_counters_read_the_index_of_the_worklist(suite: Suite) -> None:
    """One agency's open tasks and nothing else, whatever the province has."""
    scope = Scope(agency=COMMUNE, roles=frozenset(StepRole), ordinary=False)
    query = CounterQuery(scopes=(scope,), holder="officer-1", now=MONDAY, tomorrow=MONDAY)
    statement = counter_statement(query).compile(
        dialect=suite.database.engine.dialect, compile_kwargs={"literal_binds": True}
    )
    with suite.database.read() as tx:
        tx.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(tx.scalars(text(f"EXPLAIN {statement}")))

    assert "step_slack_idx" in plan
    assert "Seq Scan" not in plan


def plan_of(suite: Suite, query: WorklistQuery) -> str:
    statement = page_statement(query).compile(
        dialect=suite.database.engine.dialect, compile_kwargs={"literal_binds": True}
    )
    with suite.database.read() as tx:
        tx.execute(text("SET LOCAL enable_seqscan = off"))
        tx.execute(text("SET LOCAL enable_bitmapscan = off"))
        return "\n".join(tx.scalars(text(f"EXPLAIN {statement}")))


def test_a_worklist_reads_its_index(suite: Suite) -> None:
    """An agency's open tasks lie in the order of the list: nothing else is read or sorted."""
    scope = Scope(agency=COMMUNE, roles=frozenset({StepRole.OFFICER}), ordinary=False)
    plan = plan_of(suite, WorklistQuery(scopes=(scope,), status=None, after=None, limit=20))

    assert "step_slack_idx" in plan
    assert "Sort" not in plan


def test_a_worklist_of_several_roles_takes_the_front_of_each(suite: Suite) -> None:
    """Each role of each agency by the index, a page at most; what is sorted are those pages."""
    scopes = tuple(
        Scope(agency=code, roles=frozenset({StepRole.DESK, StepRole.OFFICER}), ordinary=False)
        for code in (COMMUNE, INSURANCE)
    )
    plan = plan_of(suite, WorklistQuery(scopes=scopes, status=None, after=None, limit=20))
    before_union, _, fronts = plan.partition("Append")

    assert fronts.count("Limit") == fronts.count("using step_slack_idx") == 4
    assert "Sort  (" not in fronts
    assert "step_slack_idx" not in before_union


def test_what_an_officer_holds_is_found_by_the_index_of_owners(suite: Suite) -> None:
    """However much the agency has."""
    scope = Scope(agency=COMMUNE, roles=frozenset(StepRole), ordinary=False)
    query = WorklistQuery(scopes=(scope,), status=None, holder="o-1", after=None, limit=20)

    assert "step_assignee_idx" in plan_of(suite, query)


def test_a_list_of_two_agencies_has_every_task_once_and_in_order(suite: Suite) -> None:
    """Who stands at one in two ways sees its tasks once; pages end and begin as in one list."""
    suite.hear_reference()
    open_cases(suite, 5)
    suite.do(OFFICER, "complete")
    suite.do(officer(Role.APPROVER, subject="approver-1"), "approve")
    whole, own = frozenset(StepRole), frozenset({StepRole.OFFICER})
    scopes = (
        Scope(agency=COMMUNE, roles=own, ordinary=True),
        Scope(agency=COMMUNE, roles=whole, ordinary=False),
        Scope(agency=INSURANCE, roles=whole, ordinary=True),
    )

    def page(limit: int, after: Place | None = None) -> list[Task]:
        query = WorklistQuery(scopes=scopes, status=None, after=after, limit=limit)
        with suite.database.read() as tx:
            found = PgTasks(tx, PgProcedures(tx, KeptProcedures())).worklist(query)
        return [one.task for one in found]

    every = page(100)
    paged = page(2)
    while len(more := page(2, Place(at=paged[-1].pressing_at, task=paged[-1].id))) > 0:
        paged += more

    assert len({task.id for task in every}) == len(every) == 5
    assert {task.agency for task in every} == {COMMUNE, INSURANCE}
    assert paged == every == sorted(every, key=lambda task: (task.pressing_at, task.id))
