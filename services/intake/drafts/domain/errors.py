"""What can go wrong with a draft."""

from __future__ import annotations

from kernel.errors import ConflictError, NotFoundError
from kernel.text import Text


class DraftNotFoundError(NotFoundError):
    """No draft of that id, or another's, or one that was filed or forgotten."""

    slug = "draft-not-found"
    title = Text(
        vi="Không tìm thấy bản nháp: đã nộp, đã xóa hoặc đã hết hạn.",
        en="There is no such draft: it was filed, deleted or has expired.",
    )


class TooManyDraftsError(ConflictError):
    """The person keeps as many drafts as one may; `limit` says how many that is."""

    slug = "too-many-drafts"
    title = Text(
        vi="Đã có quá nhiều bản nháp, hãy nộp hoặc xóa bớt.",
        en="There are too many drafts; file or delete one first.",
    )


class DraftGoneError(ConflictError):
    """The draft a filing names is not there: filed from another window, deleted or expired."""

    slug = "draft-gone"
    title = Text(
        vi="Bản nháp này không còn: có thể đã nộp từ cửa sổ khác, đã xóa hoặc đã hết hạn.",
        en="The draft is gone: filed from another window perhaps, deleted or expired.",
    )
