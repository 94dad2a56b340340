"""What can be wrong with a look into the inbox."""

from __future__ import annotations

from kernel.errors import NotFoundError
from kernel.text import Text


class LetterNotFoundError(NotFoundError):
    """There is no such letter, or it is about a dossier that is not the reader's."""

    slug = "letter-not-found"
    title = Text(vi="Không tìm thấy thông báo.", en="There is no such letter.")
