"""What can go wrong at the desk's queue."""

from __future__ import annotations

from kernel.errors import ConflictError
from kernel.text import Text


class NoProposalWaitingError(ConflictError):
    """No such proposal waits for the desk: it fell away, or was settled."""

    slug = "no-proposal-waiting"
    title = Text(
        vi="Đề xuất này không còn chờ bộ phận một cửa quyết định.",
        en="This proposal does not wait for the desk any more.",
    )


class NoCallWaitingError(ConflictError):
    """Nobody has to telephone about this dossier, or somebody else just did."""

    slug = "no-call-waiting"
    title = Text(
        vi="Hồ sơ này không có cuộc gọi nào đang chờ.",
        en="No telephone call is waiting for this dossier.",
    )
