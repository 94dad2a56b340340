"""What can go wrong between a decision and the result in the citizen's hands."""

from __future__ import annotations

from kernel.errors import ConflictError
from kernel.text import Text


class ResultUnderWayError(ConflictError):
    """The result is with the post; it has to come back before anything else can be done."""

    slug = "result-under-way"
    title = Text(
        vi="Kết quả đang được bưu chính chuyển phát.", en="The result is on its way by post."
    )
