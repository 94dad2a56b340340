"""What can be wrong with asking for a report."""

from __future__ import annotations

from kernel.errors import ForbiddenError, NotFoundError
from kernel.text import Text


class AgencyUnknownError(NotFoundError):
    """No such agency was heard of."""

    slug = "agency-not-found"
    title = Text(vi="Không có cơ quan này.", en="There is no such agency.")


class ProcedureUnknownError(NotFoundError):
    """No such procedure was heard of."""

    slug = "procedure-not-found"
    title = Text(vi="Không có thủ tục này.", en="There is no such procedure.")


class ForeignReportError(ForbiddenError):
    """A head sees the figures of the own agency and those below it."""

    slug = "foreign-report"
    title = Text(
        vi="Chỉ được xem báo cáo của cơ quan mình và cơ quan trực thuộc.",
        en="You may see the reports of your own agency and those below it.",
    )
