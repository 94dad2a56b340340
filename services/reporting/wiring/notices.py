"""Binds the report of notices to transactions, and to notification."""

from __future__ import annotations

from flask_smorest import Blueprint

from chassis.db import Database
from kernel.clock import Clock
from kernel.period import Period
from kernel.rights import Actor
from kernel.schedule import in_vietnam
from services.reporting.notices.api.routes_notices import notices_blueprint
from services.reporting.notices.clients.notification import Caller, NotificationNotices
from services.reporting.notices.domain.report import NoticeReport
from services.reporting.notices.store.tree import PgTree
from services.reporting.notices.usecases.build_notice_report import build_notice_report
from services.reporting.notices.usecases.choose_scope import choose_scope
from services.reporting.statutory.store.agencies import PgAgencies
from services.reporting.statutory.store.offices import PgOffices


def build_notices(database: Database, clock: Clock, notification: Caller | None) -> Blueprint:
    """Return the route; notification is asked with no transaction open."""
    counted = NotificationNotices(notification)

    def report(period: Period, wanted: str | None, actor: Actor) -> NoticeReport:
        now = clock()
        with database.read(snapshot=True) as tx:
            scope = choose_scope(
                actor,
                wanted,
                today=in_vietnam(now).date(),
                offices=PgOffices(tx),
                agencies=PgAgencies(tx),
                tree=PgTree(tx),
            )
        return build_notice_report(period, scope, now=now, notices=counted)

    return notices_blueprint(report)
