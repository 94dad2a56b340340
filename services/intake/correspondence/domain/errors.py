"""What can go wrong when citizen and officers write to each other."""

from __future__ import annotations

from kernel.errors import ConflictError, TooManyRequestsError
from kernel.text import Text


class ThreadClosedError(ConflictError):
    """The dossier ended a while ago; who has something to say about it starts anew."""

    slug = "thread-closed"
    title = Text(
        vi="Hồ sơ đã kết thúc, không trao đổi qua đây được nữa.",
        en="The dossier has ended; nothing more can be written about it here.",
    )


class TooManyMessagesError(TooManyRequestsError):
    """One side has written a lot within a day."""

    slug = "too-many-messages"
    title = Text(
        vi="Đã gửi quá nhiều tin trong một ngày, hãy gửi tiếp vào ngày mai.",
        en="Too many messages within a day; write again tomorrow.",
    )
