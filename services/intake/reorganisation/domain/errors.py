"""What can be wrong with a reorganisation."""

from __future__ import annotations

from kernel.errors import ConflictError
from kernel.text import Text


class ReorganisationFaultyError(ConflictError):
    """What was to be published has faults; `extra["faults"]` lists them."""

    slug = "reorganisation-faulty"
    title = Text(
        vi="Phương án sắp xếp có lỗi, chưa được công bố.",
        en="The reorganisation has faults and was not published.",
    )
