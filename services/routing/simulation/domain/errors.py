"""What keeps a process from being tried on past cases."""

from __future__ import annotations

from kernel.errors import NotFoundError
from kernel.text import Text


class NothingToReplayError(NotFoundError):
    """No case of the procedure has ended with a result yet."""

    slug = "nothing-to-replay"
    title = Text(
        vi="Thủ tục này chưa có vụ việc nào xử lý xong để chạy thử.",
        en="No case of this procedure has ended yet that could be tried again.",
    )
